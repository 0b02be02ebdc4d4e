"""`jornada import`: real files into the database, as one plan."""

from __future__ import annotations

import gc
import json
import re
import sys
from pathlib import Path
from typing import Any

import click

UNUSABLE, NOT_WRITTEN = 3, 4
KIND_WORDS = ("auto", "teams", "products", "accounts", "contacts", "leads", "opportunities", "touches")


@click.command(name="import")
@click.argument("words", nargs=-1, metavar="KIND FILE [KIND FILE ...]")
@click.option("--map", "map_path", type=click.Path(path_type=Path), help="YAML or JSON with columns and values.")
@click.option("--mode", type=click.Choice(["upsert", "create", "update"]), default="upsert", show_default=True)
@click.option("--key", default="", help="Field by which known records are found, such as external_id, email or name.")
@click.option("--currency", default="", help="Of amounts for which a file names none; else the company's own.")
@click.option("--undo", metavar="JOB", help="Take back the import of this job (its number, or the import's id).")
@click.option("--refused", "refused_to", type=click.Path(path_type=Path), help="Folder for the refused rows (CSV).")
@click.option("--dry-run", is_flag=True, help="Report all, write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask: take what is sure, add the rest as new.")
@click.option(
    "--sheet", "sheets", multiple=True, metavar="NAME", help="Sheet of a workbook; may be given several times."
)
@click.option("--encoding", help="When the detection is wrong: utf-8, windows-1252, utf-16 ...")
@click.option("--separator", help="When the detection is wrong: , ; tab |")
@click.option("--month-first", is_flag=True, help="Read 03/04/2025 as 4 March where the file leaves it open.")
@click.option(
    "--report", "report_to", type=click.Path(path_type=Path), help="Where to put the row-by-row report (CSV)."
)
@click.option("--language", type=click.Choice(["en", "pt-br"]), default="en", show_default=True, help="Of the report.")
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON.")
def command(words: tuple[str, ...], **options: Any) -> None:
    """Import files. The whole call is one plan: rows may refer to each other in any order.

    \b
    KIND is teams, products, accounts, contacts, leads, opportunities, touches, or auto: found out by the columns.
    Exports of Pipedrive, HubSpot, Salesforce, RD Station, LinkedIn, Mailchimp and Meta are recognised by auto.
    FILE is CSV, TSV, XLSX or Parquet; encoding, separator, decimal mark and date order are found out.

    \b
    jornada import accounts contas.csv opportunities negocios.xlsx
    jornada import touches emails.csv --dry-run
    jornada import opportunities deals.csv --map deals.yaml --mode update --key external_id
    jornada import auto hubspot-deals.csv --refused .
    jornada import auto base.xlsx --sheet Empresas --sheet Contatos
    jornada import --undo 42

    Interrupted imports go on where they stopped when the same command is given again.

    \b
    Exit codes: 0 every row is in, or in the report with its reason; 2 wrong words;
    3 a file that cannot be used; 4 the database could not be written.
    """
    pairs = [] if options["undo"] and not words else _pairs(words)
    if options["undo"] and words:
        raise click.UsageError("--undo takes back an import and imports nothing: leave KIND and FILE out.")
    if options["currency"] and not re.fullmatch("[A-Za-z]{3}", options["currency"]):
        raise click.UsageError(f"--currency: expected three letters such as BRL or USD, came {options['currency']!r}.")
    # Of all that is loaded now nothing is garbage: looking for it costs a sixth of the start.
    gc.disable()
    from jornada.project.boot import migrate, start_django

    start_django()
    migrate()
    from jornada.project.importing import run_import, run_undo

    gc.enable()
    code, answer = run_undo(options["undo"], options) if options["undo"] else run_import(pairs, options)
    if options["as_json"]:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False, default=str))
    # Python ends without a last look for garbage.
    gc.disable()
    sys.exit(code)


def _pairs(words: tuple[str, ...]) -> list[tuple[str, Path]]:
    """Check the words before anything is loaded."""
    if not words or len(words) % 2:
        raise click.UsageError(
            f"Expected pairs KIND FILE, came {len(words)} word(s). KIND is one of {', '.join(KIND_WORDS)}."
        )
    pairs = list(zip(words[::2], map(Path, words[1::2]), strict=True))
    for kind, _path in pairs:
        if kind not in KIND_WORDS:
            raise click.UsageError(f"{kind!r} is not a kind of file. Kinds: {', '.join(KIND_WORDS)}.")
    return pairs
