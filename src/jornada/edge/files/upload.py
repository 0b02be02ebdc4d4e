"""Files that come in by the browser: kept in the import's folder, their kind guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from jornada.analytics.door import Column, FileProblem, Table
from jornada.analytics.door_sheets import sheets_of
from jornada.edge.files.archives import tables_in
from jornada.edge.files.kinds import KINDS, plain
from jornada.edge.files.kinds.custom import whole_kind
from jornada.edge.files.matching.columns import BESIDE, OF_THE_COMPANY, SURE, is_own, own_id, propose_columns, spoken_of
from jornada.edge.files.matching.prefixed import whose
from jornada.edge.files.matching.presets import is_worth, recognise
from jornada.edge.files.matching.zones import without_zone
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import BEHIND, Options, Step
from jornada.edge.files.problems import say_problem
from jornada.edge.files.propose import detect, mapping_before

_UNSAFE = re.compile(r"[^\w.-]+")
_NAMES = {
    "teams": ("team", "equipe", "vendedor", "seller", "agent", "users", "usuarios"),
    "products": ("product", "produto"),
    "accounts": ("account", "conta", "empresa", "compan", "organiza", "cliente"),
    "contacts": ("contact", "contato", "people", "person", "pessoa"),
    "leads": ("lead",),
    "opportunities": ("opportunit", "oportunidad", "deal", "negoc", "pipeline", "vendas"),
    "touches": ("touch", "activit", "atividade", "interac", "event", "email", "call", "ligac"),
}

# What else a file may tell of, by what its rows are: the fields of both that one column fills, those that show it, and
# how many columns must be left for it.
_COMPANY = ("accounts", ("account", "name"), {"tax_id", "industry", "employees", "revenue"}, 1)
TOLD = {
    "accounts": ("contacts", ("name", "account"), {"name", "first_name"}, 2),
    "contacts": _COMPANY,
    "leads": _COMPANY,
}


# What people have, unless the header says that it is their company's.
OF_A_PERSON = {"cpf", "phone", "telefone", "telefono", "celular", "mobile", "fone", "whatsapp", "email", "mail"}
# Without one of these a row tells of no deal, however many of its columns a deal has too.
_OF_A_DEAL = {
    *("name", "stage", "pipeline", "outcome", "won_flag", "closed_flag", "amount", "engaged_on", "closed_on"),
    *("expected_on", "lost_reason", "product"),
}
_ANY_NAME = {"nome", "name", "nome completo", "full name", "nombre", "nombre completo"}
# Without one of these a row tells of a person or a company, not of an interest they had: where it came from, how it
# stands, since when.
_OF_A_LEAD = {"source", "program", "utm_source", "utm_medium", "status", "created_at"}


def take_in(plan: ImportPlan, files: Sequence[Any], kinds: Sequence[str], kind: str = "") -> list[str]:
    """Keep uploaded files as steps of a plan; return what is wrong with those that cannot be used."""
    problems = []
    for file in files:
        if file.size > settings.MAX_IMPORT_BYTES:
            limit = settings.MAX_IMPORT_BYTES // 1024**2
            problems.append(_("%(file)s is larger than %(limit)s MB.") % {"file": file.name, "limit": limit})
            continue
        path = plan.folder / f"{len(plan.steps)}-{_UNSAFE.sub('_', file.name)[-80:]}"
        try:
            _keep(file, path)
            for table, name in tables_in(path, path.with_suffix("")):
                for step in steps_for(table, name if table != path else file.name, kinds, kind, sheet_of(table)):
                    detect(step)
                    plan.steps.append(step.to_json())
        except (FileProblem, OSError) as error:
            path.unlink(missing_ok=True)
            problems.append(say_problem(error).replace(path.name, file.name))
    return problems


def sheet_of(path: Any) -> str:
    """Return the sheet that is taken of a workbook with several, nothing of any other file."""
    if len(sheets_of(path)) < 2:
        return ""
    from jornada.analytics.door_workbook import main_sheet

    return main_sheet(path)


def steps_for(path: Any, name: str, kinds: Sequence[str], kind: str = "", sheet: str = "") -> list[Step]:
    """Make the steps of a file, or of a sheet: one of the given kind, else one for each kind of record in it."""
    options, called = Options(sheet=sheet or None), f"{name}{BEHIND}{sheet}" if sheet else name
    if kind:
        return [Step(kind, str(path), called, options=options)]
    with Step("", str(path), called, options=options).open() as table:
        known = recognise(table.names)
        found = [one for one in known.columns if one in kinds] if known else []
        beside = [] if found else [one for one in kinds if one in BESIDE and _is_beside(table, one)]
        is_told = bool(found) or _tells_no_more(table, beside)
        main = [] if is_told else [guess_kind(table, _telling(name, sheet), kinds)]
        told = {one: columns for kind in main if not beside for one, columns in _told_too(table, kind) if one in kinds}
        # What was decided the last time comes before what seems so.
        told = {one: {} if mapping_before(whole_kind(one), table.names) else told[one] for one in told}
    others = [*found, *(one for one in beside if one not in main), *sorted({*told, *main}, key=list(KINDS).index)]
    return [Step(one, str(path), called, told.get(one, {}), options=replace(options)) for one in others]


def _telling(name: str, sheet: str) -> str:
    """Take a sheet's name for what says what is in it, where it does; else that of its file."""
    return sheet if any(_is_named(sheet, kind) for kind in _NAMES) else name


