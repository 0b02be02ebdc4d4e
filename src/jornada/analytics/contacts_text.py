"""Contacts and their yield as text: in the terminal, and as figures for other programs."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jornada.analytics.contacts_file import ContactFile
from jornada.analytics.rates import Rates
from jornada.analytics.words.counting import NOT_AN_EFFECT

FEW_CLIENTS, FEW_SUCCESSES = 30, 5


def print_contacts(file: ContactFile, console: Console, *, top: int = 15) -> None:
    """Print the yield of the n-th contact and success by number of contacts.

    Parameters
    ----------
    file : ContactFile
    console : Console
        Where to.
    top : int
        Numbers of contacts to show.
    """
    table = file.table
    clients, successes = int(table.clients.sum()), int(table.successes.sum())
    console.print(f"{clients:,} clients contacted · {successes:,} successes ({escape(', '.join(file.success))})")
    if table.never.of[0]:
        console.print(f"{table.never.of[0]:,} never contacted, {table.never.hits[0]:,} of them successes; not below")
    if file.left_out:
        console.print(f"{file.left_out:,} of {file.rows:,} rows without a count or an outcome left out")
    if clients:
        console.print(_lines(file, top))
    if successes:
        console.print("Yield: successes at the n-th contact of all reached n times. Naive: of those with exactly n.")
        console.print(f"{table.contacts_per_success:.1f} contacts were made per success.")
    console.print(f"[bold yellow]Not an effect.[/] {escape(NOT_AN_EFFECT[0])}")


def contacts_json(file: ContactFile) -> dict[str, Any]:
    """Give all figures for other programs; shares from 0 to 1."""
    table = file.table
    successes = int(table.successes.sum())
    return {
        "clients": int(table.clients.sum()),
        "successes": successes,
        "contacts": int((table.contacts * table.clients).sum()),
        "contacts_per_success": table.contacts_per_success if successes else None,
        "never_contacted": {"clients": int(table.never.of[0]), "successes": int(table.never.hits[0])},
        "success_values": list(file.success),
        "rows": {"in_file": file.rows, "left_out": file.left_out},
        "by_contacts": table.to_rows(),
        "warning": NOT_AN_EFFECT[0],
    }


def _lines(file: ContactFile, top: int) -> Table:
    table = file.table
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    heads = ("contacts", "reached", "successes", "yield %", "95 %", "naive %", "95 %", "so far %")
    for head in heads:
        shown.add_column(head, justify="right", no_wrap=True)
    for row in range(min(top, len(table))):
        cells = [f"{column[row]:,}" for column in (table.contacts, table.reached, table.successes)]
        shares = [*_share(table.hazard, row), *(f"[dim]{cell}[/]" for cell in _share(table.rate, row))]
        is_small = table.reached[row] < FEW_CLIENTS or table.successes[row] < FEW_SUCCESSES
        so_far = f"{100 * table.cumulative[row]:.1f}" if table.successes.any() else ""
        shown.add_row(*cells, *shares, so_far, style="dim" if is_small else None)
    if len(table) > top:
        rest = f"{table.reached[top]:,}", f"{table.successes[top:].sum():,}"
        shown.add_row(f"{top + 1}+", *rest, "", "", "", "", "")
    return shown


def _share(rates: Rates, row: int) -> tuple[str, str]:
    if not rates.of[row]:
        return "", ""
    return f"{100 * rates.rate[row]:.2f}", f"{100 * rates.low[row]:.1f}–{100 * rates.high[row]:.1f}"
