"""`jornada predict`: who will convert and why, from a table of leads, without the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from jornada.project.console import code_of, refuse, separator_sign, write, write_json

if TYPE_CHECKING:
    from jornada.analytics.predict.file import PredictionFile

REFUSED = 1


@click.command(short_help="Say which leads will convert, how sure that is, and why.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--outcome", metavar="COLUMN", required=True, help="Column that says how it ended; blank: still open.")
@click.option("--time", metavar="COLUMN", help="Column that says when each row was as it is, such as its creation.")
@click.option("--success", multiple=True, metavar="VALUE", help="A value that is a success; else yes, 1, won …")
@click.option("--open", "still_open", multiple=True, metavar="VALUE", help="A value of what is not settled yet.")
@click.option("--id", metavar="COLUMN", help="Column that names the lead.")
@click.option("--value", metavar="COLUMN", help="Column with what a success would be worth, known beforehand.")
@click.option("--drop", multiple=True, metavar="COLUMN", help="Leave a column out.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="Keep a column although it was named as known too late.")
@click.option("--gap", "gap_days", type=click.FloatRange(0, 3650), default=0.0, metavar="DAYS",
              help="Learn nothing from so many days before the rows that judge.")  # fmt: skip
@click.option("--plain", is_flag=True, help="Logistic regression only: reasons are exact, and it is quick.")
@click.option("--json", "json_file", metavar="FILE", help="Write the figures as JSON; - prints them and nothing else.")
@click.option("--html", "html_file", metavar="FILE", help="Write one self-contained page with pictures.")
@click.option("--score", "score_file", metavar="FILE", help="Write probability, class and reasons of each row as CSV.")
@click.option("--lang", type=click.Choice(["en", "pt"]), default="en", show_default=True, help="Language of the words.")
@click.option("--month-first", is_flag=True, help="Read 03/04/2025 as March 4 where the column leaves it open.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file, when it is not found out rightly.")
@click.option("--separator", metavar="SIGN", help="Separator between the columns, such as ; or tab.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; else the first that holds something.")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Rows and columns to show.")
def command(
    file: Path,
    json_file: str | None,
    html_file: str | None,
    score_file: str | None,
    lang: Literal["en", "pt"],
    month_first: bool,
    plain: bool,
    separator: str | None,
    top: int,
    **options: Any,
) -> None:
    """Learn from leads whose outcome is known which of the others will convert, and say how far to trust it.

    The file (CSV, TSV, XLSX or Parquet, also as .gz or .zip) has one row per lead: what was known of it, and how it
    ended. With --time the model learns from the early rows and is judged on the latest quarter. Columns that can only
    be known afterwards (close date, lost reason, length of the call …) are named and left out; --keep overrules. Where
    nothing can be told, it says so: "no better than the base rate". With too little history it refuses.

    \b
    Examples:
      jornada predict leads.csv --outcome converted --time created_at
      jornada predict deals.xlsx --outcome Situação --success Ganho --open Aberto --time Criada --html deals.html
      jornada predict leads.csv --outcome converted --id lead_id --score scores.csv --json - | jq .quality.auc

    Exit codes: 0 all well, 1 refused for lack of history, 2 a word of the command is wrong, 3 the file cannot be read.
    """
    options |= {"separator": separator_sign(separator), "day_first": not month_first, "boosting": not plain}
    found = _read(file, options)
    from jornada.analytics.predict.text import prediction_json, scores_csv

    if json_file:
        write_json(json_file, prediction_json(found, max(20, top)))
    if html_file:
        from jornada.analytics.predict.page import write_page

        write(html_file, write_page(found, language=lang, top=top))
    if score_file:
        write(score_file, scores_csv(found))
    written = [name for name in (json_file, html_file, score_file) if name]
    if "-" not in written:
        _print(found, file, lang, top, written)


def _read(file: Path, options: dict[str, Any]) -> PredictionFile:
    from jornada.analytics.door import FileProblem
    from jornada.analytics.errors import MeasureError
    from jornada.analytics.predict.file import read_prediction

    try:
        return read_prediction(file, **options)
    except FileProblem as problem:
        refuse(str(problem), code_of(problem.code))
    except MeasureError as problem:
        refuse(f"{file.name}: {problem}", REFUSED)


def _print(found: PredictionFile, file: Path, lang: Literal["en", "pt"], top: int, written: list[str]) -> None:
    from rich.console import Console

    from jornada.analytics.predict.text import print_prediction

    console = Console(highlight=False)
    console.print(file.name, style="bold", markup=False)
    print_prediction(found, console, language=lang, top=top)
    for name in written:
        console.print(f"→ {name}", markup=False)
