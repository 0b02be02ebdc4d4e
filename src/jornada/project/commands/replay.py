"""`jornada replay`: derive everything from the log again."""

from __future__ import annotations

import json
import sys

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(as_json: bool) -> None:
    """Derive the figures of lists, visits, positions and lead types of all accounts again from the log.

    Under the same map the values come out the same. Stopped half-way, the worker or another replay goes on from
    there; nothing is ever missing meanwhile, since each account is replaced at once.
    """
    from jornada.project.boot import migrate, start_django

    start_django()
    migrate()
    from django.db import transaction

    from jornada.apps.interactions.dirty import mark_all_dirty

    with transaction.atomic():
        mark_all_dirty()
    number = settle_with_progress(quiet=as_json)
    click.echo(json.dumps(result(number)) if as_json else f"Derived {number:,} accounts and threads again.")


def settle_with_progress(quiet: bool) -> int:
    """Settle all that waits, with a bar on the error stream."""
    from rich.console import Console
    from rich.progress import Progress

    from jornada.flow.settle import settle_all

    with Progress(console=Console(file=sys.stderr), disable=quiet, transient=True) as progress:
        task = progress.add_task("Deriving", total=None)
        return settle_all(lambda done, total: progress.update(task, completed=done, total=total))


def result(number: int) -> dict[str, int]:
    """Count what was derived."""
    from jornada.apps.interactions.models import TouchSummary
    from jornada.apps.journeys.models import Position, Visit
    from jornada.apps.leads.models import LeadRung

    return {
        "subjects": number,
        "summaries": TouchSummary.objects.count(),
        "visits": Visit.objects.count(),
        "positions": Position.objects.count(),
        "rungs": LeadRung.objects.count(),
    }
