"""My day shows a record once: what else there is to say about it stands with the line that came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jornada.ui.day import Line, Reason, Section


def once_each(*sides: Sequence[Section]) -> list[list[Section]]:
    """Move each line to that of an earlier section about the same record, as a further reason; drop what is empty.

    Lines of one section stay beside each other: they are told apart there. What is folded away gathers nothing: the
    buttons of what is to be done first would be out of sight.
    """
    first: dict[str, tuple[int, int]] = {}
    also: dict[tuple[int, int], list[Reason]] = {}
    flat = [section for side in sides for section in side]
    kept = [
        [at for at, _line in enumerate(section.lines) if not _moved(flat, (n, at), first, also)]
        for n, section in enumerate(flat)
    ]
    shown = iter([_with(section, n, kept[n], also) for n, section in enumerate(flat)])
    return [[section for section in (next(shown) for _section in side) if section.lines] for side in sides]


def _moved(
    flat: Sequence[Section],
    here: tuple[int, int],
    first: dict[str, tuple[int, int]],
    also: dict[tuple[int, int], list[Reason]],
) -> bool:
    """Give a line to the one that came first; without one it is the first about its record."""
    section = flat[here[0]]
    line = section.lines[here[1]]
    to = next((first[about] for about in line.about if about in first and first[about][0] != here[0]), None)
    if to is None:
        for about in line.about if here[1] < len(section.first) else ():
            first.setdefault(about, here)
        return False
    also.setdefault(to, []).append(Reason(section.title, section.icon, section.buttons, line))
    return True


def _with(section: Section, number: int, kept: Sequence[int], also: dict[tuple[int, int], list[Reason]]) -> Section:
    lines: list[Line] = [replace(section.lines[at], also=tuple(also.get((number, at), ()))) for at in kept]
    return replace(section, lines=lines)
