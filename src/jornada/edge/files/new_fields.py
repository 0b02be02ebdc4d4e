"""Custom fields that are made of columns of a file: what each would be, and their making when the import starts."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jornada.analytics.door import Column, Table
from jornada.analytics.door_guess import BOOLEAN, DATE, INSTANT, INTEGER, NUMBER
from jornada.apps.org import edits
from jornada.apps.org.access import is_admin
from jornada.apps.org.custom.actions import MOST, add_field, free_code, namesake
from jornada.apps.org.custom.known import active, every
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.history import as_batch
from jornada.apps.org.models import Change
from jornada.edge.files.kinds import KINDS, plain
from jornada.edge.files.kinds.custom import APART, PREFIX, planned_fields
from jornada.edge.files.matching.prefixed import bare
from jornada.edge.files.matching.values import same
from jornada.edge.files.plan import Step
from jornada.rules.conditions import fold

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


def proposed_names(headers: Sequence[str], kind: str = "") -> dict[str, str]:
    """Name the field that each column would become; two long headers that begin alike, or are alike, get a number.

    What says only whose the column is stays out, unless another column or a field of these records is called so.
    """
    short = {header: bare(header, kind) for header in headers}
    often = Counter(_key(name) for name in (*short.values(), *(one for one in headers if one != short[one])))
    taken: set[str] = set()
    found = {}
    for header, name in short.items():
        is_plain = often[_key(name)] == 1 and not (kind and _is_own(kind, name))
        base = _tidy(name if is_plain else header)
        tries = (base if at == 1 else f"{base[: LONGEST - 4]} {at}" for at in count(1))
        found[header] = next(name for name in tries if _key(name) not in taken)
        taken.add(_key(found[header]))
    return found


def plan_field(step: Step, table: Table, header: str, name: str, type: str) -> None:
    """Let a column become a field of its own once the import starts; the choices are the values of the column."""
    name = _tidy(name) or proposed_names(table.names, step.kind)[header]
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
    found: list[tuple[Step, str]] = _without_room(steps)
    types: dict[tuple[str, str], str] = {}
    columns: set[tuple[int, str]] = set()
    choices = _choices_of(steps)
    for step, _header, one in _planned(steps):
        record, key = KINDS[step.kind].record, _key(one["name"])
        said = {"name": one["name"]}
        if _is_own(step.kind, one["name"]):
            text = _("“%(name)s” is a field of these records already: choose it, or give the new one another name.")
            found.append((step, text % said))
        if (id(step), key) in columns:
            found.append((step, _("“%(name)s” is asked for by two columns: give each a name of its own.") % said))
        columns.add((id(step), key))
        if namesake(record, {"label_en": one["name"]}):
            text = _("There is a custom field “%(name)s” already: choose it, or give the new one another name.")
            found.append((step, text % said))
        if types.setdefault((record, key), one["type"]) != one["type"]:
            found.append((step, _("“%(name)s” is to be of two types: choose one.") % said))
        if len(choices[record, key]) > MOST_CHOICES:
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
    planned, choices = list(_planned(steps)), _choices_of(steps)
    if not planned:
        return []
    said = _("The import makes custom fields: only an administrator can start it.")
    edits.refuse_unless(by is None or is_admin(by), said)
    edits.refuse_unless(not (wrong := wrong_fields(steps)), wrong[0][1] if wrong else "")
    with transaction.atomic(), as_batch(batch):
        for step, header, one in planned:
            key = (KINDS[step.kind].record, _key(one["name"]))
            if key not in made:
                made[key] = _make(key[0], {**one, "choices": choices[key]}, by)
            step.columns[header] = made[key].name
            if one["code"] != made[key].code and f"{PREFIX}{one['code']}" in step.values:
                step.values[made[key].name] = step.values.pop(f"{PREFIX}{one['code']}")
            del step.fresh[header]
    return list(made.values())


def planned_by_record(steps: Sequence[Step]) -> dict[str, list[CustomField]]:
    """Return the fields that a trial has to imagine."""
    found: dict[str, dict[str, Any]] = {}
    choices = _choices_of(steps)
    for step, _header, one in _planned(steps):
        record = KINDS[step.kind].record
        whole = {**one, "choices": choices[record, _key(one["name"])]}
        found.setdefault(record, {}).setdefault(one["code"], whole)
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


def _tidy(name: str) -> str:
    """Leave out signs that nobody sees and no database keeps, and what is too long."""
    return " ".join("".join(sign for sign in name if sign.isprintable() or sign.isspace()).split())[:LONGEST].strip()


def _key(name: str) -> str:
    """Say what two ways to write a name share, in any letters: as those compare names who make fields by hand."""
    return " ".join(fold(name).split())


def _is_own(kind: str, name: str) -> bool:
    """Say whether a field that every company has is called so, in either language."""
    return _key(name) in _own_keys(kind)


@cache
def _own_keys(kind: str) -> frozenset[str]:
    return frozenset(_key(name) for one in KINDS[kind].fields for name in (one.en, one.pt))


def _without_room(steps: Sequence[Step]) -> list[tuple[Step, str]]:
    """Say of which records there would be more fields in use than there may be, at the first file that asks."""
    asked: dict[str, dict[str, Step]] = {}
    for step, _header, one in _planned(steps):
        asked.setdefault(KINDS[step.kind].record, {}).setdefault(_key(one["name"]), step)
    text = _("A kind of record has at most %(most)s custom fields in use: let fewer columns become one.")
    return [
        (next(iter(names.values())), text % {"most": MOST})
        for record, names in asked.items()
        if len(active(record)) + len(names) > MOST
    ]


def _choices_of(steps: Sequence[Step]) -> dict[tuple[str, str], list[str]]:
    """Gather the choices of each field from all files that ask for it."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for step, _header, one in _planned(steps):
        known = found.setdefault((KINDS[step.kind].record, _key(one["name"])), {})
        for name in one["choices"]:
            known.setdefault(same(name), name)
    return {key: list(names.values()) for key, names in found.items()}


def _code(step: Step, name: str) -> str:
    """Give columns of the same name the same code, others one of their own."""
    known = next((one["code"] for one in step.fresh.values() if _key(one["name"]) == _key(name)), "")
    taken = {field.code for field in every(KINDS[step.kind].record)} | {one["code"] for one in step.fresh.values()}
    return known or free_code(name, taken)


def _choices(table: Table, header: str, type: str) -> list[str]:
    """Take the values of a column, the most frequent first, each once whatever its capitals."""
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
