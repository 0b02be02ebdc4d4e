"""`jornada contacts`: what the n-th contact yields, from a table of clients, without the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jornada.project.console import code_of, refuse, separator_sign, write, write_json

if TYPE_CHECKING:
    from jornada.analytics.contacts_file import ContactFile
    from jornada.analytics.result import Language


@click.command(short_help="Say what the n-th contact with a client yields.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--count", metavar="COLUMN", required=True, help="Column with the number of contacts of each client.")
@click.option("--outcome", metavar="COLUMN", required=True, help="Column that says how it ended.")
@click.option("--success", multiple=True, metavar="VALUE", help="A value that is a success; else yes, 1, won …")
@click.option("--json", "json_file", metavar="FILE", help="Write the figures as JSON; - prints them and nothing else.")
@click.option("--html", "html_file", metavar="FILE", help="Write one self-contained page with words and a picture.")
@click.option("--lang", type=click.Choice(["en", "pt"]), default="en", show_default=True, help="Language of the page.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file, when it is not found out rightly.")
@click.option("--separator", metavar="SIGN", help="Separator between the columns, such as ; or tab.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; else the first that holds something.")
@click.option("--top", type=click.IntRange(1, 1000), default=15, show_default=True, help="Lines in the table.")
def command(
    file: Path,
    success: tuple[str, ...],
    json_file: str | None,
    html_file: str | None,
    lang: Language,
    encoding: str | None,
    separator: str | None,
    sheet: str | None,
    top: int,
    **columns: Any,
) -> None:
    """Say how many clients were reached by an n-th contact and how many of them said yes to it.

    The file (CSV, TSV, XLSX or Parquet, also as .gz or .zip) has one row per client with the number of contacts, the
    last one included, and the outcome. The yield of the n-th contact is successes at n over clients reached n times;
    the naive rate (successes over clients with exactly n contacts) is shown beside it, with the reason to distrust it.

    \b
    Examples:
      jornada contacts clients.csv --count calls --outcome bought
      jornada contacts clientes.xlsx --count Ligações --outcome Situação --success Ganho
      jornada contacts clients.csv --count calls --outcome bought --html calls.html
      jornada contacts clients.csv --count calls --outcome bought --json - | jq .by_contacts

    Exit codes: 0 all well, 2 a word of the command is wrong, 3 the file cannot be read as clients.
    """
    options = {"encoding": encoding, "separator": separator_sign(separator), "sheet": sheet}
    found = _read(file, {**columns, **options}, success)
    if json_file:
        from jornada.analytics.contacts_text import contacts_json

        write_json(json_file, contacts_json(found))
    if html_file:
        write(html_file, found.table.page(lang).document(file.name))
    if json_file != "-" and html_file != "-":
        _print(found, file, top, [name for name in (json_file, html_file) if name])


def _read(file: Path, options: dict[str, Any], success: tuple[str, ...]) -> ContactFile:
    from jornada.analytics.contacts_file import read_contacts
    from jornada.analytics.door import FileProblem

    try:
        return read_contacts(file, success=success, **options)
    except FileProblem as problem:
        refuse(str(problem), code_of(problem.code))


def _print(found: ContactFile, file: Path, top: int, written: list[str]) -> None:
    from rich.console import Console

    from jornada.analytics.contacts_text import print_contacts

    console = Console(highlight=False)
    console.print(file.name, style="bold", markup=False)
    print_contacts(found, console, top=top)
    for name in written:
        console.print(f"→ {name}", markup=False)
