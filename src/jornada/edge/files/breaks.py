"""Where an import was interrupted and went on: kept with its job, told on its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jornada.apps.org.jobs import JobRun
from jornada.apps.org.models import Job
from jornada.edge.files.plan import Step
from jornada.edge.files.run import name_of_walk


@dataclass(frozen=True, slots=True)
class Break:
    """The last row that was written before a worker fell silent, of which file, and when another went on."""

    row: int
    name: str
    at: datetime


def note_break(run: JobRun, steps: list[Step]) -> None:
    """Keep where a run goes on that another began; one that begins has written nothing yet."""
    state = run.state
    if "row" not in state:
        return
    name = name_of_walk(steps, state.get("walk", 0))
    found = {"row": state["row"], "name": name, "at": timezone.now().isoformat()}
    run.save_state(breaks=[*state.get("breaks", ()), found])


def breaks_of(job: Job | None) -> list[Break]:
    return [_read(each) for each in job.state.get("breaks", ())] if job and job.kind == "import" else []


def _read(kept: dict[str, Any]) -> Break:
    return Break(kept["row"], kept["name"], parse_datetime(kept["at"]) or timezone.now())
