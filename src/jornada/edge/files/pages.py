"""What the import pages show: plain data made from a plan."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.leads.models import Lead
from jornada.apps.market.fields import shown_phone
from jornada.apps.org.models import Workspace
from jornada.edge.files.cells import address, several
from jornada.edge.files.closed import closed_codes, closed_columns, opened, say_closed
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.kinds.custom import PREFIX, whole_kind
from jornada.edge.files.known_by import Key, keys_of, surest
from jornada.edge.files.new_fields import NEW, can_have_fields, guess_type, plan_field, proposed_names, wrong_fields
from jornada.edge.files.notices import say_notice
from jornada.edge.files.plan import MODES, Step, missing_fields
from jornada.edge.files.propose import detect
from jornada.edge.files.reading import MANY, usual_decimal
from jornada.edge.files.reasons import sentence
from jornada.edge.files.report import COUNT_WORDS, LIST_WORDS, tallied
from jornada.edge.files.samples import Looked, look_at
from jornada.edge.files.sheets import SheetRow, offered_sheets
from jornada.edge.files.sums import NUMBERS
from jornada.edge.files.told import shown, shown_in_column
from jornada.ui.amounts import CURRENCIES, shown_money
from jornada.ui.postcodes import shown_postcode
from jornada.ui.tax_ids import shown_tax_id

ENCODINGS = ("utf-8", "windows-1252", "utf-16", "iso-8859-1")
SEPARATORS = ((",", gettext_lazy("comma")), (";", gettext_lazy("semicolon")), ("\t", gettext_lazy("tab")), ("|", "|"))
ORDERS = (
    ("dmy", gettext_lazy("day/month/year")),
    ("mdy", gettext_lazy("month/day/year")),
    ("ymd", gettext_lazy("year-month-day")),
)
LEFT_OUT = "-"
SUMS_NAMED = 5
AMOUNTS = frozenset({"money", "number"})
# A state that no column brings but that of the city.
FROM_CITY = "state of the city"
DECIMALS = ((",", "1.234,56"), (".", "1,234.56"))
_MARKED = re.compile(r"\d[.,]\d")
MODE_WORDS = {
    "upsert": gettext_lazy("create new records and update known ones"),
    "create": gettext_lazy("only create new records"),
    "update": gettext_lazy("only update known records"),
}
# As records show them.
_WRITTEN = {
    "tax_id": shown_tax_id, "postcode": shown_postcode,
    "status": lambda code: dict(Lead.Status.choices).get(code, code),
}  # fmt: skip
_LISTS = {
    "user": "/settings/users/", "product": "/products/", "account": "/accounts/", "contact": "/contacts/",
    "lead": "/leads/", "opportunity": "/opportunities/", "touch": "/journey/",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """What one of the cells that are shown becomes, and what is wrong with it."""

    shown: str
    reason: str = ""


@dataclass
class ColumnRow:
    """One column on the mapping page."""

    name: str
    place: int
    chosen: str
    sample: list[str]
    whole: list[str]
    lines: list[int] = field(default_factory=list)
    converted: list[Cell] = field(default_factory=list)
    wrong: list[tuple[str, int]] = field(default_factory=list)
    orders: tuple[Any, ...] = ()
    order: str = ""
    decimals: tuple[Any, ...] = ()
    decimal: str = ""
    is_new: bool = False
    new_name: str = ""
    new_type: str = ""
    choices: list[str] = field(default_factory=list)
    is_money: bool = False


@dataclass
class FilePage:
    """One file on the mapping page."""

    place: int
    step: Step
    facts: dict[str, Any]
    columns: list[ColumnRow]
    fields: list[Any]
    notices: list[str]
    missing: list[str]
    keys: list[Key]
    is_remembered: bool
    system: str = ""
    more_kinds: list[Any] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)
    currency: str = ""
    wrong: list[str] = field(default_factory=list)
    # What the records are called to which a column can become a field; nothing where it cannot.
    may_make: str = ""
    # How many rows were looked at for what is wrong with them.
    looked_at: int = 0
    # Who may own the new records of rows that name nobody.
    owners: list[tuple[str, str]] = field(default_factory=list)
    # In which order the keys are tried where nobody chooses one.
    surest: str = ""
    # Rows that look like sums, by their line.
    sums: dict[int, str] = field(default_factory=dict)
    # Of a workbook with several: its sheets, beside the first of its parts.
    sheets: list[SheetRow] = field(default_factory=list)

    @property
    def first_sums(self) -> list[tuple[int, str]]:
        return list(self.sums.items())[:SUMS_NAMED]

    @property
    def more_sums(self) -> int:
        return max(0, len(self.sums) - SUMS_NAMED)

    @property
    def has_more(self) -> bool:
        return self.looked_at < self.facts.get("rows", 0)


def file_page(
    place: int,
    step: Step,
    kinds: Sequence[str] = (),
    steps: Sequence[Step] = (),
    *,
    may_make: bool = False,
    user: Any = None,
) -> FilePage:
    """Look at a file again and show how it is understood."""
    if step.is_left_out:
        none = FilePage(place, step, {}, [], [], [], [], [], is_remembered=False)
        return replace(none, sheets=offered_sheets(step, steps))
    detected = detect(step)
    closed = closed_columns(step, user)
    # PostgreSQL keeps what a plan says of columns in an order of its own.
    shut = [column["name"] for column in detected.columns if column["name"] in closed]
    told = [*_said(step, detected.notices), *([say_closed(shut)] if shut else [])]
    step.columns, step.key = (kept := opened(step, user)).columns, kept.key
    names = proposed_names([column["name"] for column in detected.columns], step.kind)
    rows = [_column_row(step, number, column, names) for number, column in enumerate(detected.columns)]
    looked = _convert(step, rows, steps)
    planned = {f"{PREFIX}{one['code']}" for one in step.fresh.values()}
    hidden = planned | closed_codes(user, step.kind, step.of.record)
    fields = [one for one in step.of.fields if one.code not in hidden]
    keys = keys_of(step, fields)
    return FilePage(
        place, step, detected.found, rows, fields, told, missing_fields(step), keys,
        detected.is_remembered, detected.system, _more_kinds(step, kinds, steps), *_currencies(step),
        [said for one, said in wrong_fields(steps) if one is step],
        step.of.label if can_have_fields(step) and (may_make or step.fresh) else "", looked.rows, sums=looked.sums,
        surest=surest(step, keys), sheets=offered_sheets(step, steps),
    )  # fmt: skip


def _said(step: Step, notices: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say what is worth saying, but for the other sheets where they can be chosen."""
    return [say_notice(one) for one in notices if one["code"] != "more_sheets" or not step.options.sheet]


