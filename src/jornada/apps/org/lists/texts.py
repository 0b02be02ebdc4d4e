"""How lists are narrowed by text: accents and capitals aside, and numbers of companies and phones by their digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet

from jornada.apps.org import alphabet
from jornada.ui.list_fields import BARE, ListField, is_filled

# Writes what a person typed as a column keeps it, given the test as well: then an index finds what is the same.
Kept = Callable[[str, str], str]
# So few linked records are given by their numbers: their rows are found by the index of the link.
FEW = 1_000
_SAID = {"has": alphabet.having, "has_not": alphabet.having, "starts": alphabet.beginning, "equals": alphabet.called}


def text_field(
    code: str, label: Any, by: Any, order: int, *, has_blank: bool = False, kept: Kept | None = None
) -> ListField:
    """Return a field of text that lists are narrowed by; `by` is a path or an expression."""
    narrow = _narrow(code, by, has_blank, kept)
    return ListField(code, label, "text", by, narrow=narrow, has_blank=has_blank, order=order)


def as_typed(_test: str, text: str) -> str:
    """Leave a text as it is."""
    return text.strip()


def linked_field(code: str, label: Any, linked: type[Model], order: int) -> ListField:
    """Return the name of a linked record as a field; the names are looked for first, in a table of their own."""

    def narrow(rows: QuerySet, test: str, values: Sequence[Any]) -> QuerySet:
        nothing = Q(**{f"{code}__isnull": True})
        if test in BARE:
            return rows.filter(nothing if test == "empty" else is_filled(code, has_blank=False))
        named = linked._base_manager.filter(_SAID[test](values[0], "name")).order_by().values_list("pk", flat=True)
        few = list(named[: FEW + 1])
        said = Q(**{f"{code}__in": few if len(few) <= FEW else named})
        return rows.filter(~said | nothing if test == "has_not" else said)

    return ListField(code, label, "text", f"{code}__name", narrow=narrow, order=order)


def _narrow(
    code: str, by: Any, has_blank: bool, kept: Kept | None
) -> Callable[[QuerySet, str, Sequence[Any]], QuerySet]:
    path = by if isinstance(by, str) else f"by_{code}"

    def narrow(rows: QuerySet, test: str, values: Sequence[Any]) -> QuerySet:
        if not isinstance(by, str):
            rows = rows.alias(**{path: by})
        empty = Q(**{path: ""}) if has_blank else Q()
        blank = Q(**{f"{path}__isnull": True}) | empty
        if test in BARE:
            return rows.filter(blank if test == "empty" else is_filled(path, has_blank=has_blank))
        sought = kept(test, values[0]) if kept else values[0]
        if kept and test == "equals":
            # As the index says it.
            found = rows.filter(~empty, **{f"{path}__in": {sought, sought.upper(), sought.lower()}})
            if kept is not as_typed or found.exists():
                return found
            # Whoever wrote it may have mixed the cases, as ids of other systems do: then it is looked for in the table.
        said = Q(_SAID[test](sought, path))
        # What is blank is left out in words of its own: then the index of those that say something is enough.
        return rows.filter(~said | blank) if test == "has_not" else rows.filter(~empty, said)

    return narrow
