"""What the list of opportunities shows, and how it is narrowed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.lists import account_link, of_account, of_contact, owner_name, short_name
from jornada.apps.market.models import Account, Competitor, Contact, Product
from jornada.apps.org import access
from jornada.apps.org.alphabet import ACCOUNTS_NAME, NAME, OWNERS_NAME
from jornada.apps.org.list_filters import owner_filter, period_filters, team_filter
from jornada.apps.org.masks import hidden_on
from jornada.apps.org.words import with_words_here_or_there
from jornada.apps.sales import queries
from jornada.apps.sales.models import LossReason, Opportunity, PipelineStage
from jornada.apps.sales.stalled import stalled, with_step, without_step
from jornada.ui.columns import Column
from jornada.ui.filters import Filter

OUTCOMES = dict(Opportunity.Outcome.choices)
RELATED = ("account", "owner", "product", "stage__pipeline", "loss_reason", "competitor")
UNNAMED = "unnamed"
TONES = {"open": "plain", "won": "good", "lost": "bad"}


def opportunity_options(request: HttpRequest) -> dict[str, Any]:
    """Return what the list of opportunities is made of, but its rows."""
    return {
        "columns": opportunity_columns(),
        "filters": opportunity_filters(),
        "search": search_opportunities,
        "row_url": lambda row: reverse("opportunity", args=[row.pk]),
        "default_sort": "-created",
        "can_export": access.may(request.user, "opportunity", "export"),
    }


def opportunity_columns() -> list[Column]:
    return [
        Column("name", _("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True, draw=short_name),
        Column("account", _("Account"), order=10, cell=account_link, kind="link", sort_few=ACCOUNTS_NAME),
        Column(
            "stage",
            _("Pipeline stage"),
            order=20,
            cell=lambda row: row.stage.label,
            sort_few="stage__order",
            draw=stage_said,
        ),
        Column("outcome", _("Outcome"), order=30, cell=outcome_badge, kind="badge"),
        Column(
            "amount",
            _("Amount"),
            order=40,
            cell=lambda row: (row.amount, row.currency),
            sort="amount",
            kind="money",
        ),
        Column(
            "pipeline",
            _("Pipeline"),
            order=25,
            cell=lambda row: row.stage.pipeline.name,
            is_minor=True,
            is_hidden_on_phone=True,
        ),
        Column(
            "reason",
            _("Lost reason"),
            order=35,
            cell=lambda row: row.loss_words or None,
            is_minor=True,
            field="loss_reason",
        ),
        Column(
            "competitor",
            _("Competitor"),
            order=36,
            cell=lambda row: row.competitor and row.competitor.name,
            is_minor=True,
        ),
        Column("product", _("Product"), order=50, cell=lambda row: row.product and row.product.name, is_minor=True),
        Column("owner", _("Owner"), order=70, cell=owner_name, kind="person", sort_few=OWNERS_NAME),
        Column(
            "expected",
            _("Expected close"),
            order=80,
            cell=lambda row: row.expected_on,
            sort="expected_on",
            field="expected_on",
            kind="date",
            is_hidden_on_phone=True,
        ),
        Column(
            "closed",
            _("Closed on"),
            order=85,
            cell=lambda row: row.closed_on,
            sort="closed_on",
            field="closed_on",
            kind="date",
            is_hidden_on_phone=True,
            is_minor=True,
        ),
        Column(
            "created",
            _("Created"),
            order=90,
            cell=lambda row: row.created_at,
            sort="created_at",
            field="created_at",
            kind="moment",
            is_hidden_on_phone=True,
            is_minor=True,
        ),
    ]


def opportunity_filters() -> list[Filter]:
    return [
        Filter("outcome", _("Outcome"), choices=_outcomes, apply=lambda rows, v: rows.filter(outcome=v), order=10),
        Filter(
            "stage", _("Pipeline stage"), choices=stage_choices, apply=lambda rows, v: rows.filter(stage=v), order=20
        ),
        Filter("product", _("Product"), choices=_products, apply=_about, order=30, is_scanned=True),
        Filter("pipeline", _("Pipeline"), choices=_pipelines, apply=_of_pipeline, order=15),
        Filter("reason", _("Lost reason"), choices=_reasons, apply=_lost_for, order=32, field="loss_reason"),
        Filter("competitor", _("Competitor"), choices=_competitors, apply=_against, order=34),
        Filter("incomplete", _("Incomplete"), kind="flag", apply=_incomplete, order=40, field="engaged_on"),
        Filter("next_step", _("Next step"), _with_next_step, choices=_steps, order=42, is_extra=True, is_scanned=True),
        Filter("stalled", _("Stalled"), _stalled, "flag", order=43, is_extra=True, is_scanned=True),
        Filter("account", _("Account"), kind="hidden", apply=of_account),
        Filter("contact", _("Contact"), kind="hidden", apply=of_contact),
        owner_filter(),
        team_filter(),
        *period_filters("created_at", _("Created from"), _("Created until")),
    ]


def search_opportunities(rows: QuerySet, text: str) -> QuerySet:
    """Find by name, and by the names of company and person."""
    return with_words_here_or_there(rows, text, {"account": Account, "contact": Contact})


def outcome_badge(row: Opportunity) -> tuple[str, str]:
    return OUTCOMES[row.outcome], TONES[row.outcome]


def stage_said(stage: str, row: Opportunity) -> str:
    """Say where an open opportunity stands, and from where a closed one ended: how it ended is a column of its own."""
    if row.outcome == Opportunity.Outcome.OPEN:
        return conditional_escape(stage)
    whence = _("from %(stage)s") % {"stage": stage}
    return format_html('<span class="muted" title="{}">{}</span>', whence, stage)


def missing_of(row: Opportunity) -> list[str]:
    """Return, in words, what an opportunity lacks to count everywhere, as far as its reader sees it."""
    lacks = {
        "account": (_("an account"), row.account_id is None),
        "engaged_on": (_("the day it was engaged"), row.engaged_on is None),
        "owner": (_("an owner"), row.owner_id is None),
        "amount": (_("an amount"), row.amount is None and row.outcome != Opportunity.Outcome.LOST),
    }
    seen = (lacks[name] for name in lacks if name not in hidden_on(row))
    return [str(said) for said, is_missing in seen if is_missing]


def _incomplete(rows: QuerySet, is_wanted: bool) -> QuerySet:
    lacking = Q(account=None) | Q(engaged_on=None)
    return rows.filter(lacking if is_wanted else ~lacking)


def _steps(request: HttpRequest) -> list[tuple[str, Any]]:
    return [("planned", _("With a next step")), ("none", _("Without a next step"))]


def _with_next_step(rows: QuerySet, value: str) -> QuerySet:
    return without_step(rows) if value == "none" else with_step(rows)


def _stalled(rows: QuerySet, is_wanted: bool) -> QuerySet:
    open_ones = rows.filter(outcome=Opportunity.Outcome.OPEN)
    found = stalled(open_ones, timezone.now())
    return found if is_wanted else open_ones.exclude(pk__in=found.values("pk"))


def _outcomes(request: HttpRequest) -> list[tuple[str, str]]:
    return Opportunity.Outcome.choices


def stage_choices(request: HttpRequest) -> list[tuple[str, str]]:
    rows = list(queries.every_stage())
    is_one = len({row.pipeline_id for row in rows}) < 2
    return [(str(row.pk), row.label if is_one else f"{row.pipeline.name}: {row.label}") for row in rows]


def _pipelines(request: HttpRequest) -> list[tuple[str, str]]:
    rows = [(str(pk), name) for pk, name in queries.pipelines().values_list("pk", "name")]
    return rows if len(rows) > 1 else []


def _of_pipeline(rows: QuerySet, value: Any) -> QuerySet:
    return rows.filter(stage__in=PipelineStage.objects.filter(pipeline=value))


def _about(rows: QuerySet, value: Any) -> QuerySet:
    return rows.filter(queries.about_product(Q(product=value)))


def _reasons(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(row.pk), row.label) for row in LossReason.objects.order_by("order", "id")]


def _lost_for(rows: QuerySet, value: Any) -> QuerySet:
    return rows.filter(loss_reason=value)


def _competitors(request: HttpRequest) -> list[tuple[str, str]]:
    named = [(str(pk), name) for pk, name in Competitor.objects.values_list("pk", "name")]
    sees_why = "loss_reason" not in access.hidden_fields(request.user, "opportunity")
    return [*named, (UNNAMED, _("Lost to one whom nobody named"))] if sees_why else named


def _against(rows: QuerySet, value: Any) -> QuerySet:
    return unnamed(rows) if value == UNNAMED else rows.filter(competitor=value)


def unnamed(rows: QuerySet) -> QuerySet:
    """Keep what was lost to a competitor whom nobody named."""
    return rows.filter(outcome="lost", loss_reason__asks_competitor=True, competitor=None)


def _products(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Product.objects.order_by(NAME).values_list("pk", "name")]