def _more_kinds(step: Step, kinds: Sequence[str], steps: Sequence[Step]) -> list[Any]:
    """Say which kinds of records the same file may hold besides; none when this is not its first part."""
    of_file = [one for one in steps if one.is_of_table(step)]
    taken = {one.kind for one in of_file}
    return [KINDS[kind] for kind in kinds if kind not in taken] if of_file and of_file[0] is step else []


def _currencies(step: Step) -> tuple[list[str], str]:
    """Offer currencies where the file brings amounts without one; the company's own is chosen."""
    if not step.lacks_currency:
        return [], ""
    own = (Workspace.objects.filter(pk=1).first() or Workspace()).currency
    chosen = step.currency or own
    return list(dict.fromkeys((chosen, own, *dict(CURRENCIES)))), chosen


def read_mapping(
    step: Step, place: int, posted: Any, names: list[str], kinds: list[str], *, may_make: bool = False
) -> None:
    """Take over what the user chose on the mapping page."""
    kind = posted.get(f"kind-{place}", step.kind)
    step.is_left_out = kind == LEFT_OUT
    if step.is_left_out:
        return
    if kind != step.kind and kind in kinds:
        step.kind, step.columns, step.values, step.key, step.fresh = kind, {}, {}, "", {}
        return
    codes = step.of.by_code
    chosen = {name: posted.get(f"col-{place}-{number}", "") for number, name in enumerate(names)}
    step.columns, taken = {}, set()
    for name, code in chosen.items():
        if code in codes:
            step.columns[name] = code
            taken.add(code)
    _read_fresh(step, place, posted, names, may_make=may_make)
    step.options.keeps_sums = f"sums-{place}" in posted
    mode, key = posted.get(f"mode-{place}"), posted.get(f"key-{place}", "")
    step.mode = mode if mode in MODES else step.mode
    step.key = key if key in taken else ""
    currency = posted.get(f"currency-{place}", "").strip().upper()
    step.currency = currency if re.fullmatch("[A-Z]{3}", currency) else step.currency
    for number, name in enumerate(names):
        if posted.get(f"date-{place}-{number}") in dict(ORDERS):
            step.options.dates[name] = posted[f"date-{place}-{number}"]
        if posted.get(f"decimal-{place}-{number}") in dict(DECIMALS):
            step.options.decimals[name] = posted[f"decimal-{place}-{number}"]


