"""Custom fields that are made of columns of a file: what each would be, and their making when the import starts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jornada.analytics.door import Column, Table
from jornada.analytics.door_guess import BOOLEAN, DATE, INSTANT, INTEGER, NUMBER
from jornada.apps.org import edits
from jornada.apps.org.access import is_admin
from jornada.apps.org.custom.actions import add_field, free_code, namesake
from jornada.apps.org.custom.known import active, every
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.history import as_batch
from jornada.apps.org.models import Change
from jornada.edge.files.kinds import KINDS, plain
from jornada.edge.files.kinds.custom import APART, PREFIX, planned_fields
from jornada.edge.files.matching.values import same
from jornada.edge.files.plan import Step

NEW = "+"
LONGEST = 60
# A list that is longer is no list that anybody chooses from.
MOST_CHOICES = 100
FEW, OFTEN = 15, 2
_TYPES = {BOOLEAN: "flag", DATE: "date", INSTANT: "date", INTEGER: "number", NUMBER: "number"}
_MONEY_WORDS = {"valor", "preco", "custo", "receita", "faturamento", "price", "amount", "cost", "revenue", "mrr", "arr"}
_MARKED = re.compile(r"(R\$|US\$|\$|€|£)\s*-?\d|-?\d[\d.,]*\s*(€|R\$)")
_LINK = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_SEVERAL = re.compile(r"[;|]")


def can_have_fields(step: Step) -> bool:
    """Say whether records of this kind of file have custom fields."""
    return KINDS[step.kind].record in CustomField.Record.values


def guess_type(column: Column) -> str:
    """Guess what a field of a column would hold; few values that come again and again are choices."""
    if column.kind in (INTEGER, NUMBER):
        words = set(plain(column.name).split())
        return "money" if words & _MONEY_WORDS or any(map(_MARKED.match, column.examples)) else "number"
    if column.kind in _TYPES:
        return _TYPES[column.kind]
    if column.examples and all(map(_LINK.match, column.examples)):
        return "link"
    filled = column.looked_at - column.blanks
    is_list = 1 < column.distinct <= FEW and filled >= OFTEN * column.distinct
    if not is_list or any(len(one) > LONGEST for one in column.examples):
        return "text"
    return "several" if any(map(_SEVERAL.search, column.examples)) else "choice"


def plan_field(step: Step, table: Table, header: str, name: str, type: str) -> None:
    """Let a column become a field of its own once the import starts; the choices are the values of the column."""
    name = " ".join((name or header).split())[:LONGEST]
    type = type if type in CustomField.Type.values else guess_type(table.column(header))
    step.fresh.pop(header, None)
    code = _code(step, name)
    is_list = type in (CustomField.Type.CHOICE, CustomField.Type.SEVERAL)
    choices = _choices(table, header, type) if is_list else []
    # The database keeps no order of names: the place says which comes first.
    place = list(table.names).index(header)
    step.fresh[header] = {"code": code, "name": name, "type": type, "choices": choices, "place": place}
    step.columns[header] = f"{PREFIX}{code}"


def wrong_fields(steps: Sequence[Step]) -> list[tuple[Step, str]]:
    """Say why fields cannot be made as they are planned, each reason with its file."""
    found: list[tuple[Step, str]] = []
    types: dict[tuple[str, str], str] = {}
    for step, _header, one in _planned(steps):
        record = KINDS[step.kind].record
        said = {"name": one["name"]}
        if namesake(record, {"label_en": one["name"]}):
            text = _("There is a custom field “%(name)s” already: choose it, or give the new one another name.")
            found.append((step, text % said))
        if types.setdefault((record, plain(one["name"])), one["type"]) != one["type"]:
            found.append((step, _("“%(name)s” is to be of two types: choose one.") % said))
        if len(one["choices"]) > MOST_CHOICES:
            text = _("“%(name)s” would have more than %(most)s choices: let it be text.")
            found.append((step, text % {**said, "most": MOST_CHOICES}))
    return found


def make_fields(steps: Sequence[Step], by: Any, batch: uuid.UUID) -> list[CustomField]:
    """Make the fields that are planned, each once, and let their columns fill them.

    Raises
    ------
    WrongMomentError
        If one cannot be made, or not by `by` (None is the command line, which may).
    """
    made: dict[tuple[str, str], CustomField] = {}
    planned = list(_planned(steps))
    if not planned:
        return []
    said = _("The import makes custom fields: only an administrator can start it.")
    edits.refuse_unless(by is None or is_admin(by), said)
    edits.refuse_unless(not (wrong := wrong_fields(steps)), wrong[0][1] if wrong else "")
    with transaction.atomic(), as_batch(batch):
        for step, header, one in planned:
            key = (KINDS[step.kind].record, plain(one["name"]))
            if key not in made:
                made[key] = _make(key[0], one, by)
            step.columns[header] = made[key].name
            if one["code"] != made[key].code and f"{PREFIX}{one['code']}" in step.values:
                step.values[made[key].name] = step.values.pop(f"{PREFIX}{one['code']}")
            del step.fresh[header]
    return list(made.values())


def planned_by_record(steps: Sequence[Step]) -> dict[str, list[CustomField]]:
    """Return the fields that a trial has to imagine."""
    found: dict[str, dict[str, Any]] = {}
    for step, _header, one in _planned(steps):
        found.setdefault(KINDS[step.kind].record, {}).setdefault(one["code"], one)
    return {record: planned_fields(record, fresh) for record, fresh in found.items()}


def fields_made(batch: uuid.UUID) -> list[CustomField]:
    """Return the fields that an import made and that are in use still."""
    noted = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED, model=CustomField._meta.label_lower)
    return list(CustomField.objects.filter(pk__in=noted.values("object_id"), is_retired=False))


def take_or_plan(step: Step, table: Table, header: str, type: str) -> bool:
    """Let a column fill the field of its name, which is made unless there is one; say whether its type is as asked."""
    known = namesake(KINDS[step.kind].record, {"label_en": header})
    if known is None:
        plan_field(step, table, header, header, type)
        return True
    step.columns[header] = known.name
    return known in active(known.record) and type in ("", known.type)


def _planned(steps: Sequence[Step]) -> Iterator[tuple[Step, str, Mapping[str, Any]]]:
    for step in steps:
        for header, one in sorted(step.fresh.items(), key=lambda pair: pair[1]["place"]):
            if not step.is_left_out:
                yield step, header, one


def _code(step: Step, name: str) -> str:
    """Give columns of the same name the same code, others one of their own."""
    known = next((one["code"] for one in step.fresh.values() if plain(one["name"]) == plain(name)), "")
    taken = {field.code for field in every(KINDS[step.kind].record)} | {one["code"] for one in step.fresh.values()}
    return known or free_code(name, taken)


def _choices(table: Table, header: str, type: str) -> list[str]:
    """Take the values of a column, the most frequent first, each once whatever its capitals and accents."""
    found: dict[str, str] = {}
    for value, _number in sorted(table.counts(header).items(), key=lambda pair: -pair[1]):
        for part in APART.split(value) if type == CustomField.Type.SEVERAL else [value]:
            text = " ".join(part.split())
            if text:
                found.setdefault(same(text), text[:500])
        if len(found) > MOST_CHOICES:
            break
    return list(found.values())


def _make(record: str, one: Mapping[str, Any], by: Any) -> CustomField:
    choices = [{"en": name, "pt": name} for name in one["choices"]]
    names = {"label_en": one["name"], "label_pt": one["name"]}
    return add_field(by, record=record, type=one["type"], choices=choices, **names)
