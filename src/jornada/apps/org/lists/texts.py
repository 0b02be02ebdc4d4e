"""How lists are narrowed by text: accents and capitals aside, and numbers of companies and phones by their digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jornada.apps.org import alphabet
from jornada.ui.list_fields import ListField

# Writes what a person typed as a column keeps it, given the test as well.
Kept = Callable[[str, str], str]
_SAID = {"has": alphabet.having, "has_not": alphabet.having, "starts": alphabet.beginning, "equals": alphabet.called}


def text_field(
    code: str, label: Any, by: Any, order: int, *, has_blank: bool = False, kept: Kept | None = None
) -> ListField:
    """Return a field of text that lists are narrowed by; `by` is a path or an expression."""
    narrow = _narrow(code, by, has_blank, kept)
    return ListField(code, label, "text", by, narrow=narrow, has_blank=has_blank, order=order)


def _narrow(
    code: str, by: Any, has_blank: bool, kept: Kept | None
) -> Callable[[QuerySet, str, Sequence[Any]], QuerySet]:
    path = by if isinstance(by, str) else f"by_{code}"

    def narrow(rows: QuerySet, test: str, values: Sequence[Any]) -> QuerySet:
        if not isinstance(by, str):
            rows = rows.alias(**{path: by})
        blank = Q(**{f"{path}__isnull": True}) | (Q(**{path: ""}) if has_blank else Q())
        if test in ("empty", "filled"):
            return rows.filter(blank if test == "empty" else ~blank)
        said = Q(_SAID[test](kept(test, values[0]) if kept else values[0], path))
        return rows.filter(~said | blank if test == "has_not" else said)

    return narrow
