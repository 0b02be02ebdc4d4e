"""What the list of leads shows, and how it is narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads import queries
from jornada.apps.leads.buyers_last import buyers_last
from jornada.apps.leads.models import Lead
from jornada.apps.market.lists import account_link, of_account, of_contact, owner_name, short_name
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import access
from jornada.apps.org.alphabet import ACCOUNTS_NAME, NAME, OWNERS_NAME
from jornada.apps.org.list_filters import owner_filter, period_filters, team_filter
from jornada.apps.org.words import with_words_here_or_there
from jornada.ui.columns import Column
from jornada.ui.filters import Filter

TYPE_TONES = {"suspect": "neutral", "prospect": "info", "mql": "accent", "sal": "accent", "sql": "good"}
# get_..._display() makes these anew for every row.
TYPES = dict(Lead.Type.choices)
STATUSES = dict(Lead.Status.choices)
STATUS_TONES = {"open": "plain", "parked": "warn", "discarded": "neutral", "converted": "info"}
DECIDED_TONES = {"won": "good", "lost": "bad"}


def lead_options(request: HttpRequest) -> dict[str, Any]:
    """Return what the list of leads is made of, but its rows."""
    return {
        "columns": lead_columns(),
        "filters": lead_filters(),
        "search": search_leads,
        "row_url": lambda row: reverse("lead", args=[row.pk]),
        "default_sort": "-created",
        "can_export": access.may(request.user, "lead", "export"),
    }


def lead_columns() -> list[Column]:
    return [
        Column("name", _("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True, draw=short_name),
        Column("account", _("Account"), order=10, cell=account_link, kind="link", sort_few=ACCOUNTS_NAME),
        Column(
            "contact", _("Contact"), order=15, cell=contact_link, kind="link", is_hidden_on_phone=True, is_minor=True
        ),
        Column("type", _("Type"), order=20, cell=type_badge, kind="badge"),
        Column("status", _("Status"), order=30, values=statuses, kind="badge"),
        Column(
            "buyers_last",
            _("Buyer's last interaction"),
            order=53,
            values=buyers_last,
            kind="moment",
            help=_("Of the person, or of the company where no person is known; nothing that we did or wrote down."),
            is_extra=True,
        ),
        Column("source", _("Source"), order=60, cell=lambda row: row.source and row.source.label, is_minor=True),
        Column("owner", _("Owner"), order=70, cell=owner_name, kind="person", sort_few=OWNERS_NAME),
        Column(
            "created",
            _("Created"),
            order=90,
            cell=lambda row: row.created_at,
            sort="created_at",
            kind="moment",
            field="created_at",
        ),
    ]


def lead_filters() -> list[Filter]:
    return [
        Filter("type", _("Type"), choices=_types, apply=lambda rows, value: rows.filter(type=value), order=10),
        Filter("status", _("Status"), choices=_statuses, apply=lambda rows, value: rows.filter(status=value), order=20),
        Filter("source", _("Source"), choices=_sources, apply=lambda rows, value: rows.filter(source=value), order=30),
        Filter("waits", _("Waits for an answer"), _waiting, "flag", order=25, is_extra=True, field="status"),
        Filter("account", _("Account"), kind="hidden", apply=of_account),
        Filter("contact", _("Contact"), kind="hidden", apply=of_contact),
        owner_filter(),
        team_filter(),
        *period_filters("created_at", _("Created from"), _("Created until")),
    ]


def search_leads(rows: QuerySet, text: str) -> QuerySet:
    """Find by name, and by the names of company and person."""
    return with_words_here_or_there(rows, text, {"account": Account, "contact": Contact})


def type_badge(row: Lead) -> tuple[str, str]:
    """Name the type of a lead, with its tone; nothing where the reader's role hides it."""
    return (TYPES[row.type], TYPE_TONES[row.type]) if row.type else ("", "neutral")


def status_badge(row: Lead) -> tuple[str, str]:
    deal = getattr(row, "opportunity", None) if row.status == Lead.Status.CONVERTED else None
    return badge_of(row.status, deal and deal.outcome)


def statuses(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Name the statuses of a page of leads, and what became of their opportunities."""
    rows = Lead.objects.filter(pk__in=ids).order_by().values_list("pk", "status", "opportunity__outcome")
    return {pk: badge_of(status, outcome) for pk, status, outcome in rows}


def badge_of(status: str, outcome: str | None) -> tuple[str, str]:
    """Name a status with its tone; a lead that became an opportunity says whether that was won or lost."""
    if status == Lead.Status.CONVERTED and outcome in Lead.DECIDED:
        return Lead.DECIDED[outcome], DECIDED_TONES[outcome]
    return STATUSES[status], STATUS_TONES[status]


def contact_link(row: Any) -> tuple[str, str] | None:
    return (row.contact.name, reverse("contact", args=[row.contact_id])) if row.contact_id else None


def _waiting(rows: QuerySet, is_wanted: bool) -> QuerySet:
    waits = queries.still_open(rows).filter(offered_at__isnull=False)
    return waits if is_wanted else rows.exclude(pk__in=waits.values("pk"))


def _types(request: HttpRequest) -> list[tuple[str, str]]:
    return Lead.Type.choices


def _statuses(request: HttpRequest) -> list[tuple[str, str]]:
    return Lead.Status.choices


def _sources(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(row.pk), row.label) for row in queries.sources()]
