"""Probable duplicates of a record that is being written: found by index, weighed by the rule of the base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from jornada.analytics.duplicates_compare import compare
from jornada.analytics.duplicates_text import CNPJ_LENGTH, CNPJ_ROOT, clean, telling_words, tells_apart
from jornada.analytics.words.duplicates import FREE_MAIL
from jornada.apps.market.duplicates.kinds import KINDS, Kind
from jornada.apps.market.duplicates.models import DuplicatePair
from jornada.apps.market.duplicates.words import Line, lines
from jornada.apps.market.numbered import phones_of
from jornada.apps.market.points import queries as points
from jornada.apps.market.points.queries import holders
from jornada.apps.market.queries import named_like
from jornada.apps.org.alphabet import beyond
from jornada.apps.org.masks import MARK
from jornada.apps.org.words import with_whole_words
from jornada.rules.conditions import fold
from jornada.rules.duplicates import LEVELS, Judgement, Reason, are_namesakes, judge, usual

PROBABLE = 0.3
MOST, SHOWN = 60, 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """A record that is probably the same (or the head office of the same root, or a company of that name)."""

    record: Any
    judgement: Judgement
    is_namesake: bool = False

    @property
    def reasons(self) -> list[Line]:
        """Say why, the strongest first."""
        return lines([(one.field, one.level, one.bits) for one in self.judgement.reasons])


def alike(user: Any, record: str, values: Mapping[str, str], but: int | None = None) -> list[Likeness]:
    """Return up to five records of the user that are probably the same as what is about to be written.

    `values` are named as in `Kind.compared`; blanks say nothing.
    """
    kind = KINDS[record]
    return likenesses(kind, kind.visible(user), values, but)


def likenesses(kind: Kind, among: QuerySet[Any], values: Mapping[str, str], but: int | None = None) -> list[Likeness]:
    """Return up to five of these records that are probably the same as one with such values."""
    rows = _candidates(among, kind, {name: value for name, value in values.items() if value}, but)
    weighed = zip(rows, _judged(kind, values, rows), strict=True)
    listed = _listed(kind, but, rows)
    is_distinctive = cache(lambda: _is_distinctive(kind, values, but))
    judged = [
        Likeness(row, _as_listed(found, listed.get(row.pk)), _are_namesakes(found, is_distinctive))
        for row, found in weighed
    ]
    kept = [one for one in judged if _is_told(one)]
    return sorted(kept, key=lambda one: -one.judgement.probability)[:SHOWN]


def _is_told(one: Likeness) -> bool:
    """Say whether who writes a record is told of another: probable, a branch, or a company of that name."""
    return one.judgement.is_branch or one.judgement.probability >= PROBABLE or one.is_namesake


def _are_namesakes(found: Judgement, is_distinctive: Callable[[], bool]) -> bool:
    """Say whether two companies are called the same; whether the name is rare is asked where it matters."""
    levels = {one.field: LEVELS.index(one.level) for one in found.reasons}
    return are_namesakes(levels) or (are_namesakes(levels, is_distinctive=True) and is_distinctive())


def _is_distinctive(kind: Kind, values: Mapping[str, str], but: int | None) -> bool:
    """Say whether a word of the name is borne by two or three companies, this one among them, as the search does."""
    name = str(clean("company_name", [values.get("company_name", "")])[0])
    return any(tells_apart(1 + _others_with(kind, word, but)) for word in telling_words(name))


def _others_with(kind: Kind, word: str, but: int | None) -> int:
    """Count the other companies that bear a word in their name, as far as that matters."""
    every = kind.model._default_manager.exclude(pk=but)
    ids = with_whole_words(every, word)
    if len(ids) > MOST:
        return len(ids)
    names = clean("company_name", every.filter(pk__in=ids).values_list("name", flat=True))
    return sum(word in telling_words(name) for name in names)


def judged_pair(record: str, one: Any, two: Any) -> Judgement:
    """Weigh two records of the base by the usual weights."""
    kind = KINDS[record]
    return _judged(kind, values_of(kind, one), [two])[0]


def compared(record: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Read what is compared from values that a form or the API is about to write."""
    found = {}
    for name, path in KINDS[record].compared.items():
        head, _sep, rest = path.partition("__")
        value = values.get(head)
        found[name] = str((_path(value, rest) if rest and value else value) or "")
    return found


