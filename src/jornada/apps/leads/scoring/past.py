"""What was known of leads in the past: fields as the change history says, lists and stages by their stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Population, matches
from jornada.analytics.touch_index import micros
from jornada.apps.interactions.columns import micros as micros_of
from jornada.apps.journeys.models import Visit
from jornada.apps.leads.models import ScoringVersion
from jornada.apps.leads.scoring.deriving import conditions_of
from jornada.apps.leads.scoring.past_fields import FieldsThen
from jornada.apps.market.models import Segment, SegmentMember
from jornada.rules.condition_json import from_json
from jornada.rules.conditions import Attribute, InList, Score, StageIs, leaves
from jornada.rules.scoring import AttributeRule, Model

Ids = NDArray[np.int64]


class KnownThen:
    """Answers the conditions of a model as of moments of the past.

    `as_today` names the fields of which no history is kept, and which are taken as they are today.
    """

    def __init__(self, model: Model, everybody: Population, since: datetime, segment: Segment | None = None) -> None:
        self.everybody = everybody
        self._segment, self._condition = segment, condition_of(segment)
        asked = [leaf for each in [*conditions_of(model), self._condition] if each for _place, leaf in leaves(each)]
        self._fields = FieldsThen(everybody, {leaf.field for leaf in asked if isinstance(leaf, Attribute)}, since)
        self.as_today = self._fields.as_today | {"score" for leaf in asked if isinstance(leaf, Score)}
        lists = {leaf.id for leaf in asked if isinstance(leaf, InList)}
        if segment is not None and self._condition is None:
            lists.add(segment.pk)
        self._stays = {pk: _stays(pk, everybody.ids) for pk in lists}
        has_stages = any(isinstance(leaf, StageIs) for leaf in asked)
        self._visits = _visits(self._fields.links["account"]) if has_stages and everybody.stage is not None else None
        self._kept: tuple[Any, Population] | None = None

    def held(self, rule: AttributeRule, now: datetime) -> NDArray[np.bool_]:
        """Say of whom the condition of a rule held at a moment."""
        return matches(rule.condition, self.at(now), now)

    def belonged(self, now: datetime) -> NDArray[np.bool_]:
        """Say who was in the segment at a moment: by its condition where it has one, else by their stays."""
        if self._segment is None:
            return np.ones(len(self.everybody), dtype=np.bool_)
        if self._condition is not None:
            return matches(self._condition, self.at(now), now)
        return _within(self._stays[self._segment.pk], micros(now), len(self.everybody))

    def at(self, now: datetime) -> Population:
        """Return everybody as known at a moment."""
        if self._kept is None or self._kept[0] != now:
            self._kept = (now, self._at(now))
        return self._kept[1]

    def _at(self, now: datetime) -> Population:
        at = micros(now)
        lists = {pk: _within(stays, at, len(self.everybody)) for pk, stays in self._stays.items()}
        some = replace(self.everybody, columns=self._fields.at(at), lists=lists)
        return replace(some, stage=_stage(self._visits, at, len(self.everybody))) if self._visits else some


def asked_by(versions: Iterable[ScoringVersion]) -> list[Any]:
    """Return the conditions of some versions and of the segments of their models."""
    own = [condition_of(version.model.segment) for version in versions]
    return [*(each for version in versions for each in conditions_of(version.rules)), *filter(None, own)]


def condition_of(segment: Segment | None) -> Any:
    """Return what a segment of leads asks; nothing for a list that is kept by hand."""
    return None if segment is None or segment.condition is None else from_json(segment.condition)


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
