"""The file of `--map`: columns and values that the user decided, in YAML or JSON.

One part per kind or file name; or, for a single file, its content at the top:

    opportunities:
      columns: {Vendedor: owner, Etapa: stage, Comentário: null}
      values: {product: {GTXPro: GTX Pro}, stage: {Fechamento: won}}
      mode: upsert
      key: external_id
      dates: {Data: dmy}
      decimals: {Valor: ","}
      new: {Setor: choice, Fim do contrato: date}

`new` makes a custom field of a column: text, number, money, date, choice, several, link or flag, or `auto`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from jornada.analytics.door import Table
from jornada.apps.org.custom.models import CustomField
from jornada.edge.files.new_fields import can_have_fields, take_or_plan, wrong_fields
from jornada.edge.files.plan import MODES, Step
from jornada.edge.files.unowned import owner_of

PARTS = {
    *("columns", "values", "mode", "key", "dates", "decimals", "encoding", "separator", "sheet", "header", "new"),
    "unnamed_owner",
}
_PAIRS = {
    "columns": "{Vendedor: owner}",
    "values": "{stage: {Fechamento: won}}",
    "dates": "{Data: dmy}",
    "decimals": '{Valor: ","}',
    "new": "{Porte do parque: choice}",
}
_CHOICES = {
    "dates": ("dmy", "mdy", "ymd", "named"), "decimals": (",", "."), "new": ("auto", *CustomField.Type.values),
}  # fmt: skip


class WrongMapError(ValueError):
    """The mapping file does not say what it must; the text says where and what was expected."""


def read_map(path: Path) -> dict[str, Any]:
    """Read the file; JSON is YAML too."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = _("%(file)s cannot be read as YAML or JSON: %(why)s")
        raise WrongMapError(said % {"file": path, "why": error}) from error
    if not isinstance(data, dict):
        parts = _("pairs such as %(example)s") % {"example": "opportunities: {columns: {Vendedor: owner}}"}
        raise _not_expected(str(path), parts, type(data).__name__)
    return data


def apply_map(data: dict[str, Any], steps: Sequence[Step]) -> None:
    """Put what the file says into the plan; before detection, so that it goes first."""
    if PARTS & data.keys():
        data = {step.kind: data for step in steps}
    names = {name for step in steps for name in _names(step)}
    unknown = [name for name in data if name not in names]
    if unknown:
        said = _("The map speaks of %(unknown)s; this import has %(known)s.")
        raise WrongMapError(said % {"unknown": _listed(unknown), "known": ", ".join(sorted(names))})
    for step in steps:
        for name in _names(step):
            if name in data:
                _apply(data[name] or {}, step)


def _names(step: Step) -> list[str]:
    """Return what the file may call a step, the most telling last: its kind, its file, its sheet."""
    return list(dict.fromkeys((step.kind, step.file, step.name)))


def apply_columns(data: dict[str, Any], steps: Sequence[Step]) -> None:
    """Lay the columns of the map over the proposed ones, once the files' own headers are known."""
    if PARTS & data.keys():
        data = {step.kind: data for step in steps}
    for step in steps:
        for name in _names(step):
            part = data.get(name) or {}
            given, fresh = part.get("columns") or {}, part.get("new") or {}
            with step.open() as table:
                wrong = [column for column in (*given, *fresh) if column not in table.names]
                known = ", ".join(table.names)
                if wrong:
                    said = _("%(file)s has no column %(wrong)s. It has: %(known)s.")
                    raise WrongMapError(said % {"file": step.name, "wrong": _listed(wrong), "known": known})
                _lay_over(step, {column: field or "" for column, field in given.items()})
                _plan_fields(step, table, fresh)


