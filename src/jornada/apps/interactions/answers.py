"""Answers to a change made on a page that stays: word to its parts, and a message that offers the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import trigger_client_event

from jornada.ui.undo import Half, say


def changed(
    request: HttpRequest, event: str, said: str, back: str, undo: dict[str, Any] | None = None, tone: str = "good"
) -> HttpResponse:
    """Answer htmx with the event and a toast, without a page; anybody else goes back with a message."""
    if not request.htmx:
        say(request, said, tone="error" if tone == "bad" else "success")
        return redirect(back)
    tone = "warn" if isinstance(said, Half) and tone == "good" else tone
    response = trigger_client_event(HttpResponse(status=204), event, {})
    return trigger_client_event(response, "toast", {"text": said, "tone": tone, "undo": undo})
