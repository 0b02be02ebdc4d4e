"""A message with the way back from what was just done."""

from __future__ import annotations

from typing import Literal

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo:"
# What the button of a message sends, beside nothing else.
FIELD = "undo"

Tone = Literal["success", "info", "warning", "error"]
LEVELS: dict[Tone, int] = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


class Half(str):
    """What to say where something only half worked: wherever the sentence comes from, it is said as a warning."""

    __slots__ = ()


def say(request: HttpRequest, text: str, undo: str = "", tone: Tone = "success") -> None:
    """Tell on the next page what was done, in a tone; with `undo`, an address, beside a button that posts there."""
    request._way_back = undo  # type: ignore[attr-defined]
    level = LEVELS["warning" if isinstance(text, Half) and tone in ("success", "info") else tone]
    messages.add_message(request, level, text, extra_tags=f"{MARK}{undo}" if undo else "")


def way_back_of(request: HttpRequest) -> str:
    """Return where what this request did is taken back, if anywhere."""
    return str(getattr(request, "_way_back", ""))