def _plan_fields(step: Step, table: Table, fresh: dict[str, str]) -> None:
    """Let columns become custom fields; where a field of that name is there already, the column fills it."""
    if fresh and not can_have_fields(step):
        said = _("%(where)s: these records have no custom fields.")
        raise WrongMapError(said % {"where": f"{step.kind}, new"})
    for column, type in fresh.items():
        if not take_or_plan(step, table, column, "" if type == "auto" else type):
            said = _("%(where)s: there is a field of this name already, of another type.")
            raise WrongMapError(said % {"where": f"{step.kind}, new, {column}"})
    for _step, text in wrong_fields([step]):
        raise WrongMapError(text)


def _lay_over(step: Step, given: dict[str, str]) -> None:
    taken = set(given.values()) - {""}
    kept = {column: field for column, field in step.columns.items() if column not in given and field not in taken}
    step.columns = kept | {column: field for column, field in given.items() if field}


def _apply(part: Any, step: Step) -> None:
    if not isinstance(part, dict) or part.keys() - PARTS:
        came = ", ".join(map(str, part.keys() - PARTS)) if isinstance(part, dict) else repr(part)
        said = _("%(where)s: %(came)s is not known here. Expected %(expected)s.")
        raise WrongMapError(said % {"where": step.kind, "came": came, "expected": ", ".join(sorted(PARTS))})
    _check_shape(part, step)
    _check_fields(part, step)
    step.mode = part.get("mode", step.mode)
    step.key = part.get("key", step.key) or ""
    step.owner = str(part.get("unnamed_owner") or "") or step.owner
    if step.owner and owner_of(step) is None:
        raise _not_expected(f"{step.kind}, unnamed_owner", _("somebody's e-mail or sign-in name"), step.owner)
    for code, values in (part.get("values") or {}).items():
        step.values.setdefault(code, {}).update({str(old): str(new) for old, new in values.items()})
    options = step.options
    options.dates.update(part.get("dates") or {})
    options.decimals.update(part.get("decimals") or {})
    for name in ("encoding", "separator", "sheet", "header"):
        if name in part:
            setattr(options, name, part[name])


def _check_shape(part: dict[str, Any], step: Step) -> None:
    """See that each part is of the kind that it must be, before anything is done with it."""
    for name, examples in _PAIRS.items():
        given = part.get(name)
        if given is not None and not isinstance(given, dict):
            raise _not_expected(f"{step.kind}, {name}", _("pairs such as %(example)s") % {"example": examples}, given)
    for column, code in (part.get("columns") or {}).items():
        if code is not None and not isinstance(code, str):
            raise _not_expected(f"{step.kind}, columns, {column}", _("the name of a field"), code)
    for code, values in (part.get("values") or {}).items():
        if not isinstance(values, dict):
            pairs = _("pairs such as %(example)s") % {"example": "{old: new}"}
            raise _not_expected(f"{step.kind}, values, {code}", pairs, values)
    for name, known in _CHOICES.items():
        wrong = [value for value in (part.get(name) or {}).values() if value not in known]
        if wrong:
            raise _not_expected(f"{step.kind}, {name}", ", ".join(known), wrong[0])


def _not_expected(where: str, expected: str, came: Any) -> WrongMapError:
    said = _("%(where)s: expected %(expected)s, came %(came)s.")
    return WrongMapError(said % {"where": where, "expected": expected, "came": repr(came)})


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))


def _check_fields(part: dict[str, Any], step: Step) -> None:
    known = step.of.by_code
    for where, codes in (
        ("columns", [code for code in (part.get("columns") or {}).values() if code]),
        ("values", list(part.get("values") or {})),
        ("key", [part["key"]] if part.get("key") else []),
    ):
        wrong = [code for code in codes if code not in known]
        if wrong:
            said = _("%(where)s: there is no field %(wrong)s. Fields: %(known)s.")
            told = {"where": f"{step.kind}, {where}", "wrong": _listed(wrong), "known": ", ".join(known)}
            raise WrongMapError(said % told)
    if part.get("mode", "upsert") not in MODES:
        raise _not_expected(f"{step.kind}, mode", ", ".join(MODES), part["mode"])
