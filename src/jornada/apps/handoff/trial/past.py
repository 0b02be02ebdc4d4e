"""The offers of a stretch of time as columns, as far as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from jornada.apps.handoff import queries
from jornada.apps.handoff.models import FollowUp, Offer
from jornada.apps.handoff.promises import Terms, terms_by_version
from jornada.apps.leads.temperature.queries import company_zone

Ints = NDArray[np.int64]
PERIODS = {"90d": _("Last 90 days"), "quarter": _("Last quarter"), "12m": _("Last 12 months")}
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Row:
    """An offer with what trials ask about. `until`: when it was off the desk of whoever had it; None: it still is."""

    pk: int
    lead: int
    account: int | None
    owner: int | None
    to: int | None
    status: str
    at: datetime
    answered_at: datetime | None
    used: timedelta | None
    is_late: bool
    is_hot: bool
    version: int | None
    until: datetime | None
    first_attempt_at: datetime | None
    followed_up: str | None
    attempts: int | None
    channels: int | None

    @property
    def is_decided(self) -> bool:
        return self.status in (Offer.Status.ACCEPTED, Offer.Status.REFUSED)


FIELDS = (
    "pk",
    "lead_id",
    "lead__account_id",
    "lead__account__owner_id",
    "to_id",
    "status",
    "offered_at",
    "answered_at",
    "answer_used",
    "is_breached",
    "is_hot",
    "version_id",
    "follow_up__status",
    "follow_up__started_at",
    "follow_up__connected_at",
    "follow_up__first_attempt_at",
    "follow_up__attempts",
    "follow_up__channels",
)


def offers_of(user: Any, agreement: Any, first: datetime, last: datetime) -> QuerySet[Offer]:
    """Return the offers of an agreement (None: of all) that were made in a stretch of time; not those withdrawn."""
    rows = queries.visible_offers(user).filter(offered_at__gte=first, offered_at__lt=last)
    rows = rows.exclude(status=Offer.Status.WITHDRAWN)
    return rows if agreement is None else rows.filter(version__agreement=agreement)


def rows_of(offers: QuerySet[Offer], most: int = MOST) -> list[Row]:
    """Read offers in order of time."""
    terms = terms_by_version()
    values = offers.order_by("offered_at", "pk").values_list(*FIELDS)[:most]
    return [_row(each, terms) for each in values]


def held_at(user: Any, first: datetime) -> list[tuple[int, datetime | None]]:
    """Say what people held when the stretch began: (person, until; None: still)."""
    rows = queries.visible_offers(user).filter(offered_at__lt=first, to__isnull=False)
    rows = rows.exclude(status=Offer.Status.WITHDRAWN)
    later = Q(answered_at=None) | Q(answered_at__gte=first - timedelta(days=60)) | Q(follow_up__status="open")
    found = rows_of(rows.filter(later))
    return [(row.to, row.until) for row in found if row.to and (row.until is None or row.until > first)]


def stretch_of(code: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the first and the last instant of a period; quarters begin at midnight where the company is."""
    if code != "quarter":
        return now - timedelta(days=365 if code == "12m" else 90), now
    now = now.astimezone(company_zone())
    month = (now.month - 1) // 3 * 3 + 1
    last = now.replace(month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
    before = last - timedelta(days=1)
    return last.replace(year=before.year, month=(before.month - 1) // 3 * 3 + 1), last


def instants(rows: list[Row]) -> Ints:
    """Write when offers were made as microseconds since 1970."""
    return np.array([round(row.at.timestamp() * 1e6) for row in rows], dtype=np.int64)


def accounts_of(rows: list[Row]) -> Ints:
    """Give each offer its account, or one of its own where none is known."""
    return np.array([row.account or -row.lead for row in rows], dtype=np.int64)


def _row(values: tuple[Any, ...], terms: Terms) -> Row:
    pk, lead, account, owner, to, status, at, answered, used, late, hot, version, *follow = values
    state, started, connected, first, attempts, channels = follow
    until = answered
    if status == Offer.Status.ACCEPTED:
        until = _off_desk(state, started or answered, connected, terms.get(version))
    return Row(
        pk,
        lead,
        account,
        owner,
        to,
        status,
        at,
        answered,
        used,
        late,
        hot,
        version,
        until,
        first,
        state,
        attempts,
        channels,
    )


def _off_desk(state: str | None, started: datetime, connected: datetime | None, terms: Any) -> datetime | None:
    """Say when an accepted lead was off the desk: reached, or its time for attempts over; None: still under way."""
    if state == FollowUp.Status.OPEN:
        return None
    within = terms.sales.attempts_within if terms else None
    return connected or (started + within if within else started)
