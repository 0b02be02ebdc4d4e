"""Slips of the hand in a search: the words of names that are known, and the nearest of them to what was typed.

The worker reads new names and keeps each of their words once. A word typed that no known word starts with is
replaced by the known one that is fewest slips away, among those with the same first letter and about the same length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from jornada.apps.org.models import KnownWord, WordsRead
from jornada.apps.org.word_indexes import SEARCHED
from jornada.apps.org.words import split_words

SHORTEST, LONGEST = 3, 30
CHUNK = 20_000
CHUNKS = 5
# So many near words are weighed, and so many texts tried at most: each is a search of everything.
NEAR, MOST_TEXTS = 8, 3


def corrected(text: str) -> list[str]:
    """Return the text with its unknown words replaced by near known ones, the likeliest first; none when none is near.

    Two names may be as near as each other, so that only what is found with them can tell which was meant.
    """
    words = split_words(text)
    better = [[word] if _is_known(word) else _nearest(word) for word in words]
    if not all(better):
        return []
    texts = (" ".join(chosen) for chosen in _ways(better) if chosen != words)
    return list(islice(texts, MOST_TEXTS))


def learn() -> int:
    """Read the words of names that came since the last time; return how many names."""
    return sum(_learn_from(model) for model in SEARCHED)


def learn_names(names: Iterable[str]) -> None:
    """Keep the words of these names: of new ones by the worker, of a changed one in the transaction of the change."""
    words = {word for name in names for word in split_words(name) if _is_worth_keeping(word)}
    made = [KnownWord(text=word, kind=_kind(word[0], len(word))) for word in sorted(words)]
    if made:
        KnownWord.objects.bulk_create(made, ignore_conflicts=True, batch_size=5000)


def _ways(better: list[list[str]]) -> Iterator[list[str]]:
    """Give the likeliest of each word, then each word in turn as its next likely one."""
    best = [near[0] for near in better]
    yield best
    for rank in range(1, NEAR):
        for place, near in enumerate(better):
            if rank < len(near):
                yield [*best[:place], near[rank], *best[place + 1 :]]


def _learn_from(model: Any) -> int:
    mark, _made = WordsRead.objects.get_or_create(table=model._meta.db_table)
    read = 0
    for _chunk in range(CHUNKS):
        rows = list(model.objects.filter(pk__gt=mark.last).order_by("pk").values_list("pk", "name")[:CHUNK])
        if not rows:
            break
        learn_names(name for _pk, name in rows)
        mark.last, read = rows[-1][0], read + len(rows)
        mark.save(update_fields=["last"])
    return read


def _is_worth_keeping(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def _is_known(word: str) -> bool:
    """Say whether a word is to be left alone: short, a number, or the start of a known one."""
    if not _is_worth_keeping(word):
        return True
    return KnownWord.objects.filter(text__gte=word, text__lt=word[:-1] + chr(ord(word[-1]) + 1)).exists()


def _nearest(word: str) -> list[str]:
    """Return the known words that are fewest slips away; of them first who begins and ends most like the one typed."""
    slips = 1 if len(word) < 6 else 2
    kinds = [_kind(word[0], length) for length in range(len(word) - slips, len(word) + slips + 1)]
    known = KnownWord.objects.filter(kind__in=kinds).order_by("text").values_list("text", flat=True)
    found = process.extract(word, list(known), scorer=OSA.distance, score_cutoff=slips, limit=NEAR)
    near = [other for other, distance, _place in found if distance == found[0][1] and _is_likely(word, other)]
    return sorted(near, key=lambda other: -JaroWinkler.similarity(word, other))


def _is_likely(word: str, other: str) -> bool:
    """Say whether it may be a slip: of three letters one is left out or two swapped; another makes another word."""
    return len(word) > SHORTEST or len(other) > len(word) or sorted(other) == sorted(word)


def _kind(letter: str, length: int) -> str:
    return f"{letter}{length}"
