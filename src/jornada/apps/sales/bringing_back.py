"""What deleting an opportunity changes beside it, and how that is put right when it is brought back."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.privacy import mark_as_before
from jornada.apps.leads.models import Lead
from jornada.apps.org import edits
from jornada.apps.sales import queries
from jornada.apps.sales.models import Opportunity

SAME = ("at", "channel", "direction", "by", "outcome", "human", "role", "program_id", "content_id", "value", "note")
BY_ID = ("account", "contact", "thread", "product", "user")


def remember(row: Opportunity) -> dict[str, Any]:
    """Write down the touches that go void with an opportunity, and where its lead stood."""
    touches = list(queries.own_touches(row).values_list("pk", flat=True))
    return {"touches": touches, "lead": row.lead.status if row.lead_id else None}


def recall(user: Any, row: Opportunity, facts: dict[str, Any]) -> None:
    """Record the touches again, since a voiding stays, and let the lead stand where it stood."""
    record_again(user, Touch.objects.filter(pk__in=facts["touches"]))
    if row.lead_id and facts["lead"]:
        lead = edits.locked(row.lead)
        if lead.status == Lead.Status.OPEN:
            edits.write(user, lead, {"status": facts["lead"]})


def record_again(user: Any, touches: QuerySet[Touch]) -> None:
    """Record touches that were voided once more, each with its privacy."""
    for touch in touches.select_related("activity", "private").order_by("at", "pk"):
        again = _again(touch)
        record_touches([again], source=touch.source, user=user)
        if touch.privacy:
            mark_as_before(touch.privacy, Touch.objects.get(key=again.key))


def _again(touch: Touch) -> NewTouch:
    same = {name: getattr(touch, name) for name in SAME}
    same |= {name: getattr(touch, f"{name}_id") for name in BY_ID}
    return NewTouch(touch.activity.code, key=f"back:{uuid.uuid4().hex}", **same)
