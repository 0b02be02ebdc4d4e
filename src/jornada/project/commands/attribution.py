"""`jornada attribution`: credit for conversions, from paths counted already, without the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jornada.project.console import BAD_FILE, WRONG_WORDS, code_of, refuse, separator_sign, write, write_json

if TYPE_CHECKING:
    from jornada.analytics.attribution import AttributionTable
    from jornada.analytics.result import Language


@click.command(short_help="Share conversions among the channels on their paths.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--path", "path", metavar="COLUMN", required=True, help="Column with the path: ads > mail > phone.")
@click.option("--conversions", metavar="COLUMN", required=True, help="Column that says how often the path converted.")
@click.option("--nulls", metavar="COLUMN", help="Column that says how often it did not; the Markov chain needs it.")
@click.option("--value", metavar="COLUMN", help="Column with the money of the path's conversions.")
@click.option("--sep", default=">", show_default=True, metavar="SIGN", help="What stands between the names of a path.")
@click.option("--model", "models", multiple=True, metavar="NAME", help="A model to use; may be repeated. Else all.")
@click.option("--order", type=click.IntRange(1, 3), default=1, show_default=True, help="Touches the chain remembers.")
@click.option("--direct", multiple=True, metavar="NAME", help="A name that last non-direct passes over.")
@click.option("--json", "json_file", metavar="FILE", help="Write the figures as JSON; - prints them and nothing else.")
@click.option("--html", "html_file", metavar="FILE", help="Write one self-contained page with words and a picture.")
@click.option("--lang", type=click.Choice(["en", "pt"]), default="en", show_default=True, help="Language of the page.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file, when it is not found out rightly.")
@click.option("--separator", metavar="SIGN", help="Separator between the columns, such as ; or tab.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; else the first that holds something.")
@click.option("--top", type=click.IntRange(1, 1000), default=20, show_default=True, help="Names in the table.")
def command(
    file: Path,
    models: tuple[str, ...],
    order: int,
    direct: tuple[str, ...],
    json_file: str | None,
    html_file: str | None,
    lang: Language,
    encoding: str | None,
    separator: str | None,
    sheet: str | None,
    top: int,
    **columns: Any,
) -> None:
    """Share conversions among the names on their paths, by many models side by side.

    The file (CSV, TSV, XLSX or Parquet, also as .gz or .zip) has one row per path: the path, how often it ended in a
    conversion and, if known, how often it did not and what the conversions were worth. Models: first, last,
    last_non_direct, linear, u_shaped, j_shaped, inverse_j, participation, markov, shapley. Those that need times or
    milestones (time_decay, w_shaped, full_path) are for logs. The credit of each model adds up to the conversions.

    \b
    Examples:
      jornada attribution paths.csv --path path --conversions c --nulls n
      jornada attribution paths.csv --path path --conversions c --nulls n --value v --order 2
      jornada attribution paths.xlsx --path Caminho --conversions Vendas --sep "|" --model shapley --model last
      jornada attribution paths.csv --path path --conversions c --nulls n --html credit.html --lang pt
      jornada attribution paths.csv --path path --conversions c --json - | jq .models.markov

    Exit codes: 0 all well, 2 a word of the command is wrong, 3 the file cannot be read as paths.
    """
    options = {"encoding": encoding, "separator": separator_sign(separator), "sheet": sheet}
    table = _attribute(file, {**columns, **options}, models, order, direct)
    if json_file:
        from jornada.analytics.attribution_text import attribution_json

        write_json(json_file, attribution_json(table, order=order))
    if html_file:
        write(html_file, table.page(lang).document(file.name))
    if json_file != "-" and html_file != "-":
        _print(table, file, top, [name for name in (json_file, html_file) if name])


def _attribute(
    file: Path, options: dict[str, Any], models: tuple[str, ...], order: int, direct: tuple[str, ...]
) -> AttributionTable:
    from jornada.analytics.attribution import attribute
    from jornada.analytics.attribution_file import read_paths
    from jornada.analytics.attribution_rules import DIRECT
    from jornada.analytics.door import FileProblem
    from jornada.analytics.errors import MeasureError

    try:
        journeys = read_paths(file, **options)
        if not len(journeys):
            refuse(f"{file.name} has no path.", BAD_FILE)
        return attribute(journeys, models or None, order=order, direct=direct or DIRECT)
    except FileProblem as problem:
        refuse(str(problem), code_of(problem.code))
    except MeasureError as error:
        refuse(str(error), WRONG_WORDS)


def _print(table: AttributionTable, file: Path, top: int, written: list[str]) -> None:
    from rich.console import Console

    from jornada.analytics.attribution_text import print_attribution

    console = Console(highlight=False)
    console.print(file.name, style="bold", markup=False)
    print_attribution(table, console, top=top)
    for name in written:
        console.print(f"→ {name}", markup=False)
