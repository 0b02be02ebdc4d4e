"""Parts of record pages that journeys fill: the path, and why the account stands where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from jornada.apps.journeys import road, why
from jornada.apps.journeys.queries import active_map
from jornada.apps.market.models import Account
from jornada.apps.org import access

Provider = Callable[[HttpRequest, Any], dict[str, Any] | None]


def path_panel(kind: str) -> Provider:
    """Show the ten stages of the account, cycle by cycle."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any] | None:
        account = _account(request, kind, record)
        if account is None:
            return None
        cycles = road.cycles_of(account, active_map())
        if not cycles:
            return None
        asked = request.GET.get("cycle", "")
        shown = next((cycle for cycle in cycles if str(cycle.number) == asked), cycles[-1])
        context = {
            "account": account,
            "cycle": shown,
            "cycles": cycles,
            "visits": [(visit, road.stay_of(visit)) for visit in reversed(shown.visits)],
            "is_own": kind == "account",
        }
        return {"template": "journeys/path_panel.html", "context": context}

    return provide


def why_panel(kind: str) -> Provider:
    """Explain in words why the account stands where it stands."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any] | None:
        account = _account(request, kind, record)
        if account is None:
            return None
        return {"template": "journeys/why_panel.html", "context": {"why": why.why(account, active_map(), request.user)}}

    return provide


def register(panels: Any) -> None:
    """Put the panels on the pages of accounts, contacts, leads and opportunities."""
    for kind in ("account", "contact", "lead", "opportunity"):
        panels.register(kind, "path", 10, path_panel(kind), place="top")
    for kind in ("account", "lead", "opportunity"):
        panels.register(kind, "why", 18, why_panel(kind), place="side")


def _account(request: HttpRequest, kind: str, record: Any) -> Account | None:
    account = record if kind == "account" else record.account
    return account if account and access.may(request.user, "account", "view", account) else None
