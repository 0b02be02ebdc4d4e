"""`jornada analyse`: any event log, read without the app."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jornada.project.console import WRONG_WORDS, code_of, refuse, separator_sign, write, write_json

if TYPE_CHECKING:
    from jornada.analytics.analyse import Analysis
    from jornada.analytics.analyse_log import LogFile
    from jornada.analytics.log import EventLog
    from jornada.analytics.result import Language
    from jornada.analytics.sections import Asked, Section

ROLES = ("case", "time", "activity", "channel", "value", "outcome")
DIMENSIONS = ("channel", "activity", "outcome")


@click.command(short_help="Read any event log and say what happens in it.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--case", metavar="COLUMN", help="Column that says which case an event belongs to.")
@click.option("--time", metavar="COLUMN", help="Column that says when it happened.")
@click.option("--activity", metavar="COLUMN", help="Column that says what happened.")
@click.option("--channel", metavar="COLUMN", help="Column with the channel, to compare cases by.")
@click.option("--value", metavar="COLUMN", help="Column with money or points, added up per case.")
@click.option("--outcome", metavar="COLUMN", help="Column with the outcome of the case; or, for sections, a success.")
@click.option(
    "--funnel", metavar="A,B,C", help="How many go through these activities in order; | between alternatives."
)
@click.option("--window", metavar="SPAN", help="Time from first to last step of the funnel, such as 30d, 12h, 2w.")
@click.option("--attribution", is_flag=True, help="Share the conversions among channels, by many models side by side.")
@click.option("--interactions", is_flag=True, help="How many touches help, corrected for long cases collecting more.")
@click.option("--survival", is_flag=True, help="How long it takes, cases that still run counted right.")
@click.option("--bottlenecks", is_flag=True, help="Where it takes longer than it should; needs --target or --channel.")
@click.option(
    "--cohorts", is_flag=True, help="Who of those who began together comes back; with --conversion, who repeats."
)
@click.option("--predict", is_flag=True, help="Who will convert, how far to trust that, and why; needs --conversion.")
@click.option(
    "--horizon", metavar="SPAN", help="By when --predict expects the conversion; else 90d, less in short logs."
)
@click.option("--conversion", multiple=True, metavar="ACTIVITY", help="A success, such as deal.won; may be repeated.")
@click.option("--lost", multiple=True, metavar="ACTIVITY", help="A failure, such as deal.lost; may be repeated.")
@click.option("--start", multiple=True, metavar="ACTIVITY", help="Starts a case, for --interactions; else the first.")
@click.option(
    "--dimension", type=click.Choice(DIMENSIONS), help="What earns credit; else the channel, or the activity."
)
@click.option("--lookback", metavar="SPAN", help="How far before a conversion touches count for --attribution.")
@click.option("--target", metavar="SPAN", help="Time that half of the stays should not exceed, for --bottlenecks.")
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
    lang: Language,
    zone: str,
    month_first: bool,
    encoding: str | None,
    separator: str | None,
    sheet: str | None,
    top: int,
    **words: Any,
) -> None:
    """Read any event log (CSV, TSV, XLSX, Parquet or XES, also as .gz or .zip) and say what happens in it.

    An event log has one row per event and at least three columns: the case (lead, account, ticket, order), the
    activity and the time. Which columns these are is guessed from their names and contents, and printed; say it
    yourself where the guess is wrong. Nothing is sent anywhere and no database is needed. Sections such as --funnel or
    --survival add to the summary, in the terminal, the JSON and the page.

    \b
    Examples:
      jornada analyse tickets.csv
      jornada analyse tickets.csv --html tickets.html
      jornada analyse vendas.xlsx --case "ID do negócio" --time Data --activity Etapa --lang pt
      jornada analyse touches.parquet --channel channel --value amount --json figures.json
      jornada analyse log.xes.gz --json - | jq .variants
      jornada analyse touches.csv --funnel page.viewed,demo.held,deal.won --window 90d
      jornada analyse touches.csv --channel channel --attribution --conversion deal.won --lookback 90d
      jornada analyse touches.csv --interactions --conversion deal.won --lost deal.lost --html effect.html
      jornada analyse tickets.csv --survival --bottlenecks --target 2d

    Exit codes: 0 all well, 1 too little history to predict from, 2 a word of the command is wrong, 3 the file cannot be
    read as an event log.
    """
    options: dict[str, Any] = {"encoding": encoding, "separator": separator_sign(separator), "sheet": sheet}
    log_file = _read(file, words, zone, {**options, "day_first": not month_first})
    found, sections = _analyse(log_file, words)
    if json_file:
        _write_json(json_file, found, log_file, top, sections, lang)
    if html_file:
        from jornada.analytics.report import write_page

        write(html_file, write_page(found, log_file, language=lang, sections=sections))
    if json_file != "-" and html_file != "-":
        _print(found, log_file, sections, lang, top, [name for name in (json_file, html_file) if name])


def _read(file: Path, words: dict[str, Any], zone: str, options: dict[str, Any]) -> LogFile:
    """Read the file; where sections are asked for, --outcome may be a success instead of a column."""
    from jornada.analytics.analyse_log import read_log
    from jornada.analytics.door import FileProblem

    columns = {role: words[role] for role in ROLES}
    try:
        with _working(file):
            return read_log(file, columns=columns, zone=zone, **options)
    except FileProblem as problem:
        if problem.code != "unknown_column" or not (words["outcome"] and _sections(words)):
            refuse(str(problem), code_of(problem.code))
    try:
        log_file = read_log(file, columns={**columns, "outcome": None}, zone=zone, **options)
    except FileProblem as problem:
        refuse(str(problem), code_of(problem.code))
    words["success"] = words["outcome"]
    return log_file


def _analyse(log_file: LogFile, words: dict[str, Any]) -> tuple[Analysis, list[Section]]:
    from jornada.analytics.analyse import analyse
    from jornada.analytics.errors import MeasureError
    from jornada.analytics.predict.errors import TooFewError
    from jornada.analytics.sections import answer

    try:
        with _working(Path(log_file.file)):
            sections = answer(log_file.log, _asked(log_file.log, words)) if _sections(words) else []
            return analyse(log_file.log), sections
    except TooFewError as error:
        refuse(str(error), 1)
    except MeasureError as error:
        refuse(str(error), WRONG_WORDS)


def _sections(words: dict[str, Any]) -> tuple[str, ...]:
    from jornada.analytics.sections import SECTIONS

    return tuple(name for name in SECTIONS if words.get(name) not in {None, False})


def _asked(log: EventLog, words: dict[str, Any]) -> Asked:
    from jornada.analytics.sections import Asked, conversion_words, parse_span, parse_steps

    success = conversion_words(log, words["success"]) if words.get("success") else ()
    spans = ((name, words[name]) for name in ("window", "lookback", "target", "horizon"))
    return Asked(
        _sections(words),
        steps=parse_steps(words["funnel"] or ""),
        conversion=(*words["conversion"], *success),
        lost=words["lost"],
        starts=words["start"],
        dimension=words["dimension"] or "",
        **{name: parse_span(span, f"--{name}") for name, span in spans if span is not None},
    )


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


def _write_json(
    target: str, found: Analysis, log_file: LogFile, top: int, sections: list[Section], lang: Language
) -> None:
    from jornada.analytics.analyse import as_json
    from jornada.analytics.sections import sections_json

    figures = as_json(found, top=max(25, top))
    figures["columns"] = log_file.roles.columns
    figures["rows"] = {"in_file": log_file.rows, "left_out": log_file.left_out}
    if sections:
        figures["sections"] = sections_json(sections, lang)
    write_json(target, figures)


def _print(
    found: Analysis, log_file: LogFile, sections: list[Section], lang: Language, top: int, written: list[str]
) -> None:
    from rich.console import Console

    from jornada.analytics.analyse_text import print_summary
    from jornada.analytics.sections_show import print_sections

    console = Console(highlight=False)
    print_summary(found, log_file, console, language=lang, top=top)
    print_sections(sections, console, language=lang, top=top)
    for name in written:
        console.print(f"→ {name}", markup=False)
