"""The one condition language: what must hold of a record, as a tree of plain values.

Segments, profiles, scores, the definition of an MQL and routing all ask the same kind of question:
"sector is Technology and at least two clicks in 30 days, without a meeting". This module holds the
tree; its neighbours read and write it (`condition_json`), check it (`condition_check`), say it in
words (`condition_words`) and answer it for one record (`condition_facts`). For all records at once
there is `jornada.analytics.conditions`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Test = Literal[
    "is",
    "is_not",
    "in",
    "contains",
    "starts_with",
    "at_least",
    "at_most",
    "between",
    "before",
    "after",
    "within_days",
    "is_set",
    "is_empty",
]
TESTS: tuple[Test, ...] = get_args(Test)
# Tests that ask for no value.
BARE_TESTS: tuple[Test, ...] = ("is_set", "is_empty")

Plain = str | float | bool
Value = Plain | tuple[Plain, ...] | None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A test of one field of the record.

    Attributes
    ----------
    field : str
        Code of a registered field.
    test : str
        One of `TESTS`.
    value : str, float, bool, tuple of them, or None
        One value; several for ``in``; two for ``between`` (both ends belong to it); the number of
        days for ``within_days`` (today and the N - 1 days before it); None for ``is_set`` and ``is_empty``.
        Days are written as texts such as ``2026-01-31``.
    """

    field: str
    test: Test
    value: Value = None


@dataclass(frozen=True, slots=True)
class Did:
    """How often something happened.

    Attributes
    ----------
    activities : tuple of str
        Activity codes that count; empty: any.
    at_least : int
        How many such touches are needed, 0 or more.
    at_most : int or None
        How many are too many is one more than this; None: no limit. ``at_least=0, at_most=0`` is "did not".
    days : float or None
        Only touches of the last so many days, as of now.
    since, until : datetime or None
        Only touches from `since` on and before `until`.
    channels, directions, by, outcomes, roles : tuple of str
        Filters; empty means any.
    human_only : bool
        Whether touches of machines are left out.
    """

    activities: tuple[str, ...] = ()
    at_least: int = 1
    at_most: int | None = None
    days: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    channels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    human_only: bool = True


@dataclass(frozen=True, slots=True)
class StageIs:
    """The buyer stands at one of these stages of the journey map."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The score under a model is high enough, in points, in grade, or in both."""

    model: str
    at_least: float | None = None
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InList:
    """The record is a member of a segment or a static list, by its id."""

    id: int


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts it always holds."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds; without parts it never holds."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Leaf = Attribute | Did | StageIs | Score | InList
Group = All | Any | Not
Condition = Leaf | Group

EVERYBODY = All()
MOST_LEAVES = 100
DEEPEST = 10


def did_not(*activities: str, days: float | None = None) -> Did:
    """Make the leaf that says that something never happened, or not in the last so many days."""
    return Did(activities, at_least=0, at_most=0, days=days)


def children(condition: Condition, place: str = "") -> Iterator[tuple[str, Condition]]:
    """Go through the parts of a group with the place of each, such as ``all[2]``; a leaf has none.

    Examples
    --------
    >>> [place for place, part in children(All((InList(1), Not(InList(2)))))]
    ['all[0]', 'all[1]']
    """
    before = f"{place}." if place else ""
    if isinstance(condition, Not):
        yield f"{before}not", condition.part
    elif isinstance(condition, All | Any):
        name = "all" if isinstance(condition, All) else "any"
        for number, part in enumerate(condition.parts):
            yield f"{before}{name}[{number}]", part


def leaves(condition: Condition, place: str = "") -> Iterator[tuple[str, Leaf]]:
    """Go through the leaves of a condition with the place of each.

    Examples
    --------
    >>> list(leaves(All((InList(1), Not(InList(2))))))
    [('all[0]', InList(id=1)), ('all[1].not', InList(id=2))]
    """
    if isinstance(condition, Attribute | Did | StageIs | Score | InList):
        yield place, condition
    for where, part in children(condition, place):
        yield from leaves(part, where)


def fold(text: str) -> str:
    """Write a text the way texts are compared: without case, accents and outer blanks.

    Examples
    --------
    >>> fold(" São Paulo ")
    'sao paulo'
    """
    if text.isascii():
        return text.strip().casefold()
    apart = unicodedata.normalize("NFKD", text.strip())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFKC", bare.casefold())
