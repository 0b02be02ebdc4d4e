"""Writing scores: only what differs, with a row of history where it matters, then what lists show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F
from numpy.typing import NDArray

from jornada.apps.interactions.columns import store_instants
from jornada.apps.leads.models import LeadScore, ScoreChange, ScoringModel, ScoringVersion
from jornada.apps.leads.scoring.account_scores import refresh_accounts
from jornada.apps.leads.scoring.deriving import Found
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.sets import among as in_ids
from jornada.apps.org.sets import one_parameter
from jornada.rules.scoring import CELLS

SCORE_FIELDS = ("lead", "points", "fit", "engagement", "grade", "noted")
CHANGE_FIELDS = ("lead", "model", "version", "at", "points", "fit", "engagement", "grade")
# A twentieth of the cap is worth a row of history.
STEP = 5.0
PLACES = {cell: place for place, cell in enumerate(CELLS)}

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Kept:
    """Scores as columns, leads ascending: points, fit, engagement, place in the grid, points of the latest history."""

    lead: Ids
    points: NDArray[np.float64]
    fit: NDArray[np.float64]
    engagement: NDArray[np.float64]
    cell: NDArray[np.int8]
    noted: NDArray[np.float64]


def store(
    version: ScoringVersion, found: Found, now: datetime, *, among: Sequence[int] = (), everybody: bool = False
) -> Ids:
    """Write the scores that differ from what is kept, of everybody or of some leads; return whose.

    The caller holds the model. Points are kept as a share of the model's cap, 0 to 100.
    """
    known, wanted = _known(version.model_id, None if everybody else among), _wanted(found, version.rules.cap)
    there = np.isin(wanted.lead, _existing(None if everybody else wanted.lead.tolist()))
    changed, is_known, place, is_news = _compared(known, wanted)
    changed &= there
    gone = known.lead[~np.isin(known.lead, wanted.lead)]
    _delete(version.model_id, np.concatenate([gone, wanted.lead[changed & is_known]]), everybody and len(known.lead))
    noted = np.where(is_news, wanted.points, np.append(known.noted, 0)[place])
    rows = zip(*_columns(wanted, changed), noted[changed].tolist(), strict=True)
    bulk_insert(LeadScore, SCORE_FIELDS, rows, same={"model": version.model_id})
    (moment,) = store_instants([now])
    head = {"model": version.model_id, "version": version.number, "at": moment}
    fields = [name for name in CHANGE_FIELDS if name not in head]
    bulk_insert(ScoreChange, fields, zip(*_columns(wanted, changed & is_news), strict=True), same=head)
    touched = np.concatenate([gone, wanted.lead[changed]])
    if len(touched):
        ScoringModel.objects.filter(pk=version.model_id).update(revision=F("revision") + 1)
    return touched


def refresh_leads(lead_ids: Sequence[int] | None) -> None:
    """Bring the score and grade that leads and accounts show up to date: those under the first model that has one."""
    some = "" if lead_ids is None else f"AND {in_ids('leads_lead.id')}"
    parameters = [] if lead_ids is None else [one_parameter(list(lead_ids))]
    best = _ONLY if ScoringModel.objects.count() == 1 else _BEST
    with connection.cursor() as cursor:
        cursor.execute(_SHOW.format(best=best, some=some), parameters)
        cursor.execute(_HIDE.format(some=some), parameters)
    refresh_accounts(None if lead_ids is None else _accounts_of(lead_ids))


_ONLY = "leads_leadscore AS best WHERE"
_BEST = """(SELECT s.lead_id, s.points, s.grade,
    row_number() OVER (PARTITION BY s.lead_id ORDER BY m."order", m.id) AS place
    FROM leads_leadscore s JOIN leads_scoringmodel m ON m.id = s.model_id) AS best WHERE best.place = 1 AND"""
_SHOW = """UPDATE leads_lead SET score = best.points, grade = best.grade FROM {best} best.lead_id = leads_lead.id
    AND (leads_lead.score IS NULL OR leads_lead.score <> best.points OR leads_lead.grade <> best.grade) {some}"""
_HIDE = """UPDATE leads_lead SET score = NULL, grade = '' WHERE score IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM leads_leadscore s WHERE s.lead_id = leads_lead.id) {some}"""


def _compared(known: Kept, wanted: Kept) -> tuple[Mask, Mask, Ids, Mask]:
    """Say which scores differ from what is kept, which are kept at all, where, and which are news for the history."""
    place = np.searchsorted(known.lead, wanted.lead)
    is_known = np.append(known.lead, -1)[place] == wanted.lead
    place = np.where(is_known, place, len(known.lead))
    same_cell = np.append(known.cell, -1)[place] == wanted.cell
    same = same_cell.copy()
    for name in ("points", "fit", "engagement"):
        same &= np.append(getattr(known, name), np.nan)[place] == getattr(wanted, name)
    far = np.abs(np.append(known.noted, np.inf)[place] - wanted.points) >= STEP
    return ~same, is_known, place, ~is_known | ~same_cell | far


def _columns(scores: Kept, which: Mask) -> list[list[Any]]:
    plain = [getattr(scores, name)[which].tolist() for name in ("lead", "points", "fit", "engagement")]
    return [*plain, np.array(CELLS)[scores.cell[which]].tolist()]


def _wanted(found: Found, cap: float) -> Kept:
    scores, points = found.scores, np.round(found.scores.points / cap * 100, 1)
    fit, engagement = np.round(scores.fit, 1), np.round(scores.engagement, 1)
    return Kept(found.ids, points, fit, engagement, scores.cell, points)


def _known(model: int, lead_ids: Sequence[int] | None) -> Kept:
    some = "" if lead_ids is None else f"AND {in_ids('lead_id')}"
    parameters = [model] if lead_ids is None else [model, one_parameter(list(lead_ids))]
    sql = f"""SELECT lead_id, points, fit, engagement, grade, noted FROM leads_leadscore
        WHERE model_id = %s {some} ORDER BY lead_id"""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        lead, points, fit, engagement, grade, noted = list(zip(*cursor.fetchall(), strict=True)) or [()] * 6
    cell = np.fromiter(map(PLACES.__getitem__, grade), np.int8, len(grade))
    floats = [np.array(column, np.float64) for column in (points, fit, engagement, noted)]
    return Kept(np.array(lead, np.int64), *floats[:3], cell, floats[3])


def _existing(lead_ids: Sequence[int] | None) -> Ids:
    """Return the leads that are still there: the copy may know some that were deleted since."""
    some = "" if lead_ids is None else f"WHERE {in_ids('id')}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM leads_lead {some}", [] if lead_ids is None else [one_parameter(lead_ids)])
        return np.array(cursor.fetchall(), np.int64).reshape(-1)


def _delete(model: int, lead_ids: Ids, all_of: int | bool) -> None:
    """Delete scores of a model; all of them at once where that is what it comes to."""
    if len(lead_ids) == 0:
        return
    sql, parameters = "DELETE FROM leads_leadscore WHERE model_id = %s", [model]
    with connection.cursor() as cursor:
        if all_of and len(lead_ids) == all_of:
            cursor.execute(sql, parameters)
        else:
            cursor.execute(f"{sql} AND {in_ids('lead_id')}", [*parameters, one_parameter(lead_ids.tolist())])


def _accounts_of(lead_ids: Sequence[int]) -> list[int]:
    sql = f"SELECT DISTINCT account_id FROM leads_lead WHERE account_id IS NOT NULL AND {in_ids('id')}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(list(lead_ids))])
        return [pk for (pk,) in cursor.fetchall()]
