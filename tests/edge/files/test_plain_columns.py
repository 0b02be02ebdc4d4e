"""Columns of texts that need no second look are taken over as they are."""

import pytest

from jornada.edge.files.reading import _is_plain


@pytest.mark.parametrize("cells", [("Acme",), ("Acme Steel", "Norte"), ("a b c", "d", "é f")])
def test_names_with_single_blanks_are_taken_over(cells):
    assert _is_plain(cells, 20)


@pytest.mark.parametrize(
    "cells",
    [
        ("Acme  Steel",), (" Acme", "b"), ("Acme ", "b"), ("b", " Acme"), ("b", "Acme "), ("Acme\tSteel",),
        ("a\u00a0b",),
        ("a", ""), ("a", None), ("a" * 21,), ("a", " "), ("'a", "b"), ("\n",),
    ],
)  # fmt: skip
def test_others_are_looked_at_cell_by_cell(cells):
    assert not _is_plain(cells, 20)
