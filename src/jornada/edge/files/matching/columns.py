"""Which column fills which field: by its header, and by what its cells look like."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from jornada.analytics.door import Column
from jornada.edge.files.kinds import KINDS, Field, Kind, plain
from jornada.edge.files.matching.content import Looks, looks_of
from jornada.edge.files.matching.prefixed import fields_for, whose
from jornada.edge.files.matching.zones import without_zone

_CONNECTORS = frozenset({"do", "da", "de", "dos", "das", "del", "of"})
_DECORATION = frozenset(
    {"name", "nome", "full", "completo", "current", "atual", "final", "main", "primary", "principal", "the", "o", "a"}
)
# Nouns that say nothing about what they are the id, the date or the type of.
_GENERAL = frozenset(
    {
        "id", "date", "data", "fecha", "time", "hora", "code", "codigo", "number", "numero", "no", "type", "tipo",
        "key", "title", "group", "count", "days", "dias", "source", "origem", "year", "month", "quarter", "step",
        "category", "categoria", "total", "state", "estado", "lead", "description", "descricao", "ano", "mes",
    }
)  # fmt: skip
# Words that make a measure of a header: `client size by revenue`, `days in stage`.
_RELATIONS = frozenset({"by", "in", "per", "por", "em", "to", "until", "ate", "since", "desde", "through", "no", "na"})
# What a file of rows to correct adds: the reason, which is never a field, and ids that were made for its rows.
REASON_HEADERS = frozenset(
    map(plain, ("What to correct", "O que corrigir", "Why it was refused", "Por que foi recusada"))
)
ID_HEADER = "Jornada id"
# The records that others are about.
BESIDE = frozenset({"accounts", "contacts"})
# Those of whom there may be several addresses, and what says that a column is about their company.
PEOPLE = frozenset({"contacts", "leads"})
SEVERAL = frozenset({"email", "phone"})
OF_THE_COMPANY = frozenset({"company", "empresa", "organization", "organizacao", "account", "conta"})
LONGEST = 3
ENOUGH = 60.0
SURE = 85.0
CLOSE = 88.0
CERTAIN = 99.0


@dataclass(frozen=True)
class Proposal:
    """A column and the field it seems to fill (empty: none), with a score of 0 to 100 and why."""

    column: str
    field: str
    score: float
    why: str


def propose_columns(kind: Kind, columns: Sequence[Column]) -> list[Proposal]:
    """Give each column its field, each field at most one column; the best pairs first."""
    columns_ = [column for column in columns if not is_own(column.name)]
    looks = {column.name: looks_of(column) for column in columns_}
    headers = [without_zone(column.header or column.name) for column in columns_]
    others, is_split, persons = spoken_of(headers), _splits_names(headers), _of_persons(headers)
    pairs = [
        (*_score(theirs, rest, looks[column.name]), -place, rank, column.name, mine.code)
        for place, (column, header) in enumerate(zip(columns_, headers, strict=True))
        for rest, fields in [_fields_of(kind, header, others, is_split=is_split)]
        for rank, (mine, theirs) in enumerate(fields)
        if not (mine.type == "tax_id" and header in persons)
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[3], -pair[2]))
    chosen: dict[str, Proposal] = {}
    taken: set[str] = set()
    for score, why, _place, _rank, column, field in pairs:
        if score >= ENOUGH and column not in chosen and field not in taken:
            chosen[column] = Proposal(column, field, score, why)
            taken.add(field)
    if "stage" in kind.by_code and "stage" not in taken:
        _move_to_stage(chosen, looks)
    return [chosen.get(column.name, Proposal(column.name, "", 0.0, "")) for column in columns]


def with_further(kind: Kind, columns: Sequence[Column], proposals: Sequence[Proposal]) -> list[Proposal]:
    """Let further columns of a person's e-mails or phones fill the field that one of them fills already."""
    taken = {one.field for one in proposals}
    fields = [one for one in kind.fields if one.type in SEVERAL and one.code in taken]
    if kind.code not in PEOPLE or not fields:
        return list(proposals)
    by_name = {column.name: column for column in columns}
    return [one if one.field else _further(by_name[one.column], fields) for one in proposals]


def without_loose(
    columns: Sequence[Column],
    proposals: Sequence[Proposal],
    code: str,
    words: frozenset[str],
    known: Callable[[], set[str]],
) -> list[Proposal]:
    """Leave out a column for a field that may as well be something else, as a *plan* may be no product.

    It stays where its header has one of the `words`, or where one of its cells is `known`.
    """
    by_name = {column.name: column for column in columns}
    return [
        Proposal(one.column, "", 0.0, "")
        if one.field == code and not _is_certain(by_name[one.column], words, known)
        else one
        for one in proposals
    ]


def _is_certain(column: Column, words: frozenset[str], known: Callable[[], set[str]]) -> bool:
    header = set(plain(without_zone(column.header or column.name)).split())
    return bool(words & header) or any(plain(value) in known() for value in column.examples)


def _further(column: Column, fields: Sequence[Field]) -> Proposal:
    header = without_zone(column.header or column.name)
    if not OF_THE_COMPANY & set(plain(header).split()) and not is_own(column.name):
        for field in fields:
            score, why = _score(field, header, looks_of(column))
            if score >= SURE and why == "header":
                return Proposal(column.name, field.code, score, why)
    return Proposal(column.name, "", 0.0, "")