def values_of(kind: Kind, row: Any) -> dict[str, str]:
    """Read what is compared of a record."""
    return {name: _path(row, path) for name, path in kind.compared.items()}


def _judged(kind: Kind, values: Mapping[str, str], rows: list[Any]) -> list[Judgement]:
    if not rows:
        return []
    theirs = _nearest_ways(kind, values, rows)
    columns = {name: clean(name, [values.get(name) or "", *(row[name] for row in theirs)]) for name in kind.compared}
    right = np.arange(1, len(rows) + 1)
    levels = compare(columns, np.zeros(len(rows), np.int64), right)
    known = usual(tuple(kind.compared))
    return [judge({name: int(column[at]) for name, column in levels.items()}, known) for at in range(len(rows))]


def _listed(kind: Kind, pk: int | None, rows: list[Any]) -> dict[int, DuplicatePair]:
    """Read the pairs that are listed of a record with any of these, by the other record."""
    if pk is None or not rows:
        return {}
    others = [row.pk for row in rows]
    sides = Q(left_id=pk, right_id__in=others) | Q(right_id=pk, left_id__in=others)
    pairs = DuplicatePair.objects.filter(sides, record=kind.code)
    return {pair.right_id if pair.left_id == pk else pair.left_id: pair for pair in pairs}


def _as_listed(found: Judgement, pair: DuplicatePair | None) -> Judgement:
    """Take the figure of the list for a pair that agrees as it did there: the search weighed it by the whole base."""
    if pair is None or {(one.field, one.level) for one in found.reasons} != {tuple(one[:2]) for one in pair.reasons}:
        return found
    reasons = tuple(Reason(field, level, bits) for field, level, bits in pair.reasons)
    return Judgement(pair.probability, reasons, pair.is_branch)


def _nearest_ways(kind: Kind, values: Mapping[str, str], rows: list[Any]) -> list[dict[str, str]]:
    """Read what is compared of each row: of several e-mails or phones the one that is asked for."""
    beside = points.values_of(kind.model, [row.pk for row in rows])
    theirs = []
    for row in rows:
        own = values_of(kind, row)
        for name in {"email", "phone"} - getattr(row, MARK, frozenset()):
            wanted = phones_of(values[name]) if name == "phone" and values.get(name) else {values.get(name) or ""}
            if shared := wanted & beside[row.pk][name]:
                own[name] = min(shared)
        theirs.append(own)
    return theirs


def _candidates(among: QuerySet[Any], kind: Kind, values: Mapping[str, str], but: int | None) -> list[Any]:
    """Find what shares a key, by index; the reach of a user is a part of the question."""
    rows = among.exclude(pk=but)
    if kind.code == "contact":
        rows = rows.select_related("account")
    found = {row.pk: row for row in rows.filter(_same_key(kind, values))[:MOST]}
    name = values.get("company_name") or values.get("name")
    for way in _ways(values, name) if name else ():
        found.update((row.pk, row) for row in named_like(rows, way, MOST // 2))
    return list(found.values())


def _ways(values: Mapping[str, str], name: str) -> list[str]:
    """Name a company as it was written, and without its legal form: `Acme Ltda` may be there as `Acme`."""
    bare = str(clean("company_name", [name])[0]) if values.get("company_name") else ""
    return [name, bare] if bare and bare != fold(name) else [name]


def _same_key(kind: Kind, values: Mapping[str, str]) -> Q:
    same = Q(pk__in=[])
    if email := values.get("email"):
        same |= Q(email=email.lower()) | Q(pk__in=holders(kind.model, "email", [email.lower()]))
    if phone := values.get("phone"):
        ways = phones_of(phone)
        same |= Q(phone__in=ways) | Q(pk__in=holders(kind.model, "phone", ways))
    if (domain := values.get("domain")) and domain not in FREE_MAIL:
        same |= Q(domain=domain)
    if tax_id := values.get("tax_id"):
        root = tax_id[:CNPJ_ROOT] if len(tax_id) == CNPJ_LENGTH else tax_id
        same |= Q(tax_id__gte=root, tax_id__lt=beyond(root)) & ~Q(tax_id="")
    return same


def _path(row: Any, path: str) -> str:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return str(row or "")
