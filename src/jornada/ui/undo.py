"""A message with the way back from what was just done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo:"


def say(request: HttpRequest, text: str, undo: str = "") -> None:
    """Tell on the next page what was done; with `undo`, an address, beside a button that posts there."""
    messages.success(request, text, extra_tags=f"{MARK}{undo}" if undo else "")
