"""The rows of an import that are to be corrected, as its pages and that of its job tell of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import in_order
from jornada.edge.files.refused import LEFT, refused_counts
from jornada.edge.files.run import notes_beside
from jornada.edge.files.tasks import report_path, steps_of


def notes(plan: ImportPlan) -> Path:
    """Find where the run, or the trial before it, noted its refused rows."""
    is_trial = plan.status in (ImportPlan.Status.DRAFT, ImportPlan.Status.READY)
    return notes_beside(plan.folder / "trial.csv" if is_trial else report_path(plan))


def numbers(plan: ImportPlan) -> dict[int, int]:
    """Count the refused rows of each file; those with too few or too many cells are known by the result only."""
    found = refused_counts(notes(plan))
    result = plan.trial if plan.status == ImportPlan.Status.READY else plan.result
    for key, issues in result.get("issues", {}).items():
        place = int(key.split(":", 1)[0])
        found[place] = found.get(place, 0) + issues.get("|ragged", 0)
    return found


def left(plan: ImportPlan) -> dict[int, int]:
    """Count the rows of each file that came in without cells that could not be read."""
    return refused_counts(notes(plan), LEFT)


def has_some(plan: ImportPlan, place: int) -> bool:
    """Say that a file of a plan has rows to correct."""
    return bool(numbers(plan).get(place) or left(plan).get(place))


def refused(plan: ImportPlan) -> list[dict[str, Any]]:
    """Say of each file that is still there how many of its rows were refused, or came in without something."""
    steps, turned_away, came_in = in_order(steps_of(plan)), numbers(plan), left(plan)
    return [
        {
            "place": place, "name": steps[place].name, "kind": steps[place].of.label,
            "number": turned_away.get(place, 0), "left": came_in.get(place, 0),
        }
        for place in sorted({*turned_away, *came_in})
        if place < len(steps)
        and (turned_away.get(place) or came_in.get(place))
        and Path(steps[place].path).exists()
    ]  # fmt: skip
