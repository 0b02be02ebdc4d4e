"""Fields of leads, and of their people and companies, as the change history says they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Population
from jornada.apps.interactions.columns import micros as micros_of
from jornada.apps.org.history import value_of
from jornada.apps.org.models import Change
from jornada.ui.conditions.fields import ConditionField, own_fields

Ids = NDArray[np.int64]
MODELS = {"lead": "leads.lead", "account": "market.account", "contact": "market.contact"}


@dataclass(frozen=True, eq=False)
class Patches:
    """Earlier values of a field, the latest change first: where, until when, what."""

    place: Ids
    until: Ids
    values: Any


class FieldsThen:
    """The values of some fields of leads at moments of the past.

    `as_today` names the fields of which no history is kept, and which are taken as they are today.
    """

    def __init__(self, everybody: Population, codes: Iterable[str], since: datetime) -> None:
        self.columns: dict[str, Any] = dict(everybody.columns)
        self.links = links_of(everybody.ids)
        self.as_today: set[str] = set()
        self._patches: dict[str, Patches] = {}
        for code in codes:
            self._prepare(code, since)

    def at(self, at: int) -> dict[str, Any]:
        """Return all columns as of one moment."""
        known = {code: _patched(self.columns[code], patches, at) for code, patches in self._patches.items()}
        return {**self.columns, **known}

    def of(self, code: str, lead: Ids, at: Ids) -> Any:
        """Return what a field was of each of some leads, by place, at a moment of its own."""
        column, patches = self.columns[code], self._patches.get(code)
        values = column.codes[lead] if isinstance(column, Coded) else column[lead]
        if patches is not None:
            found, which = _earlier(patches, lead, at)
            values = values.copy()
            values[found] = patches.values[which]
        return Coded(values, column.values) if isinstance(column, Coded) else values

    def _prepare(self, code: str, since: datetime) -> None:
        column = self.columns.get(code)
        if column is None:
            return
        head, _dot, rest = code.partition(".")
        link, bare = (head, rest) if head in ("account", "contact") else ("", code)
        record = link or "lead"
        field = next((each for each in own_fields(record) if each.code == bare), None)
        name = _name_in_history(field) if field else ""
        if not name:
            self.as_today.add(code)
            return
        column, patches = _patches(column, _changes(record, name, since), self.links[record], field)
        if patches is not None:
            self.columns[code], self._patches[code] = column, patches


def _name_in_history(field: ConditionField) -> str:
    """Say how the change history names a field; nothing where it is worked out from others."""
    if field.code.startswith("custom."):
        return field.code
    return field.column.removesuffix("_id") if isinstance(field.column, str) else ""


def _changes(record: str, name: str, since: datetime) -> list[tuple[int, datetime, Any]]:
    rows = Change.objects.filter(model=MODELS[record], field=name, kind=Change.Kind.UPDATED, at__gte=since)
    found = rows.order_by("-at", "-id").values_list("object_id", "at", "old")
    return [(pk, at, value_of(old) if name.startswith("custom.") else old) for pk, at, old in found]


def _patches(
    column: Any, changes: Sequence[tuple[int, datetime, Any]], owner: Ids, field: Any
) -> tuple[Any, Patches | None]:
    if not changes:
        return column, None
    order = np.argsort(owner, kind="stable")
    ids = np.array([pk for pk, _at, _old in changes], np.int64)
    first = np.searchsorted(owner[order], ids, side="left")
    number = np.searchsorted(owner[order], ids, side="right") - first
    row = np.repeat(np.arange(len(ids)), number)
    within = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    place = order[first[row] + within]
    until = np.array([micros_of(at) for _pk, at, _old in changes], np.int64)[row]
    old = [_typed(value, field.type) for _pk, _at, value in changes]
    if isinstance(column, Coded):
        known = tuple(dict.fromkeys([*column.values, *(value for value in old if value)]))
        codes = {value: code for code, value in enumerate(known)}
        values: Any = np.array([codes.get(value, -1) for value in old], np.int32)[row]
        return Coded(column.codes, known), Patches(place, until, values)
    return column, Patches(place, until, np.array(old, column.dtype)[row])


def _typed(value: Any, kind: str) -> Any:
    if kind in ("text", "choice", "several"):
        return "" if value is None else str(value)
    if kind == "flag":
        return -1 if value is None else int(str(value).lower() in ("true", "1"))
    try:
        if kind == "date":
            return np.datetime64("NaT", "D") if not value else np.datetime64(date.fromisoformat(str(value)[:10]), "D")
        return float(value)
    except (TypeError, ValueError):
        return np.datetime64("NaT", "D") if kind == "date" else np.nan


def _patched(column: Any, patches: Patches, at: int) -> Any:
    later = patches.until > at
    if not later.any():
        return column
    values = (column.codes if isinstance(column, Coded) else column).copy()
    # Of several changes after the moment the earliest is written last: what it replaced was true then.
    values[patches.place[later]] = patches.values[later]
    return Coded(values, column.values) if isinstance(column, Coded) else values


def _earlier(patches: Patches, lead: Ids, at: Ids) -> tuple[NDArray[np.bool_], Ids]:
    """Say of which cases the value has changed since, and which patch says what it was: the first one after."""
    moments = np.unique(patches.until)
    wide = len(moments) + 1
    key = patches.place * wide + np.searchsorted(moments, patches.until)
    # Of changes at the same instant the last in the list is the earliest.
    order = np.lexsort((-np.arange(len(key)), key))
    place = np.searchsorted(key[order], lead * wide + np.searchsorted(moments, at, side="right"))
    found = place < len(key)
    found[found] = patches.place[order[place[found]]] == lead[found]
    return found, order[place[found]]


def links_of(ids: Ids) -> dict[str, Ids]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, COALESCE(account_id, -1), COALESCE(contact_id, -1) FROM leads_lead ORDER BY id")
        rows = np.array(cursor.fetchall(), np.int64).reshape(-1, 3)
    place = np.minimum(np.searchsorted(rows[:, 0], ids), max(0, len(rows) - 1))
    known = rows[place, 0] == ids if len(rows) else np.zeros(len(ids), np.bool_)
    account, contact = (np.where(known, rows[place, n], -1) if len(rows) else np.full(len(ids), -1) for n in (1, 2))
    return {"lead": ids, "account": account, "contact": contact}
