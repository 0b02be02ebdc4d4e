"""Reads of profiles and fits, within the accounts that a person sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, Min, QuerySet

from jornada.apps.market.models import Account
from jornada.apps.market.profiles.models import AccountFit, Profile, ProfileCriterion
from jornada.apps.market.queries import visible_accounts
from jornada.rules.condition_json import from_json
from jornada.rules.conditions import Did
from jornada.rules.fit import GRADES
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.words import reading, vocabulary

BUYERS = Did(("deal.won",))
GOOD = ("A", "B")


@dataclass(frozen=True)
class Coverage:
    """How many accounts have a grade, of all and of those that bought; the share of A and B in each."""

    grade: str
    accounts: int
    buyers: int


def profiles() -> QuerySet[Profile]:
    return Profile.objects.annotate(number=Count("criteria"))


def best_grades(ids: Sequence[int]) -> dict[int, str]:
    """Return the best grade of accounts over the profiles in use."""
    rows = AccountFit.objects.filter(account__in=ids, profile__is_active=True).order_by().values("account")
    return dict(rows.annotate(best=Min("grade")).values_list("account", "best"))


def with_grade(rows: QuerySet[Account], grade: str) -> QuerySet[Account]:
    """Keep the accounts whose best grade this is."""
    active = AccountFit.objects.filter(profile__is_active=True)
    better = [each for each in GRADES if each < grade]
    kept = rows.filter(pk__in=active.filter(grade=grade).values("account"))
    return kept.exclude(pk__in=active.filter(grade__in=better).values("account")) if better else kept


def coverage(profile: Profile, user: Any) -> list[Coverage]:
    """Count the accounts that the person sees by grade, and how many of them bought before."""
    seen = AccountFit.objects.filter(profile=profile, account__in=visible_accounts(user).values("pk"))
    buyers = engine().ids("account", BUYERS)
    ids, grades = _columns(seen.values_list("account", "grade"))
    bought = np.isin(ids, buyers)
    return [Coverage(grade, int((grades == grade).sum()), int(((grades == grade) & bought).sum())) for grade in GRADES]


def fits_of(account: Account) -> list[AccountFit]:
    rows = AccountFit.objects.filter(account=account, profile__is_active=True)
    return list(rows.select_related("profile").order_by("grade", "-share", "profile__name"))


def answers(profile: Profile, account: Account) -> list[tuple[ProfileCriterion, bool | None, str]]:
    """Say of each criterion whether it holds of an account, and how it reads; None where the copy has no answer yet."""
    words, criteria = vocabulary("account"), list(profile.criteria.all())
    conditions = [from_json(each.condition) for each in criteria]
    verdicts = engine().explain_each("account", account.pk, conditions)
    return [
        (each, verdict.holds if verdict else None, reading(condition, words))
        for each, condition, verdict in zip(criteria, conditions, verdicts, strict=True)
    ]


def _columns(rows: Any) -> tuple[Any, Any]:
    found = list(rows)
    ids = np.fromiter((pk for pk, _grade in found), np.int64, len(found))
    return ids, np.array([grade for _pk, grade in found], dtype="U1")
