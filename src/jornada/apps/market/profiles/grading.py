"""Grading all accounts at once, from the analytics copy; only what changed is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import numpy as np
from django.db import connection, transaction
from django.utils import timezone
from numpy.typing import NDArray

from jornada.apps.market.models import Account
from jornada.apps.market.profiles.models import AccountFit, Profile, ProfileCriterion
from jornada.apps.org.aged import aged
from jornada.apps.org.bulk import bulk_insert
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.rules.conditions import EVERYBODY
from jornada.rules.fit import GRADES, Criterion, most_points
from jornada.ui.conditions.engine import engine

STAYS_GOOD = timedelta(hours=1)
PAUSE = timedelta(seconds=30)
# Written in one transaction, and named in one statement.
PART, AT_ONCE = 2000, 500

Changes = dict[int, tuple[str, float] | None]


@dataclass(frozen=True)
class Grades:
    """The fit of many accounts: ids ascending, place in `GRADES`, share of the points."""

    ids: NDArray[np.int64]
    grade: NDArray[np.int8]
    share: NDArray[np.float64]


class _Last:
    """Up to which version of the copy this process has graded."""

    version = ""


_last = _Last()


def grade_waiting(now: datetime | None = None) -> int:
    """Grade under the profiles whose grades are old: what the worker does. Return how many profiles."""
    now, version = now or timezone.now(), engine().version()
    patience = PAUSE if version != _last.version else STAYS_GOOD
    rows = list(Profile.objects.filter(aged("graded_at", now, patience), is_active=True))
    for profile in rows:
        grade_all(profile, now)
    if not Profile.objects.filter(is_active=True, graded_at__lt=now).exists():
        _last.version = version
    return len(rows)


def grade_all(profile: Profile, now: datetime | None = None) -> int:
    """Grade every account under a profile; return how many grades changed. What cannot be asked says why."""
    now = now or timezone.now()
    try:
        found = grades(list(profile.criteria.all()), profile.thresholds)
    except ConditionFormatError as error:
        Profile.objects.filter(pk=profile.pk).update(fault=str(error)[:500], graded_at=now)
        return 0
    changed = 0
    for part in _parts(_changes(profile, found)):
        with transaction.atomic():
            if not _is_the_same(profile):
                return changed
            _write(profile, part)
        changed += sum(graded is not None for graded in part.values())
    Profile.objects.filter(pk=profile.pk, updated_at=profile.updated_at).update(fault="", graded_at=now)
    return changed


def grades(criteria: list[ProfileCriterion], thresholds: tuple[float, float, float]) -> Grades:
    """Work out the fit of all accounts, as `rules.fit.fit` does for one."""
    ids: NDArray[np.int64] = engine().ids("account", EVERYBODY)
    points, lacks = np.zeros(len(ids)), np.zeros(len(ids), dtype=np.bool_)
    for each in criteria:
        held = np.isin(ids, engine().ids("account", from_json(each.condition)), assume_unique=True)
        points += each.weight * held
        lacks |= each.is_required & ~held
    most = most_points([Criterion(each.weight) for each in criteria])
    share = np.clip(points / most, 0, 1) if most else np.zeros(len(ids))
    grade = len(GRADES) - 1 - sum((share >= least).astype(np.int8) for least in thresholds)
    return Grades(ids, np.where(lacks, len(GRADES) - 1, grade).astype(np.int8), share)


def _changes(profile: Profile, found: Grades) -> Changes:
    """Compare what was found with what is kept, before anything is locked; None for a grade that is to go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, grade, share FROM market_accountfit WHERE profile_id = %s", [profile.pk])
        known = {account: (grade, share) for account, grade, share in cursor.fetchall()}
    existing = _existing()
    wanted = {
        pk: (GRADES[grade], round(share, 4))
        for pk, grade, share in zip(found.ids.tolist(), found.grade.tolist(), found.share.tolist(), strict=True)
        if pk in existing
    }
    gone = dict.fromkeys(known.keys() - wanted.keys())
    return gone | {pk: graded for pk, graded in wanted.items() if known.get(pk) != graded}


def _parts(changes: Changes) -> Iterator[Changes]:
    """Cut changes into what is written at once: on SQLite nobody else writes meanwhile."""
    rows = iter(changes.items())
    while part := dict(islice(rows, PART)):
        yield part


def _is_the_same(profile: Profile) -> bool:
    """Hold the profile and say whether its criteria are still those that were graded by."""
    row = Profile.objects.select_for_update().filter(pk=profile.pk).first()
    return row is not None and row.updated_at == profile.updated_at


def _write(profile: Profile, part: Changes) -> None:
    """Put grades in place of what is kept of these accounts, also of what another grading has written meanwhile."""
    accounts = list(part)
    for start in range(0, len(accounts), AT_ONCE):
        AccountFit.objects.filter(profile=profile, account__in=accounts[start : start + AT_ONCE]).delete()
    existing = {pk for start in range(0, len(accounts), AT_ONCE) for pk in _still(accounts[start : start + AT_ONCE])}
    rows = ((pk, profile.pk, *graded) for pk, graded in part.items() if graded and pk in existing)
    bulk_insert(AccountFit, ("account", "profile", "grade", "share"), rows)


def _still(accounts: list[int]) -> list[int]:
    return list(Account.objects.filter(pk__in=accounts).values_list("pk", flat=True))


def _existing() -> set[int]:
    """Return all accounts that are still there: the copy may know some that were deleted since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM market_account")
        return {pk for (pk,) in cursor.fetchall()}
