"""Writing scores: only what differs, with a row of history where it matters, then what lists show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F

from jornada.analytics.scoring import account_scores
from jornada.apps.interactions.columns import store_instants
from jornada.apps.interactions.sets import among as in_ids
from jornada.apps.interactions.sets import delete_among, one_parameter
from jornada.apps.leads.models import AccountScore, LeadScore, ScoreChange, ScoringModel, ScoringVersion
from jornada.apps.leads.scoring.deriving import Found
from jornada.apps.org.bulk import bulk_insert
from jornada.rules.scoring import CELLS

SCORE_FIELDS = ("lead", "model", "points", "fit", "engagement", "grade", "noted")
CHANGE_FIELDS = ("lead", "model", "version", "at", "points", "fit", "engagement", "grade")
ACCOUNT_FIELDS = ("account", "points", "people", "grade")
# A twentieth of the cap is worth a row of history.
STEP = 5.0

Row = tuple[float, float, float, str]


def store(
    version: ScoringVersion, found: Found, now: datetime, *, among: Sequence[int] = (), everybody: bool = False
) -> int:
    """Write the scores that differ from what is kept, of everybody or of some leads; return how many.

    The caller holds the model. Points are kept as a share of the model's cap, 0 to 100.
    """
    known = _known(version.model_id, None if everybody else among)
    wanted = _wanted(found, version.rules.cap)
    there = _existing(None if everybody else list(wanted))
    changed = {pk: row for pk, row in wanted.items() if pk in there and (pk not in known or known[pk][:4] != row)}
    gone = [pk for pk in known if pk not in wanted]
    noted = {pk: row for pk, row in changed.items() if _is_news(known.get(pk), row)}
    _delete(version.model_id, [*gone, *(changed.keys() & known.keys())])
    head = {"model": version.model_id}
    scores = ((pk, *row, row[0] if pk in noted else known[pk][4]) for pk, row in changed.items())
    bulk_insert(LeadScore, [name for name in SCORE_FIELDS if name != "model"], scores, same=head)
    (moment,) = store_instants([now])
    changes = ((pk, version.model_id, version.number, moment, *row) for pk, row in noted.items())
    bulk_insert(ScoreChange, CHANGE_FIELDS, changes)
    if changed or gone:
        ScoringModel.objects.filter(pk=version.model_id).update(revision=F("revision") + 1)
    return len(changed) + len(gone)


def refresh_leads(lead_ids: Sequence[int] | None) -> None:
    """Bring the score and grade that leads and accounts show up to date: those under the first model that has one."""
    some = "" if lead_ids is None else f"AND {in_ids('leads_lead.id')}"
    parameters = [] if lead_ids is None else [one_parameter(list(lead_ids))]
    with connection.cursor() as cursor:
        cursor.execute(_SHOW.format(some=some), parameters)
        cursor.execute(_HIDE.format(some=some), parameters)
    refresh_accounts(None if lead_ids is None else _accounts_of(lead_ids))


_SHOW = """UPDATE leads_lead SET score = best.points, grade = best.grade FROM (
    SELECT s.lead_id, s.points, s.grade, row_number() OVER (PARTITION BY s.lead_id ORDER BY m."order", m.id) AS place
    FROM leads_leadscore s JOIN leads_scoringmodel m ON m.id = s.model_id) AS best
    WHERE best.lead_id = leads_lead.id AND best.place = 1
    AND (leads_lead.score IS NULL OR leads_lead.score <> best.points OR leads_lead.grade <> best.grade) {some}"""
_HIDE = """UPDATE leads_lead SET score = NULL, grade = '' WHERE score IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM leads_leadscore s WHERE s.lead_id = leads_lead.id) {some}"""


def refresh_accounts(account_ids: Sequence[int] | None) -> None:
    """Add up what the people of accounts score, and write what differs."""
    some = "" if account_ids is None else f"AND {in_ids('account_id')}"
    parameters = [] if account_ids is None else [one_parameter(list(account_ids))]
    sql = f"""SELECT account_id, COALESCE(contact_id, 0), score, grade FROM leads_lead
        WHERE account_id IS NOT NULL AND score IS NOT NULL AND status <> 'discarded' {some}"""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        wanted = _of_accounts(cursor.fetchall())
        cursor.execute(
            f"SELECT account_id, points, people, grade FROM leads_accountscore WHERE 1 = 1 {some}", parameters
        )
        known = {pk: (points, people, grade) for pk, points, people, grade in cursor.fetchall()}
    changed = {pk: row for pk, row in wanted.items() if known.get(pk) != row}
    delete_among(AccountScore, "account_id", [*(known.keys() - wanted.keys()), *(known.keys() & changed.keys())])
    bulk_insert(AccountScore, ACCOUNT_FIELDS, ((pk, *row) for pk, row in changed.items()))


def _of_accounts(rows: Sequence[tuple[int, int, float, str]]) -> dict[int, tuple[float, int, str]]:
    if not rows:
        return {}
    account, person, points, grade = zip(*rows, strict=True)
    ids, place = np.unique(np.array(account, np.int64), return_inverse=True)
    score = np.array(points)
    share, people = account_scores(place, np.array(person, np.int64), score / 100, len(ids))
    order = np.lexsort((-score, place))
    best = order[np.searchsorted(place[order], np.arange(len(ids)))]
    return {
        pk: (round(each * 100, 1), number, grade[row])
        for pk, each, number, row in zip(ids.tolist(), share.tolist(), people.tolist(), best.tolist(), strict=True)
    }


def _wanted(found: Found, cap: float) -> dict[int, Row]:
    scores = found.scores
    points = np.round(scores.points / cap * 100, 1).tolist()
    fit, engagement = np.round(scores.fit, 1).tolist(), np.round(scores.engagement, 1).tolist()
    grades = np.array(CELLS)[scores.cell].tolist()
    return dict(zip(found.ids.tolist(), zip(points, fit, engagement, grades, strict=True), strict=True))


def _is_news(before: tuple[Any, ...] | None, row: Row) -> bool:
    return before is None or before[3] != row[3] or abs(before[4] - row[0]) >= STEP


def _known(model: int, lead_ids: Iterable[int] | None) -> dict[int, tuple[float, float, float, str, float]]:
    some = "" if lead_ids is None else f"AND {in_ids('lead_id')}"
    parameters = [model] if lead_ids is None else [model, one_parameter(list(lead_ids))]
    sql = f"SELECT lead_id, points, fit, engagement, grade, noted FROM leads_leadscore WHERE model_id = %s {some}"
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {pk: tuple(rest) for pk, *rest in cursor.fetchall()}  # type: ignore[misc]


def _existing(lead_ids: Sequence[int] | None) -> set[int]:
    """Return the leads that are still there: the copy may know some that were deleted since."""
    some = "" if lead_ids is None else f"WHERE {in_ids('id')}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM leads_lead {some}", [] if lead_ids is None else [one_parameter(lead_ids)])
        return {pk for (pk,) in cursor.fetchall()}


def _delete(model: int, lead_ids: Sequence[int]) -> None:
    if lead_ids:
        with connection.cursor() as cursor:
            sql = f"DELETE FROM leads_leadscore WHERE model_id = %s AND {in_ids('lead_id')}"
            cursor.execute(sql, [model, one_parameter(lead_ids)])


def _accounts_of(lead_ids: Sequence[int]) -> list[int]:
    sql = f"SELECT DISTINCT account_id FROM leads_lead WHERE account_id IS NOT NULL AND {in_ids('id')}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(list(lead_ids))])
        return [pk for (pk,) in cursor.fetchall()]
