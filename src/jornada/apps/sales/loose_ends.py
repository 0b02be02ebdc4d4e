"""What is still open at an opportunity that is about to be won or lost, and other amounts than its own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.sales import line_actions, queries
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.proposals.queries import waiting_proposals

MOST = 50


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """Planned touches, proposals that wait for an answer (newest first), the one accepted, the sum of the lines."""

    tasks: list[PlannedTouch]
    waiting: list[Proposal]
    accepted: Proposal | None = None
    lines: Decimal | None = None


def loose_ends(user: Any, opportunity: Opportunity) -> LooseEnds:
    """Gather them, as far as the person may see what the opportunity is worth."""
    tasks = list(planned(opportunity).select_related("activity")[:MOST])
    if queries.hides_amounts(user):
        return LooseEnds(tasks, [])
    return LooseEnds(
        tasks,
        waiting_proposals(opportunity),
        queries.accepted_proposal(opportunity),
        line_actions.lines_total(opportunity) if opportunity.lines.exists() else None,
    )


def planned(opportunity: Opportunity) -> Any:
    """Return the open tasks on the opportunity's thread, the next first."""
    rows = PlannedTouch.objects.filter(thread=opportunity.thread_id, done_at=None, cancelled_at=None)
    return rows.order_by("due_at", "id")
