"""Answers as JSON, written by the library that checked them: several times as fast as Python's own on long lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from pydantic_core import to_json


class JsonRenderer(BaseRenderer):
    """Writes JSON. Instants keep their microseconds; what is no number is null; texts not yet translated are now."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data, inf_nan_mode="null", fallback=str)
