"""The form of a custom field's definition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.two_names import TwoNames

BLANK_ROWS = 4
LONGEST = 60


class CustomFieldForm(TwoNames, RecordForm):
    """Name in both languages, type, and the choices line by line; type and record are settled once."""

    class Meta:
        model = CustomField
        fields = ("label_pt", "label_en", "record", "type", "is_required")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            del self.fields["record"], self.fields["type"]

    @property
    def has_choice_rows(self) -> bool:
        return not self.instance.pk or self.instance.has_choices

    @property
    def choice_rows(self) -> list[dict[str, Any]]:
        """Return the choices as they are, or as they were sent, and some blank lines."""
        rows = self._sent() if self.is_bound else list(self.instance.choices)
        return [*rows, *({"code": "", "en": "", "pt": "", "retired": False} for _row in range(BLANK_ROWS))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        choices = self._sent()
        if cleaned.get("type", self.instance.type) in ("choice", "several") and not choices:
            raise forms.ValidationError(_("A field of choices needs at least one choice."))
        names = [one["pt"].casefold() for one in choices]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("Two choices have the same name; write each once."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {**super().values(), "choices": self._sent()}

    def _sent(self) -> list[dict[str, Any]]:
        columns = [self.data.getlist(f"choice_{name}") for name in ("code", "pt", "en", "retired")]
        known = {one["code"] for one in self.instance.choices} if self.instance.pk else set()
        rows = []
        for code, pt, en, retired in zip(*columns, strict=False):
            pt_name, en_name = (" ".join(text.split())[:LONGEST] for text in (pt, en))
            if pt_name or en_name:
                row = {"code": code if code in known else "", "pt": pt_name or en_name, "en": en_name or pt_name}
                rows.append({**row, "retired": True} if retired == "1" else row)
        return rows
