"""Leads by how they stand in an intent test."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.intent.models import IntentStanding
from jornada.apps.leads.intent.queries import tests_in_use
from jornada.apps.leads.intent.words import STATUS
from jornada.ui.filters import Filter


def test_filter() -> Filter:
    return Filter("test", _("Intent test"), choices=_choices, apply=with_result, order=14, is_extra=True)


def with_result(rows: QuerySet, asked: str) -> QuerySet:
    """Keep the rows of `bant.passed`: those on whose thread the test stands so."""
    code, _dot, status = asked.partition(".")
    standings = IntentStanding.objects.filter(test__code=code, status=status)
    return rows.filter(thread__in=standings.values("thread"))


def _choices(_request: HttpRequest) -> list[tuple[str, Any]]:
    return [
        (f"{known.test.code}.{status}", format_lazy("{}: {}", str(known.test), label))
        for known in tests_in_use()
        for status, (label, _tone) in STATUS.items()
    ]