def _read_fresh(step: Step, place: int, posted: Any, names: list[str], *, may_make: bool) -> None:
    """Take over which columns become custom fields; who may make none leaves those that somebody planned."""
    before, step.fresh = step.fresh, {}
    asked = [(number, name) for number, name in enumerate(names) if posted.get(f"col-{place}-{number}") == NEW]
    with step.open() as table:
        for number, name in asked if can_have_fields(step) else []:
            if may_make:
                given = (posted.get(f"new-{what}-{place}-{number}", "") for what in ("name", "type"))
                plan_field(step, table, name, *given)
            elif name in before:
                step.fresh[name] = before[name]
                step.columns[name] = f"{PREFIX}{before[name]['code']}"


def read_layout(step: Step, place: int, posted: Any) -> bool:
    """Take over encoding and separator; say whether the file must be read anew."""
    before = (step.options.encoding, step.options.separator)
    encoding, separator = posted.get(f"encoding-{place}"), posted.get(f"separator-{place}")
    if encoding in ENCODINGS:
        step.options.encoding = encoding
    if separator in dict(SEPARATORS):
        step.options.separator = separator
    return before != (step.options.encoding, step.options.separator)


def result_page(result: dict[str, Any]) -> dict[str, Any]:
    """Show counts per file, what was noted and what was added."""
    files, issues = [], []
    for key, counts in result.get("files", {}).items():
        _number, kind, name = key.split(":", 2)
        cells = [(str(COUNT_WORDS[status]), number) for status, number in tallied(counts).items()]
        read = counts.get("read", sum(number for _label, number in cells))
        told = {"read": read, "cells": cells, "url": _LISTS[KINDS[kind].record]}
        known = counts.get("updated", 0) + counts.get("unchanged", 0)
        files.append({"name": name, "kind": KINDS[kind].label, "known": known, **told})
    for key, found in result.get("issues", {}).items():
        _number, kind, name = key.split(":", 2)
        for issue, number in found.items():
            code, _bar, reason = issue.partition("|")
            one = whole_kind(kind).by_code.get(code)
            said = sentence(reason, {"came": "…", "expected": "…"})
            issues.append({"name": name, "field": one.label if one else "", "number": number, "reason": said})
    added = [
        {
            "label": LIST_WORDS.get(label, label), "names": [name for name in names if name][:12],
            "number": sum(names.values()),
        }
        for label, names in result.get("added", {}).items()
    ]  # fmt: skip
    left_out = [{"name": name, "columns": columns} for name, columns in result.get("left_out", {}).items()]
    found = {"files": files, "issues": issues, "added": added, "left_out": left_out}
    found["is_known"] = any(file["known"] for file in files)
    return {**found, "totals": result.get("totals", {}), "words": list(COUNT_WORDS.values())}


