"""How Django's forms are drawn: by its own templates, but for those that lie in `form_templates`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property

OURS = Path(__file__).parent / "form_templates"
DJANGOS = Path(forms.__file__).parent / DjangoTemplates.backend.app_dirname


class Renderer(DjangoTemplates):
    """Django's renderer with our templates before its own."""

    @cached_property
    def engine(self) -> Any:
        return self.backend({"APP_DIRS": True, "DIRS": [OURS, DJANGOS], "NAME": "forms", "OPTIONS": {}})
