"""The custom fields of a kind of record, as fields that columns of a file can fill."""

from __future__ import annotations

from dataclasses import replace

from jornada.apps.org.custom.known import active, find
from jornada.apps.org.custom.models import CustomField
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.kinds.fields import Field, Kind

# A choice refers to the list of its field: `custom:account.segment`.
CUSTOM = "custom:"
PREFIX = "custom_"
_TYPES = {"number": "number", "money": "money", "date": "date", "flag": "yes_no", "choice": "reference"}


def whole_kind(code: str) -> Kind:
    """Return a kind of file with the custom fields of its record behind its own fields."""
    kind = KINDS[code]
    fields = active(kind.record)
    return replace(kind, fields=(*kind.fields, *map(_field, fields))) if fields else kind


def choice_names(refers: str) -> list[str]:
    """Return what the choices of a field are called, in both languages."""
    field = field_of(refers)
    return [name for one in field.choices for name in (one["pt"], one["en"])] if field else []


def field_of(refers: str) -> CustomField | None:
    record, _dot, code = refers.removeprefix(CUSTOM).partition(".")
    return find(record, code)


def _field(field: CustomField) -> Field:
    refers = f"{CUSTOM}{field.record}.{field.code}" if field.type == "choice" else ""
    names = (field.code.replace("_", " "),)
    kind = _TYPES.get(field.type, "text")
    return Field(field.name, kind, field.label_en, field.label_pt, names, refers=refers, longest=500, is_signed=True)