def _column_row(step: Step, number: int, column: dict[str, Any], names: Mapping[str, str]) -> ColumnRow:
    name = column["name"]
    field, whole = step.of.by_code.get(step.columns.get(name, "")), [str(value) for value in column["sample"]]
    is_amount = field is not None and field.type in AMOUNTS
    sample = [shown_in_column(value, column, is_amount=is_amount)[:60] for value in whole]
    row = ColumnRow(name, number, step.columns.get(name, ""), sample, whole, column["lines"])
    if column["date_order"] in {"dmy", "mdy"}:
        row.orders, row.order = ORDERS[:2], step.options.dates.get(name, column["date_order"])
    _show_new(step, row, names[name])
    row.is_money = field is not None and field.type == "money"
    if not column["is_typed"] and (not field or field.type in NUMBERS):
        _show_decimal(step, row, column)
    return row


def _show_decimal(step: Step, row: ColumnRow, column: dict[str, Any]) -> None:
    """Offer the decimal mark of numbers, also where words stand among them."""
    mark = column["decimal"]
    if not mark and row.chosen and any(map(_MARKED.search, (*row.whole, *column["examples"]))):
        with step.open() as table:
            mark = usual_decimal(table.column(row.name), table)
    if mark:
        row.decimals, row.decimal = DECIMALS, step.options.decimals.get(row.name, mark)


def _show_new(step: Step, row: ColumnRow, proposed: str) -> None:
    """Show the field that a column becomes, or would become when it fills none yet."""
    one = step.fresh.get(row.name)
    if one is not None:
        row.is_new, row.new_name, row.new_type, row.choices = True, one["name"], one["type"], one["choices"]
    elif not row.chosen:
        with step.open() as table:
            row.new_name, row.new_type = proposed, guess_type(table.column(row.name))


def _convert(step: Step, rows: list[ColumnRow], steps: Sequence[Step]) -> Looked:
    """Show what the first rows become and what is wrong with some more; return what was looked at."""
    with step.open() as table:
        looked = look_at(table, step, steps=steps)
    if not step.has("state"):
        looked.values = {line: {**values, FROM_CITY: values.get("state")} for line, values in looked.values.items()}
    for row in rows:
        if row.chosen:
            wrong = looked.wrong.get(row.name, {})
            pairs = zip(row.lines, row.whole, strict=True)
            row.converted = [
                Cell(_becomes(row, whole, looked.values.get(line, {})), wrong.get(line, "")) for line, whole in pairs
            ]
            row.wrong = looked.counts(row.name)
    return looked


def _becomes(row: ColumnRow, whole: str, values: dict[str, Any]) -> str:
    """Show a cell as records will; of a phone that is none, the text that is kept of it."""
    value = values.get(row.chosen)
    if isinstance(value, Decimal) and row.is_money:
        return shown_money(value)
    if value and row.chosen in _WRITTEN:
        return _WRITTEN[row.chosen](value)
    if value and row.chosen == "city" and (parted := values.get(FROM_CITY)):
        return f"{value} · {parted}"
    if row.chosen not in MANY:
        return _shown(value)
    return _addresses(whole) or (_shown(value) if value and value == " ".join(whole.split()) else _shown(None))


def _addresses(cell: str) -> str:
    """Show all e-mails or phones of a cell as records show them; what is neither stays out."""
    found = dict.fromkeys(filter(None, map(address, several(cell))))
    if not found:
        found = dict.fromkeys(filter(None, [address(cell)]))
    return " · ".join(one if "@" in one else shown_phone(one) for one in found)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return shown(value)
    if isinstance(value, Decimal | float):
        value = Decimal(str(value))
        return formats.number_format(value.normalize() if value % 1 else int(value), use_l10n=True, force_grouping=True)
    return str(value)[:60]
