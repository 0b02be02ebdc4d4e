"""What was known of leads in the past: fields as the change history says, lists and stages by their stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Population, matches
from jornada.analytics.touch_index import micros
from jornada.apps.interactions.columns import micros as micros_of
from jornada.apps.journeys.models import Visit
from jornada.apps.leads.scoring.deriving import conditions_of
from jornada.apps.market.models import SegmentMember
from jornada.apps.org.history import value_of
from jornada.apps.org.models import Change
from jornada.rules.conditions import Attribute, InList, StageIs, leaves
from jornada.rules.scoring import AttributeRule, Model
from jornada.ui.conditions.fields import ConditionField, own_fields

Ids = NDArray[np.int64]
MODELS = {"lead": "leads.lead", "account": "market.account", "contact": "market.contact"}


@dataclass(frozen=True, eq=False)
class Patches:
    """Earlier values of a field, the latest change first: where, until when, what."""

    place: Ids
    until: Ids
    values: Any


class KnownThen:
    """Answers the conditions of a model as of moments of the past.

    `as_today` names the fields of which no history is kept, and which are taken as they are today.
    """

    def __init__(self, model: Model, everybody: Population, since: datetime) -> None:
        self.everybody, self.as_today = everybody, set()
        asked = [leaf for condition in conditions_of(model) for _place, leaf in leaves(condition)]
        self._links = _links(everybody.ids)
        self._columns, self._patches = dict(everybody.columns), {}
        for code in {leaf.field for leaf in asked if isinstance(leaf, Attribute)}:
            self._prepare(code, since)
        self._stays = {leaf.id: _stays(leaf.id, everybody.ids) for leaf in asked if isinstance(leaf, InList)}
        has_stages = any(isinstance(leaf, StageIs) for leaf in asked)
        self._visits = _visits(self._links["account"]) if has_stages and everybody.stage is not None else None
        self._kept: tuple[Any, Population] | None = None

    def held(self, rule: AttributeRule, now: datetime) -> NDArray[np.bool_]:
        """Say of whom the condition of a rule held at a moment."""
        if self._kept is None or self._kept[0] != now:
            self._kept = (now, self.at(now))
        return matches(rule.condition, self._kept[1], now)

    def at(self, now: datetime) -> Population:
        """Return everybody as known at a moment."""
        at = micros(now)
        columns = {**self._columns}
        for code, patches in self._patches.items():
            columns[code] = _patched(columns[code], patches, at)
        lists = {pk: _within(stays, at, len(self.everybody)) for pk, stays in self._stays.items()}
        some = replace(self.everybody, columns=columns, lists=lists)
        return replace(some, stage=_stage(self._visits, at, len(self.everybody))) if self._visits else some

    def _prepare(self, code: str, since: datetime) -> None:
        column = self._columns.get(code)
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
        column, patches = _patches(column, _changes(record, name, since), self._links[record], field)
        if patches is not None:
            self._columns[code], self._patches[code] = column, patches


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


def _links(ids: Ids) -> dict[str, Ids]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, COALESCE(account_id, -1), COALESCE(contact_id, -1) FROM leads_lead ORDER BY id")
        rows = np.array(cursor.fetchall(), np.int64).reshape(-1, 3)
    place = np.minimum(np.searchsorted(rows[:, 0], ids), max(0, len(rows) - 1))
    known = rows[place, 0] == ids if len(rows) else np.zeros(len(ids), np.bool_)
    account, contact = (np.where(known, rows[place, n], -1) if len(rows) else np.full(len(ids), -1) for n in (1, 2))
    return {"lead": ids, "account": account, "contact": contact}


def _stays(segment: int, ids: Ids) -> tuple[Ids, Ids, Ids]:
    rows = SegmentMember.objects.filter(segment=segment, segment__record="lead")
    found = [
        (pk, micros_of(joined), micros_of(left) if left else 2**62)
        for pk, joined, left in rows.values_list("object_id", "joined_at", "left_at")
    ]
    who, joined, left = np.array(found, np.int64).reshape(-1, 3).T
    place = np.searchsorted(ids, who)
    known = (place < len(ids)) & (ids[np.minimum(place, max(0, len(ids) - 1))] == who) if len(ids) else who < 0
    return place[known], joined[known], left[known]


def _within(stays: tuple[Ids, Ids, Ids], at: int, number: int) -> NDArray[np.bool_]:
    place, joined, left = stays
    found = np.zeros(number, np.bool_)
    found[place[(joined <= at) & (left > at)]] = True
    return found


def _visits(account: Ids) -> tuple[Any, ...]:
    rows = Visit.objects.order_by("account_id", "number")
    found = list(rows.values_list("account_id", "stage__code", "entered_at", "left_at"))
    whose = np.array([pk for pk, *_rest in found], np.int64)
    entered = np.array([micros_of(at) for _pk, _code, at, _left in found], np.int64)
    left = np.array([micros_of(at) if at else 2**62 for *_rest, at in found], np.int64)
    return whose, Coded.encode([code for _pk, code, *_rest in found]), entered, left, account


def _stage(visits: tuple[Any, ...], at: int, number: int) -> Coded:
    whose, stage, entered, left, account = visits
    inside = np.flatnonzero((entered <= at) & (left > at))
    ids, place = np.unique(whose[inside], return_index=True)
    where = np.minimum(np.searchsorted(ids, account), max(0, len(ids) - 1))
    codes = np.full(number, -1, np.int32)
    if len(ids):
        known = ids[where] == account
        codes[known] = stage.codes[inside[place[where[known]]]]
    return Coded(codes, stage.values)
