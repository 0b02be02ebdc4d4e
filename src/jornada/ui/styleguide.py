"""What the living style page shows: made-up values for every component."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def examples(request: HttpRequest) -> dict[str, Any]:
    return {}
