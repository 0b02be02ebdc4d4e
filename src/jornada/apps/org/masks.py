"""Rows without the fields that a role hides: blanked as they are read, and never saved like that.

The names travel with the queryset through every `filter` and `select_related`, so that a record that is read along
with another one is masked too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from django.db.models import Field, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.signals import pre_save

from jornada.apps.org.custom.known import record_of

HINT, MARK = "hidden_fields", "_masked_fields"
CUSTOM = "custom."
Hidden = Mapping[str, frozenset[str]]
M = TypeVar("M", bound=Model)


def masked(rows: QuerySet[M], hidden: Hidden) -> QuerySet[M]:
    """Blank fields in what the query will read."""
    if not hidden:
        return rows
    rows = rows.all()
    rows._hints = {**rows._hints, HINT: hidden}  # type: ignore[attr-defined]
    rows._iterable_class = MaskedRows  # type: ignore[attr-defined]
    return rows


def hidden_in(rows: QuerySet) -> frozenset[str]:
    """Return what is hidden in the records of a query, for searches that ask for such fields."""
    return rows._hints.get(HINT, {}).get(record_of(rows.model), frozenset())  # type: ignore[attr-defined]


def hidden_on(row: Any) -> frozenset[str]:
    """Return the fields of a row that were blanked for its reader: they may well have a value."""
    return getattr(row, MARK, frozenset())


def mask(row: Any, hidden: Hidden) -> None:
    """Blank the hidden fields of a row, and of the rows that it brings along, which may bring it along themselves."""
    met, ahead = {id(row)}, [row]
    while ahead:
        one = ahead.pop()
        _mask_alone(one, hidden.get(record_of(type(one)), frozenset()))
        for related in one._state.fields_cache.values():
            if isinstance(related, Model) and not hasattr(related, MARK) and id(related) not in met:
                met.add(id(related))
                ahead.append(related)


def _mask_alone(row: Any, names: frozenset[str]) -> None:
    for name in names:
        _blank(row, name)
    if names:
        setattr(row, MARK, names)


class MaskedRows(ModelIterable):
    """Reads rows and masks each."""

    def __iter__(self) -> Iterator[Any]:
        hidden = self.queryset._hints.get(HINT, {})
        for row in super().__iter__():
            mask(row, hidden)
            yield row


class MaskedSaveError(Exception):
    """A row was to be saved whose hidden fields had been blanked for the reader."""


def refuse_masked(sender: Any, instance: Any, update_fields: Any = None, **_more: Any) -> None:
    """Guard against a blank that was made for a reader and would become the value."""
    names = getattr(instance, MARK, None)
    if names and (update_fields is None or {name.partition(".")[0] for name in names} & set(update_fields)):
        raise MaskedSaveError(
            f"{sender._meta.label} {instance.pk} was read without {', '.join(sorted(names))} and is not saved whole; "
            "read it again with edits.locked() before writing."
        )


def _blank(row: Any, name: str) -> None:
    if name.startswith(CUSTOM):
        kept = row.__dict__.setdefault("custom", {})  # what was not read is not read later, either
        if kept and name.removeprefix(CUSTOM) in kept:
            row.custom = {code: value for code, value in kept.items() if code != name.removeprefix(CUSTOM)}
        return
    field: Field = row._meta.get_field(name)
    row.__dict__[field.attname] = "" if field.empty_strings_allowed and not field.null else None
    row._state.fields_cache.pop(field.name, None)


pre_save.connect(refuse_masked, dispatch_uid="masked rows")
