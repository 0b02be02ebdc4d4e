"""Further sheets of a workbook that was imported: an import of their own, of the file that is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jornada.analytics.door import FileProblem
from jornada.analytics.door_sheets import SheetSeen, sheets_of
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import Step
from jornada.edge.files.problems import say_problem
from jornada.edge.files.propose import detect
from jornada.edge.files.tasks import steps_of
from jornada.edge.files.upload import steps_for


@dataclass(frozen=True)
class Workbook:
    """A workbook of an import whose file is there still, with the sheets that it did not read."""

    place: int
    name: str
    sheets: tuple[SheetSeen, ...]


def unread_sheets(plan: ImportPlan) -> list[Workbook]:
    """Find the workbooks of an import that have sheets with rows which it left alone."""
    steps = steps_of(plan)
    first = {step.path: place for place, step in reversed(list(enumerate(steps)))}
    found = (_workbook(place, steps) for _path, place in sorted(first.items(), key=lambda pair: pair[1]))
    return [book for book in found if book is not None and book.sheets]


def import_of(plan: ImportPlan, place: int, names: Sequence[str], user: Any, kinds: Sequence[str]) -> ImportPlan | str:
    """Begin an import of further sheets of a workbook; return why, where none of them can be read."""
    book = next((one for one in unread_sheets(plan) if one.place == place), None)
    wanted = [one.name for one in book.sheets if one.name in names] if book else []
    if not wanted:
        return ""
    fresh, before = ImportPlan(user=user), steps_of(plan)[place]
    path = _kept_again(Path(before.path), fresh.folder)
    try:
        for sheet in wanted:
            for step in steps_for(path, before.file, kinds, sheet=sheet):
                detect(step)
                fresh.steps.append(step.to_json())
    except (FileProblem, OSError) as error:
        shutil.rmtree(fresh.folder, ignore_errors=True)
        return say_problem(error)
    fresh.save()
    return fresh


def _workbook(place: int, steps: Sequence[Step]) -> Workbook | None:
    step = steps[place]
    if not step.options.sheet or not Path(step.path).exists():
        return None
    of_book = (one for one in steps if one.path == step.path and not one.is_left_out)
    read = {one.options.sheet for one in of_book}
    try:
        return Workbook(
            place, step.file, tuple(one for one in sheets_of(step.path) if one.rows and one.name not in read)
        )
    except FileProblem:
        return None


def _kept_again(path: Path, folder: Path) -> Path:
    """Keep a file for a second import: each may be thrown away without the other."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    try:
        os.link(path, target)
    except OSError:
        # Some file systems know no second name of a file.
        shutil.copyfile(path, target)
    return target
