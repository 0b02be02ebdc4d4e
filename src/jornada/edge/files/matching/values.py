"""Values that a pick list does not know: the same one written differently, a slip of the keyboard, or something new.

Precision before everything: two products or two people must never be taken for one. A pair counts as the same only
when nothing but spaces, marks, accents, a legal form or one slip inside a long word sets it apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from jornada.edge.files.kinds import plain, squashed

SURE = 90.0
WORTH_SAYING = 75.0
SHORTEST = 5
_LEGAL = frozenset(
    [
        "ltda",
        "sa",
        "me",
        "eireli",
        "epp",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "ltd",
        "limited",
        "gmbh",
        "ag",
        "bv",
        "plc",
        "spa",
        "srl",
        "sas",
        "sl",
        "cia",
    ]
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class ValueProposal:
    """What to do with a value: `target` is the value to take instead (empty: add it as new)."""

    value: str
    count: int
    target: str
    score: float
    why: str

    @property
    def is_sure(self) -> bool:
        return bool(self.target) and self.score >= SURE


class Matcher:
    """Finds the one known value that another is a spelling of.

    `strict` is for names of people and companies, where one letter more often makes another name.
    """

    def __init__(self, known: Iterable[str], *, strict: bool = False) -> None:
        self.strict = strict
        self._squashed: dict[str, list[str]] = defaultdict(list)
        self._legal: dict[str, list[str]] = defaultdict(list)
        self._gaps: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self.exact: dict[str, str] = {}
        for name in known:
            self.exact.setdefault(same(name), name)
            self._squashed[squashed(name)].append(name)
            self._legal[_without_legal_form(name)].append(name)
            for gap in _gaps(plain(name).split(), (0,)):
                self._gaps[gap].append(name)
        self._lengths = set(map(len, self._gaps))

    def find(self, value: str) -> tuple[str, float, str]:
        """Return the known value, a score of 0 to 100 and why; ("", 0, "") when there is none or more than one."""
        if not self.exact:
            return "", 0.0, ""
        for table, key, score, why in (
            (self._squashed, squashed(value), 98.0, "spaces and accents"),
            (self._legal, _without_legal_form(value), 92.0, "legal form"),
        ):
            found = _only(table[key]) if key in table else ""
            if found and not _differ_in_legal_form(found, value):
                return found, score, why
        return self._by_slip(value)

    def _by_slip(self, value: str) -> tuple[str, float, str]:
        words = plain(value).split()
        if len(words) not in self._lengths or len(value) > 100:
            return "", 0.0, ""
        names = {name for gap in _gaps(words, (-2, -1, 0, 1, 2)) for name in self._gaps.get(gap, ())}
        scores = ((_slip_score(words, plain(name).split(), self.strict), name) for name in names)
        near = sorted((pair for pair in scores if pair[0]), reverse=True)
        if not near or (len(near) > 1 and near[1][0] > near[0][0] - 3):
            return "", 0.0, ""
        return near[0][1], near[0][0], "spelling"


def propose_values(
    counts: Mapping[str, int], known: Iterable[str], spelled: Iterable[str] = (), *, strict: bool = False
) -> list[ValueProposal]:
    """Judge every value that is not known yet, the most frequent first.

    Parameters
    ----------
    counts
        The values of the column and how often each stands there.
    known
        Values of the pick list, in the database or in the same plan.
    spelled
        Words known to be spelled right: they are proposed but never added by themselves.
    strict
        For names of people and companies.
    """
    known = list(known)
    listed, words = Matcher(known, strict=strict), Matcher(spelled)
    right = {plain(word) for word in words.exact}
    proposals: list[ValueProposal] = []
    own: dict[str, str] = {}
    for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if same(value) in listed.exact:
            continue
        target, score, why = listed.find(value)
        if not target and squashed(value) in own:
            target, score, why = own[squashed(value)], 95.0, "spaces and accents"
        if not target and plain(value) not in right:
            target, score, why = _from_words(words, value)
        if not target:
            own.setdefault(squashed(value) or value, value)
        if same(target) != same(value):
            proposals.append(ValueProposal(value, count, target if score >= WORTH_SAYING else "", score, why))
    return proposals


def same(text: str) -> str:
    """What two spellings of one value share when only case and blanks differ."""
    return " ".join(str(text).split()).casefold()


def _from_words(words: Matcher, value: str) -> tuple[str, float, str]:
    from jornada.edge.files.matching.words import in_the_case_of

    target, score, why = words.find(value)
    return (in_the_case_of(target, value), score, why) if target and why == "spelling" else ("", 0.0, "")


def _gaps(words: list[str], lengths: tuple[int, ...]) -> Iterable[tuple[str, ...]]:
    """Give the keys under which names stand that agree in all words but one: that word by first letter and length."""
    for place, word in enumerate(words):
        if len(word) >= SHORTEST:
            for more in lengths:
                yield (*words[:place], f"{word[0]} {len(word) + more}", *words[place + 1 :])


def _slip_score(one: list[str], two: list[str], strict: bool) -> float:
    """Score two names of as many words: all the same but one, which differs by one slip inside a long word."""
    different = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    if len(different) != 1 or _digits(one) != _digits(two):
        return 0.0
    a, b = different[0]
    longest, shortest = max(len(a), len(b)), min(len(a), len(b))
    if a[0] != b[0] or shortest < (7 if strict else 6) or _DIGITS.search(a + b) or is_inflection(a, b):
        return 0.0
    slips = OSA.distance(a, b)
    if slips == 1:
        return _one_slip(a, b, strict)
    return 91.0 if slips == 2 and longest >= 11 and not strict and a[:3] == b[:3] else 0.0


def _one_slip(a: str, b: str, strict: bool) -> float:
    """A letter left out, doubled or swapped is a slip; another letter in its place may be another name."""
    is_swap = sorted(a) == sorted(b)
    if len(a) == len(b) and not is_swap:
        return 82.0 if strict else 93.0
    return 94.0 if not strict or is_swap else 91.0


def is_inflection(a: str, b: str) -> bool:
    """Endings make another word: Mario/Maria, Renato/Renata, Daniel/Daniela, Interlink/Interline."""
    prefix = 0
    while prefix < min(len(a), len(b)) and a[prefix] == b[prefix]:
        prefix += 1
    return prefix >= min(len(a), len(b)) - (1 if len(a) == len(b) else 0)


def _digits(words: list[str]) -> list[str]:
    return _DIGITS.findall(" ".join(words))


def _without_legal_form(name: str) -> str:
    words = plain(name.replace("S/A", "SA").replace("S.A.", "SA").replace("s/a", "sa").replace("s.a.", "sa")).split()
    kept = [word for word in words if word not in _LEGAL]
    return " ".join(kept) if kept and len(kept) < len(words) else " ".join(words)


def _differ_in_legal_form(one: str, two: str) -> bool:
    """`Acme Ltda` is `Acme`, but `Acme Ltda` and `Acme SA` are two companies."""
    forms = [{_form(word) for word in plain(name).split() if word in _LEGAL} for name in (one, two)]
    return bool(forms[0] and forms[1] and forms[0] != forms[1])


def _form(word: str) -> str:
    alike = {"corporation": "corp", "incorporated": "inc", "limited": "ltd", "company": "co", "cia": "co"}
    return alike.get(word, word)


def _only(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return distinct[0] if len(distinct) == 1 else ""
