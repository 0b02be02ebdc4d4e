"""`jornada analyse`: any event log, read without the app."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jornada.project.console import code_of, refuse, separator_sign, write, write_json

if TYPE_CHECKING:
    from jornada.analytics.analyse import Analysis
    from jornada.analytics.analyse_log import LogFile


@click.command(short_help="Read any event log and say what happens in it.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--case", metavar="COLUMN", help="Column that says which case an event belongs to.")
@click.option("--time", metavar="COLUMN", help="Column that says when it happened.")
@click.option("--activity", metavar="COLUMN", help="Column that says what happened.")
@click.option("--channel", metavar="COLUMN", help="Column with the channel, to compare cases by.")
@click.option("--value", metavar="COLUMN", help="Column with money or points, added up per case.")
@click.option("--outcome", metavar="COLUMN", help="Column with the outcome of the case.")
@click.option("--json", "json_file", metavar="FILE", help="Write the figures as JSON; - prints them and nothing else.")
@click.option("--html", "html_file", metavar="FILE", help="Write one self-contained page with pictures.")
@click.option("--lang", type=click.Choice(["en", "pt"]), default="en", show_default=True, help="Language of the words.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of times that name none.")
@click.option("--month-first", is_flag=True, help="Read 03/04/2025 as March 4 where the column leaves it open.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file, when it is not found out rightly.")
@click.option("--separator", metavar="SIGN", help=r"Separator between the columns, such as ; or tab.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; else the first that holds something.")
@click.option("--top", type=click.IntRange(1, 200), default=8, show_default=True, help="Lines per table.")
def command(
    file: Path,
    json_file: str | None,
    html_file: str | None,
    lang: str,
    zone: str,
    month_first: bool,
    encoding: str | None,
    separator: str | None,
    sheet: str | None,
    top: int,
    **columns: str | None,
) -> None:
    """Read any event log (CSV, TSV, XLSX, Parquet or XES, also as .gz or .zip) and say what happens in it.

    An event log has one row per event and at least three columns: the case (lead, account, ticket, order), the
    activity and the time. Which columns these are is guessed from their names and contents, and printed; say it
    yourself where the guess is wrong. Nothing is sent anywhere and no database is needed.

    \b
    Examples:
      jornada analyse tickets.csv
      jornada analyse tickets.csv --html tickets.html
      jornada analyse vendas.xlsx --case "ID do negócio" --time Data --activity Etapa --lang pt
      jornada analyse touches.parquet --channel channel --value amount --json figures.json
      jornada analyse log.xes.gz --json - | jq .variants

    Exit codes: 0 all well, 2 a word of the command is wrong, 3 the file cannot be read as an event log.
    """
    options: dict[str, Any] = {"encoding": encoding, "separator": separator_sign(separator), "sheet": sheet}
    found, log_file = _analyse(file, columns, zone, {**options, "day_first": not month_first})
    if json_file:
        _write_json(json_file, found, log_file, top)
    if html_file:
        from jornada.analytics.report import write_page

        write(html_file, write_page(found, log_file, language=lang))
    if json_file != "-" and html_file != "-":
        _print(found, log_file, lang, top, [name for name in (json_file, html_file) if name])


def _analyse(
    file: Path, columns: dict[str, str | None], zone: str, options: dict[str, Any]
) -> tuple[Analysis, LogFile]:
    from jornada.analytics.analyse import analyse
    from jornada.analytics.analyse_log import read_log
    from jornada.analytics.door import FileProblem

    try:
        with _working(file):
            log_file = read_log(file, columns=columns, zone=zone, **options)
            return analyse(log_file.log), log_file
    except FileProblem as problem:
        refuse(str(problem), code_of(problem.code))


@contextlib.contextmanager
def _working(file: Path) -> Iterator[None]:
    """Show on the error stream that something is going on, where a person is looking."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(f"Reading {file.name} …"):
        yield


def _write_json(target: str, found: Analysis, log_file: LogFile, top: int) -> None:
    from jornada.analytics.analyse import as_json

    figures = as_json(found, top=max(25, top))
    figures["columns"] = log_file.roles.columns
    figures["rows"] = {"in_file": log_file.rows, "left_out": log_file.left_out}
    write_json(target, figures)


def _print(found: Analysis, log_file: LogFile, lang: str, top: int, written: list[str]) -> None:
    from rich.console import Console

    from jornada.analytics.analyse_text import print_summary

    console = Console(highlight=False)
    print_summary(found, log_file, console, language=lang, top=top)
    for name in written:
        console.print(f"→ {name}", markup=False)
