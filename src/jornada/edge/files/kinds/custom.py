"""The custom fields of a kind of record, as fields that columns of a file can fill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jornada.apps.org.custom.actions import coded
from jornada.apps.org.custom.known import active, find
from jornada.apps.org.custom.models import CustomField
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.kinds.fields import Field, Kind

# A choice refers to the list of its field: `custom:account.segment`.
CUSTOM = "custom:"
PREFIX = "custom_"
# Several choices of one cell.
APART = re.compile(r"\s*[;|,]\s*")
_TYPES = {"number": "number", "money": "money", "date": "date", "flag": "yes_no", "choice": "reference"}


def whole_kind(code: str, fresh: Mapping[str, Mapping[str, Any]] | None = None) -> Kind:
    """Return a kind of file with the custom fields of its record behind its own fields, and those to be made."""
    kind = KINDS[code]
    fields = [*map(_field, active(kind.record)), *map(_fresh_field, planned_fields(kind.record, fresh or {}))]
    return replace(kind, fields=(*kind.fields, *fields)) if fields else kind


def planned_fields(record: str, fresh: Mapping[str, Mapping[str, Any]]) -> list[CustomField]:
    """Return the fields that are to be made of columns, as they will be; none of them is in the database."""
    fields = {
        one["code"]: CustomField(
            record=record, code=one["code"], type=one["type"], label_en=one["name"], label_pt=one["name"],
            choices=coded([{"en": name, "pt": name} for name in one["choices"]], []),
        )
        for one in fresh.values()
    }  # fmt: skip
    return list(fields.values())


def choice_names(refers: str) -> list[str]:
    """Return what the choices of a field are called, in both languages."""
    field = field_of(refers)
    return [name for one in field.choices for name in (one["pt"], one["en"])] if field else []


def field_of(refers: str) -> CustomField | None:
    record, _dot, code = refers.removeprefix(CUSTOM).partition(".")
    return find(record, code)


def _fresh_field(field: CustomField) -> Field:
    """Choices of a field that is to be made are those of the column: none of them is to be compared with a list."""
    one = _field(field)
    return replace(one, type="text", refers="") if one.refers else one


def _field(field: CustomField) -> Field:
    refers = f"{CUSTOM}{field.record}.{field.code}" if field.type == "choice" else ""
    names = (field.code.replace("_", " "),)
    kind = _TYPES.get(field.type, "text")
    return Field(field.name, kind, field.label_en, field.label_pt, names, refers=refers, longest=500, is_signed=True)
