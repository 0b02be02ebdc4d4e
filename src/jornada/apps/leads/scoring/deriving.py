"""Working scores out: everybody's from the analytics copy, a few leads' with their touches straight from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jornada.analytics.conditions import Population, matches
from jornada.analytics.scoring import Replay, Scores
from jornada.analytics.touch_index import LinkedTouches, TouchIndex, index_touches
from jornada.apps.interactions.columns import read_log
from jornada.apps.market.segments.members import member_ids
from jornada.apps.org.sets import among, one_parameter
from jornada.rules.scoring import AttributeRule, BehaviourRule, Model
from jornada.ui.conditions.engine import engine

Ids = NDArray[np.int64]
AT_ONCE = 5_000
COLUMNS = ("channel", "direction", "by", "outcome", "role")


@dataclass(frozen=True, eq=False)
class Found:
    """The scores of some leads; ids ascending."""

    ids: Ids
    scores: Scores


def find_all(model: Model, segment_id: int | None = None) -> Found:
    """Score every lead, or those of a segment."""
    everybody, now = engine().population("lead", conditions_of(model))
    scores = Replay(model, everybody).at(now)
    found = _with_people_of_nobody(model, Found(everybody.ids, scores))
    return found if segment_id is None else _within(found, segment_id)


def find_some(model: Model, lead_ids: Sequence[int], segment_id: int | None = None) -> Found:
    """Score some leads, with the touches that are in the log at this moment."""
    everybody, now = engine().population("lead", conditions_of(model))
    some = population_of(model, lead_ids)
    found = Found(some.ids, Replay(model, some, holding(some.ids, everybody)).at(now))
    return found if segment_id is None else _within(found, segment_id)


def population_of(model: Model, lead_ids: Sequence[int]) -> Population:
    """Return some leads with the touches of their people, or of their companies, from the log."""
    links = _links(lead_ids)
    ids, contact, account = (np.array(column, np.int64) for column in links)
    columns = COLUMNS if any(isinstance(rule, BehaviourRule) for rule in model.rules) else ()
    people = _touches("contact", contact[contact >= 0], columns)
    companies = _touches("account", account[(account >= 0) & (contact < 0)], columns)
    touches = LinkedTouches([(people, _place(people.ids, contact)), (companies, _place(companies.ids, account))])
    return Population(ids, {}, touches)


def holding(ids: Ids, everybody: Population) -> Any:
    """Answer the conditions of rules for some leads; one that the copy does not know yet holds none."""
    place = _place(everybody.ids, ids)

    def held(rule: AttributeRule, now: datetime) -> NDArray[np.bool_]:
        return np.append(matches(rule.condition, everybody, now), False)[place]

    return held


def conditions_of(model: Model) -> list[Any]:
    return [rule.condition for rule in model.rules if isinstance(rule, AttributeRule)]


def _within(found: Found, segment_id: int) -> Found:
    kept = np.isin(found.ids, member_ids(segment_id, "lead"))
    return Found(found.ids[kept], found.scores.take(kept))


def _with_people_of_nobody(model: Model, found: Found) -> Found:
    """The copy has the touches of accounts; people without a company are read from the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id FROM leads_lead l JOIN market_contact c ON c.id = l.contact_id WHERE c.account_id IS NULL"
        )
        alone = [pk for (pk,) in cursor.fetchall()]
    for start in range(0, len(alone), AT_ONCE):
        some = find_some(model, alone[start : start + AT_ONCE])
        place = _place(found.ids, some.ids)
        known = place >= 0
        for name in ("points", "fit", "engagement", "cell"):
            getattr(found.scores, name)[place[known]] = getattr(some.scores, name)[known]
    return found


def _links(lead_ids: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    sql = f"""SELECT id, COALESCE(contact_id, -1), COALESCE(account_id, -1) FROM leads_lead
        WHERE {among("id")} ORDER BY id"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(list(lead_ids))])
        rows = cursor.fetchall()
    ids, contact, account = zip(*rows, strict=True) if rows else ((), (), ())
    return list(ids), list(contact), list(account)


def _touches(subject: Any, ids: Iterable[int], columns: Sequence[str]) -> TouchIndex:
    known = np.unique(np.fromiter(ids, np.int64))
    return index_touches(read_log(subject, known.tolist(), columns), known)


def _place(ids: Ids, wanted: Ids) -> Ids:
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[found] == wanted, found, -1)