def _told_too(table: Table, main: str) -> list[tuple[str, dict[str, str]]]:
    """Find a company in a file of people, or a person in one of companies, in columns that the rest leaves over."""
    if main not in TOLD:
        return []
    other, link, telling, least = TOLD[main]
    ours = _sure(main, table.columns)
    # A person's name is none of a company's, nor are their phone and their CPF; a company's phone may be a person's.
    free = [one for one in table.columns if other == "contacts" or _is_free(one, ours.get(one.name, link[0]), link[0])]
    # One text is one note, of what each row is about.
    theirs = {
        column: field for column, field in _sure(other, free).items() if field != "note" or ours.get(column) != "note"
    }
    left = {field for column, field in theirs.items() if column not in ours}
    is_linked = any((field, theirs.get(column)) == link for column, field in ours.items())
    return [(other, theirs)] if is_linked and left & telling and len(left) >= least else []


def _is_free(column: Column, ours: str, link: str) -> bool:
    """Say that a column of a file of people may tell of their company."""
    words = set(plain(column.header or column.name).split())
    return ours == link and not (words & OF_A_PERSON and not words & (OF_THE_COMPANY | {"cnpj"}))


def _sure(kind: str, columns: Sequence[Column]) -> dict[str, str]:
    return {one.column: one.field for one in propose_columns(whole_kind(kind), columns) if one.score >= SURE}


def _is_beside(table: Table, kind: str) -> bool:
    """Say that a file names such records before the colon of its headers and tells more of them than their names."""
    if kind not in spoken_of(table.names):
        return False
    return is_worth(
        kind, {one.column: one.field for one in propose_columns(whole_kind(kind), table.columns) if one.field}
    )


def _tells_no_more(table: Table, beside: Sequence[str]) -> bool:
    """Say that each column is about one of the kinds that stand before the colon of the headers."""
    return bool(beside) and all(whose(without_zone(header))[0] in beside for header in table.names)


def guess_kind(table: Table, name: str, kinds: Sequence[str]) -> str:
    """Choose the kind whose fields explain most columns; the file's name decides where that is close.

    Rows to correct are of a kind that their headers were before, whatever their file is called by now.
    """
    among = _of_before(table, kinds) or kinds
    scores = {kind: _explained(table, kind) + 2.0 * _is_named(name, kind) for kind in among}
    return max(scores, key=lambda kind: scores[kind])


def _of_before(table: Table, kinds: Sequence[str]) -> list[str]:
    """Return what rows to correct can be: what their ids are of, or what was confirmed of their headers."""
    if not any(map(is_own, table.names)):
        return []
    named = [kind for kind in kinds if own_id(whole_kind(kind), table.names)]
    return named or [kind for kind in kinds if mapping_before(whole_kind(kind), table.names)]


def _explained(table: Table, kind: str) -> float:
    """Count the columns that find a field, less what the kind needs and does not get."""
    proposals = propose_columns(whole_kind(kind), table.columns)
    found = {one.field for one in proposals if one.field}
    missing = sum(one.is_required and one.code not in found for one in KINDS[kind].fields)
    missing += kind == "opportunities" and not found & _OF_A_DEAL
    # Who has a name beside that of a company, and an e-mail, is a person of it.
    missing += kind == "accounts" and _is_of_people(table)
    missing += kind == "leads" and not found & _OF_A_LEAD and not any("lead" in plain(one) for one in table.names)
    return sum(one.score for one in proposals) / 100 - 3.0 * missing


def _is_of_people(table: Table) -> bool:
    """Say that a column named like any name stands beside those of a company and of an e-mail."""
    found = {field: column for column, field in _sure("contacts", table.columns).items()}
    return plain(found.get("name", "")) in _ANY_NAME and {"account", "email"} <= found.keys()


def _is_named(name: str, kind: str) -> bool:
    return any(word in plain(name) for word in _NAMES[kind])


def _keep(file: Any, path: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for piece in file.chunks():
            out.write(piece)
