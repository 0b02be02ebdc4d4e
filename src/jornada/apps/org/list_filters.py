"""Filters that several lists share: owner, team, period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.org import queries
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import people_to_choose
from jornada.apps.org.owners import NOBODY, owned_by
from jornada.ui.filters import Choice, Filter


def owner_filter(order: int = 60) -> Filter:
    """Narrow to the records of one person, or to those that nobody owns."""
    return Filter("owner", _("Owner"), choices=_owners, apply=_owned_by, order=order)


def team_filter(order: int = 61) -> Filter:
    return Filter("team", _("Team"), choices=_teams, apply=_of_team, order=order)


def period_filters(field: str, since: str | Promise, until: str | Promise, order: int = 80) -> list[Filter]:
    """Narrow to a span of days of an instant; the last day counts as a whole."""

    def from_day(rows: QuerySet, day: date) -> QuerySet:
        return rows.filter(**{f"{field}__gte": _midnight(day)})

    def to_day(rows: QuerySet, day: date) -> QuerySet:
        last = day >= date.max - timedelta(days=1)
        return rows if last else rows.filter(**{f"{field}__lt": _midnight(day + timedelta(days=1))})

    return [
        Filter("since", since, kind="date", apply=from_day, order=order, field=field, is_scanned=True),
        Filter("until", until, kind="date", apply=to_day, order=order + 1, field=field, is_scanned=True),
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _owners(request: HttpRequest) -> Sequence[Choice]:
    people = people_to_choose()
    mine = [(str(pk), name) for pk, name in people if pk == request.user.pk]
    others = [(str(pk), name) for pk, name in people if pk != request.user.pk]
    return [*mine, ("none", _("Nobody")), *others]


def _owned_by(rows: QuerySet, value: Any) -> QuerySet:
    return rows.filter(owned_by([NOBODY if value == "none" else int(value)]))


def _teams(request: HttpRequest) -> Sequence[Choice]:
    return [(str(pk), name) for pk, name in queries.names_of_teams()]


def _of_team(rows: QuerySet, value: Any) -> QuerySet:
    members = User.objects.filter(team=value).values_list("pk", flat=True)
    return rows.filter(owned_by(members))
