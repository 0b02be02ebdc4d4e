"""What the people of accounts score together, written where it differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jornada.analytics.scoring import account_scores
from jornada.apps.leads.models import AccountScore
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.sets import among as in_ids
from jornada.apps.org.sets import delete_among, one_parameter

FIELDS = ("account", "points", "people", "grade")
Columns = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[Any]]


def refresh_accounts(account_ids: Sequence[int] | None) -> None:
    """Add up what the people of accounts score, and write what differs."""
    some = "" if account_ids is None else f"AND {in_ids('account_id')}"
    parameters = [] if account_ids is None else [one_parameter(list(account_ids))]
    leads = f"""SELECT account_id, score, COALESCE(contact_id, 0), grade FROM leads_lead
        WHERE account_id IS NOT NULL AND score IS NOT NULL AND status <> 'discarded' {some}"""
    kept = f"""SELECT account_id, points, people, grade FROM leads_accountscore WHERE 1 = 1 {some}
        ORDER BY account_id"""
    wanted, known = _summed(_read(leads, parameters)), _read(kept, parameters)
    place = np.minimum(np.searchsorted(known[0], wanted[0]), max(len(known[0]) - 1, 0))
    is_known = known[0][place] == wanted[0] if len(known[0]) else np.zeros(len(wanted[0]), np.bool_)
    changed = ~is_known
    for old, new in zip(known[1:], wanted[1:], strict=True):
        changed |= (old[place] != new) if len(old) else True
    _delete(
        np.concatenate([known[0][~np.isin(known[0], wanted[0])], wanted[0][changed & is_known]]),
        account_ids is None and len(known[0]),
    )
    rows = zip(*(column[changed].tolist() for column in wanted), strict=True)
    bulk_insert(AccountScore, FIELDS, rows)


def _summed(leads: Columns) -> Columns:
    """Add up for each account, with the grade of its best lead."""
    account, score, person, grade = leads
    ids, place = np.unique(account, return_inverse=True)
    share, people = account_scores(place, person, score / 100, len(ids))
    order = np.lexsort((-score, place))
    best = order[np.searchsorted(place[order], np.arange(len(ids)))]
    return ids, np.round(share * 100, 1), people, grade[best]


def _read(sql: str, parameters: Sequence[Any]) -> Columns:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        columns = list(zip(*cursor.fetchall(), strict=True)) or [(), (), (), ()]
    ids, points, number, grade = columns
    return np.array(ids, np.int64), np.array(points, np.float64), np.array(number, np.int64), np.array(grade, "U2")


def _delete(ids: NDArray[np.int64], all_of: int | bool) -> None:
    """Delete scores of accounts; all of them at once where that is what it comes to."""
    if all_of and len(ids) == all_of:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM leads_accountscore")
    elif len(ids):
        delete_among(AccountScore, "account_id", ids.tolist())
