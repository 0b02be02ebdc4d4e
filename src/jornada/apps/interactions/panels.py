"""Parts of record pages that the log fills: recording, timeline, numbers, next touches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions import queries, timeline
from jornada.apps.interactions.activities import activities
from jornada.apps.interactions.models import Channel
from jornada.apps.interactions.places import may_change, place_of_record
from jornada.apps.interactions.queries import Numbers
from jornada.ui import cells

QUICK = (
    "call.connected",
    "call.attempted",
    "email.sent",
    "email.replied",
    "whatsapp.sent",
    "meeting.held",
    "video.held",
)
NEXT = 5
EVIDENCE = 30


def record_panel(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any] | None]:
    """Offer the common activities, one click away from a filled form."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any] | None:
        place = place_of_record(kind, record)
        if not may_change(request.user, place):
            return None
        known = {row.code: row for row in activities() if row.is_active}
        quick = [known[code] for code in QUICK if code in known]
        return {"template": "interactions/record_panel.html", "context": {"place": place, "quick": quick}}

    return provide


def timeline_panel(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any]]:
    """Show the latest touches; older ones follow on demand."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any]:
        place = place_of_record(kind, record)
        context = {
            "place": place,
            "timeline": timeline.read(request, place, is_panel=True),
            "may_void": may_change(request.user, place),
        }
        return {"template": "interactions/timeline_panel.html", "context": context}

    return provide


def numbers_panel(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any] | None]:
    """Show how many touches there were, by month and channel."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any] | None:
        found = queries.numbers_at(request.user, place_of_record(kind, record))
        if not found.total:
            return None
        return {"template": "interactions/numbers_panel.html", "context": {"numbers": found, "chart": _chart(found)}}

    return provide


def tasks_panel(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any]]:
    """Show the next planned touches."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any]:
        place = place_of_record(kind, record)
        context = {
            "place": place,
            "tasks": list(queries.open_tasks_at(request.user, place)[:NEXT]),
            "may_plan": may_change(request.user, place),
            "is_closed": getattr(record, "is_closed", False),
            "now": timezone.now(),
        }
        return {"template": "interactions/tasks_panel.html", "context": context}

    return provide


def _chart(numbers: Numbers) -> dict[str, Any]:
    """Stack the channels of each of the last twelve months."""
    this_month = timezone.localdate().replace(day=1)
    spans = [divmod(this_month.year * 12 + this_month.month - 1 - back, 12) for back in reversed(range(12))]
    months = [this_month.replace(year=year, month=month + 1) for year, month in spans]
    channels = [channel for channel in Channel if any(code == channel for _month, code in numbers.by_month)]
    series = [
        {
            "name": str(channel.label),
            "values": [numbers.by_month.get((month, channel.value), 0) for month in months],
            "stack": "touches",
        }
        for channel in channels
    ]
    return {"categories": [cells.month(month) for month in months], "course": True, "series": series}


def evidence_of_persona(request: HttpRequest, persona: Any) -> dict[str, Any] | None:
    """Show the touches that validated a persona, as far as the person sees them."""
    named = [pk for row in persona.validations.filter(withdrawn_at=None) for pk in row.touches]
    seen = queries.visible_touches(request.user).filter(pk__in=named, voids=None, voided_by=None)
    touches = list(seen.select_related("activity", "account", "contact", "user").order_by("-at")[:EVIDENCE])
    context = {"touches": touches}
    return {"template": "interactions/evidence.html", "context": context} if touches else None


def register(panels: Any) -> None:
    """Put the panels on the pages of accounts, contacts, leads and opportunities; the evidence on that of a persona."""
    panels.register("persona", "evidence", 50, evidence_of_persona, place="main")
    for kind in ("account", "contact", "lead", "opportunity"):
        panels.register(kind, "record", 5, record_panel(kind), place="main")
        panels.register(kind, "timeline", 60, timeline_panel(kind), place="main", jump=_("Timeline"))
        panels.register(kind, "tasks", 5, tasks_panel(kind), place="side")
        panels.register(kind, "numbers", 15, numbers_panel(kind), place="side")
