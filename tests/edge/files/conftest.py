"""Helpers to write small files in many dialects and to import them as the command does."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.utils import translation

from jornada.edge.files.load.work import Work
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import apply_sure, detect, find_unknown, share_values
from jornada.edge.files.run import run_plan
from jornada.edge.files.upload import steps_for


@pytest.fixture(autouse=True)
def english():
    """Reports and pages speak English here."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files that are uploaded lie in the folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def write(tmp_path):
    """Write text as a file; return its path."""

    def write(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def plan_of(db):
    """Make the steps of a plan with columns and sure values, as the command would without questions."""

    def plan_of(*pairs, **options) -> list[Step]:
        steps = [Step(kind, str(path), Path(path).name, **options) for kind, path in pairs]
        for step in steps:
            detect(step)
        apply_sure(find_unknown(steps))
        share_values(steps)
        return steps

    return plan_of


@pytest.fixture
def import_files(plan_of, tmp_path):
    """Import files and return the result."""

    def import_files(*pairs, is_dry=False, user=None, **options):
        steps = plan_of(*pairs, **options)
        work = Work(user, is_dry=is_dry, batch=uuid.uuid4())
        return run_plan(steps, work, tmp_path / "report" / "report.csv")

    return import_files


@pytest.fixture
def import_auto(import_files):
    """Import a file whose kinds are found out."""

    def import_auto(path):
        kinds = ["accounts", "contacts", "leads", "opportunities", "touches"]
        return import_files(*((step.kind, path) for step in steps_for(path, path.name, kinds)))

    return import_auto


@pytest.fixture
def report_rows(tmp_path):
    """Read the report of the last import."""
    import csv

    def report_rows() -> list[dict[str, str]]:
        with (tmp_path / "report" / "report.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return report_rows
