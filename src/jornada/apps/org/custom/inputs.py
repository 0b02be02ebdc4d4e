"""Custom fields as inputs of the form that makes or edits a record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from jornada.apps.org.custom import values
from jornada.apps.org.custom.known import active, record_of
from jornada.apps.org.custom.models import CustomField


class CustomInput(forms.Field):
    """The input of one custom field; what it cleans is what is kept."""

    def __init__(self, of: CustomField, kept: Any) -> None:
        self.of = of
        super().__init__(label=of.label, required=of.is_required, widget=widget_of(of, kept), initial=kept)

    def to_python(self, value: Any) -> Any:
        return values.read(self.of, value)

    def prepare_value(self, value: Any) -> Any:
        if self.of.type == "flag" and isinstance(value, bool):
            return "true" if value else "false"
        return values.written(self.of, value)


def custom_inputs(model: type[Model], kept: dict[str, Any] | None) -> list[CustomInput]:
    """Return an input for each custom field of a kind of record, filled with what is kept."""
    return [CustomInput(field, (kept or {}).get(field.code)) for field in active(record_of(model))]


def widget_of(field: CustomField, kept: Any = None) -> forms.Widget:
    """Return the widget of a field; a retired choice is offered only where it is kept."""
    held = kept if isinstance(kept, list) else [kept]
    in_use = field.choice_labels(with_retired=False)
    choices = [(code, label) for code, label in field.choice_labels().items() if code in in_use or code in held]
    if field.type == "several":
        return forms.CheckboxSelectMultiple(choices=choices)
    if field.type == "flag":
        choices = [("true", _("Yes")), ("false", _("No"))]
    if field.type in ("choice", "flag"):
        return forms.Select(choices=[("", "—"), *choices])
    if field.type == "date":
        return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.TextInput({**_TEXTS.get(field.type, {"maxlength": values.LONGEST}), "autocomplete": "off"})


_TEXTS = {
    "number": {"inputmode": "decimal"},
    "money": {"inputmode": "decimal"},
    "link": {"inputmode": "url", "placeholder": "https://"},
}
