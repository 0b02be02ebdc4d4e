"""The segments of a record, on its page: which it is in, and lists it can be put on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from jornada.apps.market.segments import queries


def segments_panel(record: str) -> Callable[[HttpRequest, Any], dict[str, Any] | None]:
    """Make the panel for a kind of record; nothing is shown where nothing could be done."""

    def panel(request: HttpRequest, instance: Any) -> dict[str, Any] | None:
        held = list(queries.segments_of(record, instance.pk, request.user))
        lists = queries.static_lists(record, request.user) if queries.may_make(request.user) else []
        mine = {segment.pk for segment in lists}
        offered = [segment for segment in lists if segment not in held]
        if not held and not offered:
            return None
        shown = [(segment, segment.pk in mine) for segment in held]
        return {
            "template": "market/segments/panel.html",
            "context": {"held": shown, "offered": offered, "instance": instance},
        }

    return panel
