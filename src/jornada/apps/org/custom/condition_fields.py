"""Custom fields as conditions ask about them."""

from __future__ import annotations

from collections.abc import Callable

from jornada.apps.org.custom.known import active
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.custom.sql import for_copy
from jornada.rules.condition_fields import FieldType
from jornada.ui.conditions.fields import ConditionField

_TYPES: dict[str, FieldType] = {"link": "text"}


def condition_fields(record: str) -> list[ConditionField]:
    """Return the custom fields of a kind of record, after those that come with the program."""
    return [
        ConditionField(
            field.name,
            (field.label_en, field.label_pt),
            _TYPES.get(field.type, field.type),  # type: ignore[arg-type]
            _column(field),
            field.choice_pairs if field.has_choices else None,
            300 + place,
        )
        for place, field in enumerate(active(record))
    ]


def _column(field: CustomField) -> Callable[[str], str]:
    return lambda vendor: for_copy(vendor, field.code, field.type)
