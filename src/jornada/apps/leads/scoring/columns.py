"""Scores as columns, for conditions that ask for one."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.scoring import account_scores
from jornada.apps.leads.scoring.models import ScoringModel
from jornada.rules.scoring import CELLS

Columns = tuple[NDArray[np.float64], Coded]
# By model and kind of record: the revision that was read, the ids, the columns.
_kept: dict[tuple[int, str], tuple[int, Any, Columns]] = {}
_OWNERS = {"lead": "l.id", "contact": "l.contact_id", "account": "l.account_id"}


def score_columns(code: str, record: str, ids: NDArray[np.int64]) -> Columns | None:
    """Return points and grade under a model, by the ascending ids of records; None where such records have none.

    A contact scores what its best lead does, an account what its people do together (out of 100).
    """
    model = ScoringModel.objects.filter(code=code).values("pk", "revision").first()
    if model is None or record not in _OWNERS:
        return None
    key = (model["pk"], record)
    kept = _kept.get(key)
    if kept and kept[0] == model["revision"] and kept[1] is ids:
        return kept[2]
    found = _read(model["pk"], record, ids)
    _kept[key] = (model["revision"], ids, found)
    return found


def _read(model: int, record: str, ids: NDArray[np.int64]) -> Columns:
    owner, person, points, cell = rows_of(model, record)
    place = np.searchsorted(ids, owner)
    known = (place < len(ids)) & (ids[np.minimum(place, len(ids) - 1)] == owner) if len(ids) else np.zeros(0, bool)
    place, person, points, cell = place[known], person[known], points[known], cell[known]
    best = _best(place, points)
    score = np.full(len(ids), np.nan)
    codes = np.full(len(ids), -1, dtype=np.int32)
    score[place[best]], codes[place[best]] = points[best], cell[best]
    if record == "account":
        share, _people = account_scores(place, person, points / 100, len(ids))
        score = np.where(np.isnan(score), np.nan, share * 100)
    return score, Coded(codes, CELLS)


def rows_of(model: int, record: str) -> tuple[Any, Any, Any, Any]:
    """Read whose score it is, of which person, the points, and the place of the grade in `CELLS`."""
    column = _OWNERS[record]
    still = "" if record == "lead" else "AND l.status <> 'discarded'"
    sql = f"""SELECT {column}, COALESCE(l.contact_id, 0), s.points, s.grade FROM leads_leadscore s
        JOIN leads_lead l ON l.id = s.lead_id WHERE s.model_id = %s AND {column} IS NOT NULL {still}"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [model])
        rows = cursor.fetchall()
    if not rows:
        return (np.empty(0, np.int64),) * 2 + (np.empty(0), np.empty(0, np.int32))
    owner, person, points, grade = zip(*rows, strict=True)
    places = {text: place for place, text in enumerate(CELLS)}
    cell = np.fromiter((places[each] for each in grade), np.int32, len(rows))
    return np.array(owner, np.int64), np.array(person, np.int64), np.array(points, np.float64), cell


def _best(place: NDArray[np.int64], points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Pick for each place the row with the most points."""
    order = np.lexsort((-points, place))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = place[order][1:] != place[order][:-1]
    return order[first]
