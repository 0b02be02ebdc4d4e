"""Touches that are sent again by the key of one that was voided: which these are, and how they count after all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Schema

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.queries import visible_touches


class Voided(Schema):
    key: str = Field(description="as it was sent")
    id: int | None = Field(description="of the touch in the log; null where you may not see it")
    is_voided: bool = True
    voided_at: datetime | None
    reason: str | None = Field(description="why it was voided, in the words of who did it")
    restore: str = Field(description="what to do if it is to count")


def voided_among(user: Any, rows: Sequence[NewTouch]) -> list[dict[str, Any]]:
    """Return, in the order sent, those whose key is that of a voided touch; the touch only to who may see it."""
    keys = [row.key for row in rows if row.key]
    void = set(Touch.objects.filter(key__in=keys).exclude(voided_by=None).values_list("key", flat=True))
    seen = visible_touches(user).filter(key__in=void).select_related("voided_by") if void else ()
    known = {touch.key: touch for touch in seen}
    return [_told(key, known.get(key)) for key in dict.fromkeys(keys) if key in void]


def _told(key: str, touch: Touch | None) -> dict[str, Any]:
    voiding = touch.voided_by if touch else None
    return {
        "key": key,
        "id": touch.pk if touch else None,
        "is_voided": True,
        "voided_at": voiding.recorded_at if voiding else None,
        "reason": voiding.note if voiding else None,
        "restore": _("It stays void. Send it under another key to record it again."),
    }
