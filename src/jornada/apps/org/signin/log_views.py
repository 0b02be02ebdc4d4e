"""Pages of sign-ins: everybody's for administrators, and each person's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org.list_filters import period_filters
from jornada.apps.org.namesakes import people_to_find
from jornada.apps.org.signin import devices, log
from jornada.apps.org.signin.models import SignIn
from jornada.apps.org.views import admin_only
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond

TEMPLATE = "org/signin/sign_ins.html"


@admin_only
def sign_in_list(request: HttpRequest) -> Any:
    who = Filter("who", gettext_lazy("Who"), choices=_people, apply=lambda rows, v: rows.filter(user=v), order=5)
    listing = build(
        request,
        "sign_in",
        log.visible_sign_ins(request.user),
        columns=[Column("who", gettext_lazy("Who"), order=5, cell=_who, is_primary=True), *_columns()],
        filters=[who, *_filters()],
        default_sort="-at",
    )
    return respond(request, listing, TEMPLATE, {"title": _("Sign-ins"), "days": settings.SIGN_IN_DAYS})


def own(request: HttpRequest) -> Any:
    listing = build(
        request,
        "own_sign_in",
        log.own_sign_ins(request.user),
        columns=_columns(),
        filters=_filters(),
        default_sort="-at",
    )
    context = {"title": _("My sign-ins"), "days": settings.SIGN_IN_DAYS, "is_own": True}
    return respond(request, listing, TEMPLATE, context)


def _columns() -> list[Column]:
    return [
        Column("at", gettext_lazy("When"), order=0, cell=lambda row: row.at, sort="at", kind="moment"),
        Column("outcome", gettext_lazy("Outcome"), order=10, cell=_outcome, kind="badge"),
        Column("way", gettext_lazy("With"), order=20, cell=lambda row: row.get_way_display()),
        Column("browser", gettext_lazy("Browser"), order=30, cell=lambda row: devices.named(row.agent)),
        Column("address", gettext_lazy("IP address"), order=40, cell=lambda row: row.address),
    ]


def _filters() -> list[Filter]:
    return [
        Filter("outcome", gettext_lazy("Outcome"), choices=_outcomes, apply=_in_outcome, order=10),
        Filter("way", gettext_lazy("With"), choices=_ways, apply=lambda rows, v: rows.filter(way=v), order=20),
        *period_filters("at", gettext_lazy("From"), gettext_lazy("Until")),
    ]


def _in_outcome(rows: Any, value: str) -> Any:
    return rows.exclude(outcome=SignIn.Outcome.IN) if value == "failed" else rows.filter(outcome=value)


def _who(row: SignIn) -> str:
    return str(row.user) if row.user else row.login


def _outcome(row: SignIn) -> tuple[str, str]:
    return row.get_outcome_display(), "good" if row.outcome == SignIn.Outcome.IN else "warn"


def _outcomes(request: HttpRequest) -> list[tuple[str, str]]:
    return [("failed", _("all failed ones")), *SignIn.Outcome.choices]


def _ways(request: HttpRequest) -> list[tuple[str, str]]:
    return SignIn.Way.choices


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in people_to_find()]
