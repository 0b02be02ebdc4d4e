"""Cells that name two people where one is meant: what follows holds of the first, so nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jornada.edge.files.load.work import Verdicts

_WORD = r"[^\W\d_][^\W\d_'.-]+"
# Two names of a word at least each: "Ana / Rui", but neither "A/C" nor "Dir. 1/2".
_TWO = re.compile(rf"{_WORD}(?: {_WORD})*(?: ?[/;|] ?| & )(?:{_WORD} )*{_WORD}")
_MARKS = ("/", ";", "|", "&")


def note_two_people(names: Sequence[str | None], code: str, verdicts: Verdicts) -> None:
    """Say at which rows a name looks like those of two people, who become one record."""
    for row, name in enumerate(names):
        if name and any(mark in name for mark in _MARKS) and _TWO.fullmatch(name) and not verdicts.is_rejected(row):
            verdicts.note(row, code, name, "two_people")
