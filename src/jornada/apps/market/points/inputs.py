"""The field of a form that takes several e-mails and phones: one row each, with kind, label, and which is primary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.fields import CHAT_LABEL, AddressField, normal_phone, shown_phone
from jornada.apps.market.points.arranging import Point
from jornada.apps.market.points.models import ContactPoint

MOST = 20


class PointsWidget(forms.Widget):
    """Rows of kind, value, label and primary, and a blank one; a script adds more."""

    template_name = "market/points/input.html"
    is_wide = True

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__()
        self.kinds = kinds

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # A form that comes back has its blank row among what was sent.
        shown = [_shown(point) for point in value or [] if point.value]
        blank = Point(self.kinds[-1], "")
        context["widget"] |= {
            "rows": [*shown, blank],
            "kinds": [choice for choice in ContactPoint.Kind.choices if choice[0] in self.kinds],
            "labels": ContactPoint.Label.choices,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Point]:
        if not hasattr(data, "getlist"):
            return list(data.get(name) or [])
        values, labels = data.getlist(f"{name}-value"), data.getlist(f"{name}-label")
        kinds, primary = data.getlist(f"{name}-kind"), set(data.getlist(f"{name}-primary"))
        rows = zip(values, [*labels, *[""] * len(values)], [*kinds, *[""] * len(values)], strict=False)
        return [
            Point(kind or self.kinds[-1], value.strip(), label or "work", str(place) in primary)
            for place, (value, label, kind) in enumerate(rows)
        ]

    def id_for_label(self, id_: str) -> str:
        return ""


class PointsField(forms.Field):
    """Reads the rows; each is written as the primary field of its kind writes it."""

    def __init__(self, kinds: Sequence[str] = ("email", "phone"), **options: Any) -> None:
        super().__init__(widget=PointsWidget(kinds), required=False, **options)
        self.kinds = kinds

    def narrow(self, kinds: Iterable[str]) -> None:
        """Take only those of one's kinds that are among these."""
        kept = set(kinds)
        self.kinds = self.widget.kinds = tuple(kind for kind in self.kinds if kind in kept)

    def clean(self, value: Any) -> list[Point]:
        given = [point for point in value or [] if point.value]
        if len(given) > MOST:
            raise ValidationError(_("At most %(n)s e-mails and phones beside the primary ones.") % {"n": MOST})
        return [cleaned(point, self.kinds) for point in given]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != [point for point in data or [] if point.value]


def cleaned(point: Point, kinds: Sequence[str]) -> Point:
    """Write one row as it is kept, or say which one is wrong."""
    labels = [label for label in ContactPoint.Label.values if point.kind == "phone" or label != CHAT_LABEL]
    if point.kind not in kinds or point.label not in labels:
        raise ValidationError(_("Choose a kind and a label of the list for “%(value)s”.") % {"value": point.value})
    try:
        value = AddressField().clean(point.value) if point.kind == "email" else normal_phone(point.value)
    except ValidationError as error:
        raise ValidationError(f"“{point.value}”: {error.messages[0]}") from error
    return Point(point.kind, value, point.label, point.is_primary)


def _shown(point: Point) -> Point:
    """Write a kept phone for people; what was typed wrongly stays as it was typed."""
    value = shown_phone(point.value) if point.kind == "phone" and point.value.startswith("+") else point.value
    return Point(point.kind, value, point.label, point.is_primary)
