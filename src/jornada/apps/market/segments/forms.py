"""The form of a segment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.segments.models import Segment
from jornada.apps.market.segments.starters import Starter
from jornada.apps.org.record_forms import RecordForm
from jornada.rules.condition_json import from_json, to_json
from jornada.ui.conditions.editor import ConditionEditor


class SegmentForm(RecordForm):
    """Name, use, sharing and, unless the list is kept by hand, the condition."""

    class Meta:
        model = Segment
        fields = ("name", "note", "is_shared")

    def __init__(
        self, data: Any = None, *, record: str, is_static: bool, example: Starter | None = None, **options: Any
    ) -> None:
        begin = {"name": example.name, "note": example.note} if example else {}
        super().__init__(data, **{"initial": begin, **options})
        self.example = example
        self.record, self.is_static = record, is_static
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 2})
        self.fields["is_shared"].help_text = _("Others see the segment; of its members each sees only their own.")
        self.editor = None if is_static else self._editor(data)

    def values(self) -> dict[str, Any]:
        values = super().values()
        if self.editor is not None:
            values["condition"] = to_json(self.editor.condition())
        return values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for problem in self.editor.problems() if self.editor else ():
            self.add_error(None, problem)
        return cleaned

    def _editor(self, data: Any) -> ConditionEditor:
        if data is not None:
            return ConditionEditor(self.record, self.user, data=data)
        begin = self.example.condition if self.example else None
        stored = from_json(self.instance.condition) if self.instance.condition else begin
        return ConditionEditor(self.record, self.user, condition=stored)
