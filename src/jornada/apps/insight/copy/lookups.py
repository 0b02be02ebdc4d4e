"""The small tables that figures are grouped and named by; kept inside the manifest."""

from __future__ import annotations

from typing import Any

from jornada.apps.journeys.models import Stage
from jornada.apps.leads.models import Source
from jornada.apps.market.models import Competitor, Industry, Product
from jornada.apps.org.models import Team, User, Workspace


def read_lookups() -> dict[str, Any]:
    """Read people with their team, teams with office and manager, products, competitors, industries, stages ..."""
    workspace = Workspace.objects.first() or Workspace()
    return {
        "people": _by_id(User.objects.values_list("pk", "name", "team_id", "username")),
        "teams": _by_id(Team.objects.values_list("pk", "name", "office", "manager_id")),
        "products": _by_id(Product.objects.values_list("pk", "name")),
        "competitors": _by_id(Competitor.objects.values_list("pk", "name")),
        "industries": _by_id(Industry.objects.values_list("pk", "name")),
        "sources": _by_id(Source.objects.values_list("pk", "code", "label_en", "label_pt")),
        "stages": [list(row) for row in _stages()],
        "currency": workspace.currency,
        "time_zone": workspace.time_zone,
    }


def _stages() -> Any:
    rows = Stage.objects.filter(map__status="active").order_by("-map_id", "order")
    newest = rows.values_list("map_id", flat=True).first()
    return rows.filter(map=newest).values_list("pk", "code", "label_en", "label_pt", "phase")


def _by_id(rows: Any) -> dict[str, list[Any]]:
    return {str(pk): list(rest) for pk, *rest in rows.order_by("pk")}
