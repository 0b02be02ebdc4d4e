"""A message with the way back from what was just done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo:"
# What the button of a message sends, beside nothing else.
FIELD = "undo"


def say(request: HttpRequest, text: str, undo: str = "") -> None:
    """Tell on the next page what was done; with `undo`, an address, beside a button that posts there."""
    request._way_back = undo  # type: ignore[attr-defined]
    messages.success(request, text, extra_tags=f"{MARK}{undo}" if undo else "")


def way_back_of(request: HttpRequest) -> str:
    """Return where what this request did is taken back, if anywhere."""
    return str(getattr(request, "_way_back", ""))
