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
from jornada.apps.org.day import LED, team_ids
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import people_to_find
from jornada.apps.org.owners import NOBODY, also_owned_by, owned_by_some
from jornada.ui.filters import Choice, Filter


def owner_filter(order: int = 60, reader: Any = None) -> Filter:
    """Narrow to the records of one person, to those that nobody owns, or of all whom the reader leads."""

    def apply(rows: QuerySet, value: Any) -> QuerySet:
        return of_led(rows, reader) if value == LED else _owned_by(rows, value)

    seen_by = None if reader else lambda user: owner_filter(order, user)
    return Filter("owner", _("Owner"), choices=_owners, apply=apply, order=order, seen_by=seen_by)


def led_choice(request: HttpRequest) -> list[Choice]:
    """Offer the people whom one leads where My day asked for their records."""
    return [(LED, _("People I lead"))] if request.GET.get("owner") == LED else []


def of_led(rows: QuerySet, reader: Any) -> QuerySet:
    """Keep the records of those whose day the reader may look at."""
    return owned_by_some(rows, team_ids(reader) if reader else ())


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
    people = people_to_find()
    mine = [(str(pk), name) for pk, name in people if pk == request.user.pk]
    others = [(str(pk), name) for pk, name in people if pk != request.user.pk]
    return [*mine, *led_choice(request), ("none", _("Nobody")), *others]


def _owned_by(rows: QuerySet, value: Any) -> QuerySet:
    return also_owned_by(rows, [NOBODY if value == "none" else int(value)])


def _teams(request: HttpRequest) -> Sequence[Choice]:
    return [(str(pk), name) for pk, name in queries.names_of_teams()]


def _of_team(rows: QuerySet, value: Any) -> QuerySet:
    return also_owned_by(rows, User.objects.filter(team=value).values_list("pk", flat=True))
