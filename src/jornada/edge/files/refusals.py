"""The refused rows of an import, as its pages and that of its job tell of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import in_order
from jornada.edge.files.refused import refused_counts
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


def refused(plan: ImportPlan) -> list[dict[str, Any]]:
    """Say of each file that is still there how many of its rows were refused."""
    steps = in_order(steps_of(plan))
    return [
        {"place": place, "name": steps[place].name, "kind": steps[place].of.label, "number": number}
        for place, number in sorted(numbers(plan).items())
        if number and place < len(steps) and Path(steps[place].path).exists()
    ]
