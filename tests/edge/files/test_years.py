"""Years in files: those that have been are read, others leave the field blank with a reason."""

import pytest

from jornada.edge.files.cells import WrongCell, _year


@pytest.mark.parametrize(("text", "year"), [("1987", 1987), ("since 2004", 2004), ("", None)])
def test_a_year_that_has_been_is_read(text, year):
    assert _year(text) == year


@pytest.mark.parametrize("text", ["3025", "2099", "999", "long ago"])
def test_other_years_are_told(text):
    assert isinstance(_year(text), WrongCell)
