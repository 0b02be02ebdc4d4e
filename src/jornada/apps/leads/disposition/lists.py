"""Reasons and returns in the list of leads and in conditions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.disposition import queries
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.models import FIRST_CYCLE, Lead
from jornada.apps.market.models import Competitor
from jornada.apps.org.alphabet import NAME
from jornada.ui.conditions.fields import ConditionField
from jornada.ui.filters import Filter

CAME_BACK = "CASE WHEN returned_from_id IS NULL THEN 0 ELSE 1 END"


def filters() -> list[Filter]:
    return [
        Filter(
            "why",
            _("Reason"),
            choices=_reasons,
            apply=queries.of_reason,
            order=22,
            field="disposition",
            is_scanned=True,
        ),
        Filter(
            "returned",
            _("Came back"),
            _returned,
            "flag",
            order=24,
            is_extra=True,
            field="returned_from",
            is_scanned=True,
        ),
        Filter(
            "returning",
            _("Waits to come back"),
            _returning,
            "flag",
            order=25,
            is_extra=True,
            field="return_on",
            is_scanned=True,
        ),
        Filter(
            "just_back",
            _("Back and not touched since"),
            _just_back,
            "flag",
            order=26,
            is_extra=True,
            is_scanned=True,
        ),
        Filter("back", _("Led to another cycle"), kind="hidden", apply=_led),
    ]


def condition_fields() -> list[ConditionField]:
    return [
        ConditionField("disposition", _("reason set aside"), "choice", "disposition_id", _known, 60),
        ConditionField("return_on", _("comes back on"), "date", "return_on", order=62),
        ConditionField("set_aside_at", _("set aside at"), "date", "set_aside_at", order=64, is_instant=True),
        ConditionField("competitor", _("competitor"), "choice", "competitor_id", _competitors, 66),
        ConditionField("contract_ends_on", _("their contract ends on"), "date", "contract_ends_on", order=68),
        ConditionField("came_back", _("came back"), "flag", lambda _vendor: CAME_BACK, order=70),
    ]


def _returned(rows: QuerySet, wanted: bool) -> QuerySet:
    # Who came back is in a later cycle: those have an index of their own.
    later = {"cycle__gt": FIRST_CYCLE} if wanted else {}
    return rows.filter(returned_from__isnull=not wanted, **later)


def _just_back(rows: QuerySet, is_wanted: bool) -> QuerySet:
    found = queries.just_back(rows, timezone.now())
    return found if is_wanted else rows.exclude(pk__in=found.values("pk"))


def _returning(rows: QuerySet, wanted: bool) -> QuerySet:
    waiting = {"status__in": queries.ASIDE, "return_on__isnull": False, "returned_as": None}
    return rows.filter(**waiting) if wanted else rows.exclude(pk__in=Lead.objects.filter(**waiting).values("pk"))


def _led(rows: QuerySet, value: str) -> QuerySet:
    rows = rows.filter(returned_as__isnull=False)
    return rows.filter(returned_as__type__in=(Lead.Type.SAL, Lead.Type.SQL)) if value == "accepted" else rows


def _reasons(_request: HttpRequest) -> list[tuple[str, Any]]:
    return [*((str(row.pk), row.label) for row in DispositionReason.objects.all()), ("none", _("No reason given"))]


def _known() -> list[tuple[int, tuple[str, str]]]:
    return [(row.pk, (row.label_en, row.label_pt)) for row in DispositionReason.objects.all()]


def _competitors() -> list[tuple[int, str]]:
    return list(Competitor.objects.order_by(NAME).values_list("pk", "name"))
