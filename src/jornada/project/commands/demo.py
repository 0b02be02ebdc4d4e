"""`jornada demo`: an empty database becomes a company with two years of history."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import click

NOT_EMPTY = 3
Tell = Callable[[str, int, int], None]


@click.command()
@click.option(
    "--accounts",
    default=500,
    show_default=True,
    type=click.IntRange(1, 5_000_000),
    help="How many companies it sells to.",
)
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed makes the same company."
)
@click.option(
    "--language", default="pt-br", show_default=True, type=click.Choice(["pt-br", "en"]), help="Language of its words."
)
@click.option("--until", type=click.DateTime(), help="Where its 24 months end, in UTC; now when left out.")
@click.option("--replace", is_flag=True, help="Take away the demo that is there and load this one.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what was loaded as JSON.")
def command(
    accounts: int, seed: int, language: str, until: datetime | None, replace: bool, yes: bool, as_json: bool
) -> None:
    """Fill an empty database with a demo company: 24 months of a firm that sells to other firms in Brazil.

    \b
    jornada demo --accounts 500             in seconds
    jornada demo --accounts 200000 --yes    some minutes
    jornada demo --replace --seed 2         another one in its place

    All companies and people are invented. What the company was made from is kept in demo-truth.json.gz in
    JORNADA_HOME. Exit code 0 when loaded, 1 when you say no, 3 when the database holds other data.
    """
    from jornada.project.boot import migrate, start_django

    start_django()
    migrate()
    is_replacing = refuse_or_replace(replace)
    if not yes:
        click.confirm(question(accounts, is_replacing), abort=True, err=True)
    with progress(quiet=as_json) as tell, refused_writes():
        facts = run(accounts, seed, language, until or datetime.now(UTC), is_replacing, tell)
    click.echo(json.dumps(facts, indent=2, ensure_ascii=False) if as_json else summary(facts))


def refuse_or_replace(replace: bool) -> bool:
    """Leave with a clear word when there are data to protect; say whether an older demo must go."""
    from jornada.project.demo.guard import NotEmptyError, check_empty

    try:
        return check_empty(may_replace=replace)
    except NotEmptyError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(NOT_EMPTY)


def question(accounts: int, is_replacing: bool) -> str:
    """Ask what is about to happen, naming the database."""
    from django.db import connection

    verb = "Replace the demo company in" if is_replacing else "Load the demo company into"
    return f"{verb} {connection.settings_dict['NAME']}, {accounts} accounts?"


def run(accounts: int, seed: int, language: str, until: datetime, is_replacing: bool, tell: Tell) -> dict[str, Any]:
    """Simulate, write, derive; return rows, seconds and sign-ins."""
    from jornada.analytics.simulate import simulate
    from jornada.analytics.simulate.story import BROKEN
    from jornada.apps.org import statistics
    from jornada.project.demo.derive import derive
    from jornada.project.demo.load import load, write_truth
    from jornada.project.demo.people import PASSWORD, sign_ins

    started = perf_counter()
    tell("simulate", 0, 1)
    end = int(until.replace(tzinfo=until.tzinfo or UTC).timestamp()) * 1_000_000
    company = simulate(accounts, seed, end=end, language=language, story=BROKEN)
    tell("simulate", 1, 1)
    simulated = perf_counter()
    rows = load(company, language=language, replace=is_replacing, tell=tell)
    written = perf_counter()
    truth = write_truth(company)
    del company
    derive(tell)
    statistics.after_load()
    done = perf_counter()
    seconds = {
        "simulate": simulated - started,
        "write": written - simulated,
        "derive": done - written,
        "all": done - started,
    }
    people = [
        {"role": person.role, "name": person.name, "email": person.email, "password": PASSWORD} for person in sign_ins()
    ]
    return {
        "seed": seed,
        "rows": rows,
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "truth": str(truth),
        "sign_ins": people,
    }


@contextmanager
def refused_writes() -> Iterator[None]:
    """Say in words when the database takes no more: full disk, lock held by another process, lost connection."""
    from django.db import DatabaseError

    try:
        yield
    except (DatabaseError, OSError) as error:
        raise click.ClickException(
            f"The demo could not be written: {error}. What was not finished is not in the database; "
            "stop other Jornada processes, look at the free space of the disk, and run the command again."
        ) from error


@contextmanager
def progress(*, quiet: bool) -> Iterator[Tell]:
    """Show one bar per phase on the terminal; nothing when quiet."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:>12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bars:
        tasks: dict[str, Any] = {}

        def tell(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bars.add_task(phase)
            bars.update(tasks[phase], completed=done, total=total)

        yield tell


def summary(facts: dict[str, Any]) -> str:
    """Write for a person what was loaded and how to sign in."""
    rows = facts["rows"]
    lines = [
        f"Loaded {rows['account']:,} accounts, {rows['contact']:,} contacts, {rows['lead']:,} leads, "
        f"{rows['opportunity']:,} opportunities and {rows['touch']:,} touches in {facts['seconds']['all']:.1f} s.",
        f"What it was made from: {facts['truth']}",
        "",
        "Sign in as:",
        *(f"  {person['email']:24} {person['role']:10} {person['password']}" for person in facts["sign_ins"]),
    ]
    return "\n".join(lines)
