"""The rule at entry for many new records at once: those that share a key with a known one, weighed in one go.

Keys are e-mail, phone, domain, tax id and the whole name. Names that are merely near, which a form looks for too,
are left to the search over the whole base: looking for each of ten thousand would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from jornada.analytics.duplicates_compare import compare
from jornada.analytics.duplicates_text import clean
from jornada.analytics.words.duplicates import FREE_MAIL
from jornada.apps.market.duplicates.check import PROBABLE, Likeness, values_of
from jornada.apps.market.duplicates.kinds import KINDS, Kind
from jornada.rules.duplicates import judge, usual

Values = Mapping[str, str]
MOST = 20
KEYS = {"account": ("domain", "phone", "tax_id", "company_name"), "contact": ("email", "phone", "name")}


def known_already(user: Any, record: str, lines: Sequence[Values]) -> dict[int, Likeness | int]:
    """Say of which lines there probably is a record already, or an earlier line with this place among them.

    `lines` are named as in `Kind.compared`. Only records that the user sees are told of; branches are not duplicates.
    """
    kind = KINDS[record]
    stored = _sharing(user, kind, lines)
    texts = [*lines, *(values_of(kind, row) for row in stored)]
    pairs = list(_pairs(record, texts, len(lines)))
    if not pairs:
        return {}
    left, right = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    columns = {name: clean(name, [one.get(name) or "" for one in texts]) for name in kind.compared}
    levels, known = compare(columns, left, right), usual(tuple(kind.compared))
    found: dict[int, tuple[float, Likeness | int]] = {}
    for place, (line, other) in enumerate(pairs):
        judged = judge({name: int(column[place]) for name, column in levels.items()}, known)
        if judged.is_branch or judged.probability < max(PROBABLE, found.get(line, (0.0, 0))[0]):
            continue
        is_stored = other >= len(lines)
        found[line] = (judged.probability, Likeness(stored[other - len(lines)], judged) if is_stored else other)
    return {line: what for line, (_probability, what) in found.items()}


def _sharing(user: Any, kind: Kind, lines: Sequence[Values]) -> list[Any]:
    """Read what shares a key with any of the lines: one query for each key, each on its index."""
    rows = kind.visible(user)
    rows = rows.select_related("account") if kind.code == "contact" else rows
    found: dict[int, Any] = {}
    for key in KEYS[kind.code]:
        values = {line[key] for line in lines if _is_telling(key, line.get(key))}
        if values:
            found |= {row.pk: row for row in rows.filter(**{f"{kind.compared[key]}__in": values})[: MOST * len(values)]}
    return list(found.values())


def _pairs(record: str, texts: Sequence[Values], new: int) -> Iterator[tuple[int, int]]:
    """Pair each new line with the stored records and the earlier lines that share a key with it."""
    places: dict[tuple[str, str], list[int]] = {}
    for place in (*range(new, len(texts)), *range(new)):
        mates: dict[int, None] = {}
        for key in KEYS[record]:
            value = texts[place].get(key)
            if _is_telling(key, value):
                mates |= dict.fromkeys(places.setdefault((key, str(value).lower()), [])[:MOST])
        if place < new:
            yield from ((place, mate) for mate in mates)
        for key in KEYS[record]:
            value = texts[place].get(key)
            if _is_telling(key, value):
                places[key, str(value).lower()].append(place)


def _is_telling(key: str, value: str | None) -> bool:
    return bool(value) and not (key == "domain" and value in FREE_MAIL)
