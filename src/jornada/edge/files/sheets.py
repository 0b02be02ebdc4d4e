"""The sheets of a workbook as parts of a plan: which there are, which are read, and reading others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jornada.analytics.door import FileProblem
from jornada.analytics.door_sheets import sheets_of
from jornada.edge.files.plan import Step
from jornada.edge.files.problems import say_problem
from jornada.edge.files.propose import detect
from jornada.edge.files.upload import steps_for


@dataclass(frozen=True)
class SheetRow:
    """A sheet as the page of the columns offers it."""

    name: str
    rows: int
    is_hidden: bool
    is_read: bool


def offered_sheets(step: Step, steps: Sequence[Step]) -> list[SheetRow]:
    """Return the sheets to choose from, beside the first part of a workbook that has several."""
    of_book = [one for one in steps if one.path == step.path]
    if not step.options.sheet or of_book[0] is not step:
        return []
    read = {one.options.sheet for one in of_book}
    found = [SheetRow(one.name, one.rows, one.is_hidden, one.name in read) for one in sheets_of(step.path)]
    return found if len(found) > 1 else []


def take_sheets(steps: list[Step], posted: Any, kinds: Sequence[str]) -> tuple[bool, list[str]]:
    """Read the sheets that somebody chose, and no others; say whether these are others now, and what is wrong."""
    before, problems = list(steps), []
    found: list[Step] = []
    for place, step in enumerate(before):
        if not offered_sheets(step, before) or f"sheets-{place}" not in posted:
            found += [step] if _is_untouched(step, before, posted) else []
            continue
        chosen, wrong = _of_book(step, before, posted.getlist(f"sheet-{place}"), kinds)
        found += chosen
        problems += wrong
    steps[:] = found
    return found != before, problems


def _is_untouched(step: Step, steps: Sequence[Step], posted: Any) -> bool:
    """Say that nobody chose among the sheets of a step's file."""
    first = next(place for place, one in enumerate(steps) if one.path == step.path)
    return f"sheets-{first}" not in posted or not offered_sheets(steps[first], steps)


def _of_book(
    first: Step, steps: Sequence[Step], chosen: Sequence[str], kinds: Sequence[str]
) -> tuple[list[Step], list[str]]:
    """Give the steps of a workbook, sheet by sheet: those that there are, and new ones for what was not read yet."""
    of_book = [one for one in steps if one.path == first.path]
    name, problems = first.file, []
    found: list[Step] = []
    for sheet in (one.name for one in sheets_of(first.path) if one.name in chosen):
        same = [one for one in of_book if one.options.sheet == sheet]
        try:
            found += same or _looked_at(steps_for(first.path, name, kinds, sheet=sheet))
        except FileProblem as error:
            problems.append(say_problem(error))
    if not found:
        problems.append(_("%(file)s: choose at least one sheet that holds a table.") % {"file": name})
    return found or of_book, problems


def _looked_at(steps: list[Step]) -> list[Step]:
    for step in steps:
        detect(step)
    return steps
