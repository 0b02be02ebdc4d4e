"""The temperature in lists, as a filter, and in conditions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.words import LABELS, TONES
from jornada.ui.columns import Column
from jornada.ui.conditions.fields import ConditionField
from jornada.ui.filters import Filter

CODE_OF_HEAT = "CASE heat WHEN 3 THEN 'hot' WHEN 2 THEN 'warm' WHEN 1 THEN 'cold' ELSE '' END"


def heat_column() -> Column:
    return Column("temperature", _("Temperature"), order=25, cell=heat_badge, sort="heat", kind="badge")


def heat_filter() -> Filter:
    return Filter("temperature", _("Temperature"), choices=_choices, apply=with_heat, order=12)


def heat_field() -> ConditionField:
    return ConditionField("temperature", _("temperature"), "choice", lambda _vendor: CODE_OF_HEAT, _known, 15)


def heat_badge(lead: Any) -> tuple[str, str] | None:
    code = lead.temperature
    return (str(LABELS[code]), TONES[code]) if code else None


def with_heat(rows: QuerySet, code: str) -> QuerySet:
    return rows.filter(heat=Lead.HEATS.get(code, 0))


def _choices(_request: HttpRequest) -> list[tuple[str, Any]]:
    return [*_known(), ("none", LABELS[""])]


def _known() -> list[tuple[str, Any]]:
    return [(code, LABELS[code]) for code in ("hot", "warm", "cold")]