def _of_persons(headers: Sequence[str]) -> set[str]:
    """Return the headers of a CPF in a file with a column for the company: it is the person's, not the company's."""
    words = {header: set(plain(header).split()) for header in headers}
    has_company = any(found & (OF_THE_COMPANY | {"razao"}) and "cpf" not in found for found in words.values())
    return {header for header, found in words.items() if has_company and "cpf" in found and "cnpj" not in found}


def spoken_of(headers: Sequence[str]) -> set[str]:
    """Return the kinds of records that a file names before the colon of its headers, beside what its rows are."""
    found = {whose(without_zone(header)) for header in headers if ":" in header}
    return {
        kind
        for kind, rest in found
        if kind and max(_by_name(field, plain(rest)) for field in KINDS[kind].fields) >= ENOUGH
    }


def _splits_names(headers: Sequence[str]) -> bool:
    """Say that what stands for the name of a contact before a colon is only the first of it."""
    last = KINDS["contacts"].by_code["last_name"]
    found = [whose(header) for header in headers if ":" in header]
    return any(kind == "contacts" and _by_name(last, plain(rest)) >= SURE for kind, rest in found)


def _fields_of(kind: Kind, header: str, others: set[str], *, is_split: bool) -> tuple[str, list[tuple[Field, Field]]]:
    """Give a header without whose it is, and the fields that its column may fill, each with what it is looked up as.

    In a file that names accounts or contacts before a colon, the other columns are about what its rows are.
    """
    of, rest = whose(header) if others else ("", header)
    fields = fields_for(kind, of)
    if of and is_split:
        fields = [pair for pair in fields if pair[0].code != "contact"]
    if not of and kind.code in others & BESIDE:
        fields = [pair for pair in fields if pair[0].code == "account"]
    return rest, fields


def is_own(name: str) -> bool:
    """Say that a column was added by a file of rows to correct."""
    return plain(name) in REASON_HEADERS or plain(name).startswith(plain(ID_HEADER))


def own_id(kind: Kind, names: Sequence[str]) -> str:
    """Return the column with the ids that were made for the rows of a kind."""
    return next((name for name in names if plain(name) == plain(f"{ID_HEADER} {kind.code}")), "")


def signature(kind: Kind, names: Sequence[str]) -> str:
    """Say by what a mapping is remembered: the kind and the headers, whatever their order."""
    text = "\n".join([kind.code, *sorted(plain(name) for name in names if not is_own(name))])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _move_to_stage(chosen: dict[str, Proposal], looks: dict[str, Looks]) -> None:
    """A status with more words than won, lost and open names the stages, where no other column does."""
    status = next((one for one in chosen.values() if one.field == "outcome"), None)
    if status and looks[status.column].names_stages:
        chosen[status.column] = Proposal(status.column, "stage", status.score, "content")


def _score(field: Field, header: str, looks: Looks) -> tuple[float, str]:
    by_name = _by_name(field, plain(header))
    fit = max(looks.fit(field), 0.5 if _says_itself(field, header) else 0.0)
    if field.code.startswith("custom_") and by_name >= CERTAIN:
        # Nobody else calls a column just like a field of the company's own.
        return by_name, "header"
    if by_name >= ENOUGH:
        return by_name + 12.0 * (fit - 0.5) if fit >= 0.5 else by_name * (0.4 + fit), "header"
    content = looks.only_by_content(field)
    return (content, "content") if content else (0.0, "")


def _says_itself(field: Field, header: str) -> bool:
    """Say that a header leaves no doubt, also where none of its cells can be read."""
    return field.code == "tax_id" and bool({"cnpj", "cpf"} & set(plain(header).split()))


def _by_name(field: Field, header: str) -> float:
    """A known word counts full, less the further down it stands; a near one less, by its likeness."""
    words = field.words
    if header in words:
        return 100.0 - min(12.0, words.index(header) * 0.25)
    bare = _without_noise(header)
    if bare in words:
        return 88.0 - min(10.0, words.index(bare) * 0.25)
    if _head_of(header) in words:
        return 68.0
    best = max((fuzz.ratio(header, word) for word in words if len(word) > 4), default=0.0)
    return best * 0.85 if best >= CLOSE else 0.0


def _head_of(header: str) -> str:
    """Take the noun that a longer header is about: `fase do funil` is a fase, an `agent name` is an agent.

    English puts it last, Portuguese and Spanish first, before `do` or `de`.
    """
    words = [word for word in header.split() if word not in _DECORATION]
    if len(words) > LONGEST or _RELATIONS & set(words):
        return ""
    if words and words[0] in {"do", "da", "de", "of", "del"}:
        return " ".join(word for word in words if word not in _CONNECTORS)
    for place, word in enumerate(words):
        if word in _CONNECTORS:
            return "" if words[place - 1] in _GENERAL else " ".join(words[:place])
    head = words[-1:] if len(words) > 1 or len(words) < len(header.split()) else []
    return "" if not head or head[0] in _GENERAL else head[0]


def _without_noise(header: str) -> str:
    """Leave out what exports put around the word: `Deal - Title`, `Amount (BRL)`, `x_studio_...`."""
    noise = {
        "deal",
        "negocio",
        "lead",
        "brl",
        "usd",
        "eur",
        "r",
        "x",
        "studio",
        "hs",
        "properties",
        "c",
        "the",
        "s",
        "field",
    }
    return " ".join(word for word in header.split() if word not in noise)
