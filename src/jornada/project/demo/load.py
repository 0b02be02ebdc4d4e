"""Writing the demo company into the database, and deriving what follows from its log."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from jornada.analytics.coded import Coded
from jornada.analytics.simulate import DemoCompany
from jornada.apps.insight import copy
from jornada.apps.interactions.dirty import mark_all_dirty
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.models import Workspace
from jornada.project.demo.desk import add_desk
from jornada.project.demo.guard import take_away
from jornada.project.demo.journal import journal_for
from jornada.project.demo.moving import let_open_ones_move
from jornada.project.demo.people import write_people
from jornada.project.demo.personas import write_personas
from jornada.project.demo.profiles import write_profile
from jornada.project.demo.segments import add_segments
from jornada.project.demo.selling import add_selling
from jornada.project.demo.tables import tables
from jornada.project.demo.tagging import add_tags

NAMES = {"pt-br": "Empresa de demonstração", "en": "Demo company"}
Tell = Callable[[str, int, int], None]


def load(company: DemoCompany, *, language: str, replace: bool, tell: Tell) -> dict[str, int]:
    """Write everything in one transaction, so that a load cut short leaves nothing behind; return rows by table.

    With `replace`, what is there is taken away first. `tell` is called with (phase, done, total).
    """
    with journal_for(len(company.touches["at"])), transaction.atomic():
        if replace:
            take_away()
        _write_workspace(language)
        write_people(company, language)
        rows = _write_tables(company, tell)
        write_profile(language)
        write_personas()
        add_selling(language)
        let_open_ones_move()
        add_tags(language)
        add_desk(language)
        add_segments(language)
        mark_all_dirty()
        copy.mark_all()
    return {"team": len(company.teams["name"]), "user": len(company.users["name"]), **rows}


def write_truth(company: DemoCompany) -> Path:
    """Keep beside the database what the company was made from, for whoever wants to check a finding."""
    path = Path(settings.HOME) / "demo-truth.json.gz"
    walk = {
        name: column.decode() if isinstance(column, Coded) else column.tolist() for name, column in company.walk.items()
    }
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        json.dump({**company.truth, "walk": walk}, file, ensure_ascii=False)
    return path


def _write_workspace(language: str) -> None:
    values: dict[str, Any] = {"name": NAMES[language], "language": language, "currency": "BRL", "is_demo": True}
    Workspace.objects.update_or_create(pk=1, defaults=values)


def _write_tables(company: DemoCompany, tell: Tell) -> dict[str, int]:
    to_fill = tables(company)
    total, rows = sum(len(table) for table in to_fill), {}
    for table in to_fill:
        name = table.model._meta.model_name
        rows[name] = 0
        for fields, part, number in table.parts():
            bulk_insert(table.model, fields, part)
            rows[name] += number
            tell("write", sum(rows.values()), total)
    return rows
