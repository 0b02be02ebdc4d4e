"""Widgets of Django forms that are drawn by our own components."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


class FileInput(forms.FileInput):
    """A field for one file, in the words of the page and not of the browser."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        context = {
            "name": name,
            "id": given.get("id", ""),
            "accept": given.get("accept", ""),
            "required": bool(given.get("required")),
            "described_by": given.get("aria-describedby", ""),
            "invalid": given.get("aria-invalid", "false"),
        }
        return mark_safe(render_to_string("ui/file_widget.html", context))  # noqa: S308 (a rendered template)
