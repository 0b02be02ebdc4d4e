"""The analysis of a log in the terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from jornada.analytics.analyse import MICROS, Analysis, Group, instant
from jornada.analytics.analyse_log import LogFile
from jornada.analytics.report import rows_told
from jornada.analytics.report_svg import cut
from jornada.analytics.report_words import Tongue, sentences

_BAR = 24


def print_summary(found: Analysis, file: LogFile, console: Console, *, language: str = "en", top: int = 8) -> None:
    """Print what a log says so that one can read it.

    Parameters
    ----------
    found : Analysis
    file : LogFile
    console : Console
        Where to.
    language : str
        `en` or `pt`.
    top : int
        Lines per table.
    """
    tongue = Tongue(language)
    _print_reading(file, console, tongue)
    _print_keys(found, console, tongue)
    lines = Table.grid(padding=(0, 1))
    for line in sentences(found, tongue):
        lines.add_row("•", escape(line))
    console.print(Padding(lines, (0, 0, 1, 2)))
    console.print(_activities(found, tongue, top))
    console.print(_paths(found, tongue, top))
    if found.steps:
        console.print(_steps(found, tongue, top))
    for title, groups in (("channels", found.channels), ("outcomes", found.outcomes)):
        if groups:
            console.print(_groups(title, groups[:top], tongue))


def _print_reading(file: LogFile, console: Console, tongue: Tongue) -> None:
    console.print(f"[bold]{escape(file.file)}[/bold]")
    for role, column in file.roles.columns.items():
        how = tongue.say(f"how_{file.roles.how[role]}")
        console.print(f"  [dim]{tongue.say(f'role_{role}'):<10}[/dim] {escape(column)} [dim]({how})[/dim]")
    for line in [rows_told(file, tongue), *file.notices, *(str(error) for error in file.errors[:3])]:
        console.print(f"  [dim]{escape(line)}[/dim]")
    console.print()


def _print_keys(found: Analysis, console: Console, tongue: Tongue) -> None:
    grid = Table.grid(padding=(0, 3))
    times = found.durations
    keys = [
        ("cases", tongue.number(found.cases)),
        ("events", tongue.number(found.events)),
        ("variants", tongue.number(found.variant_count)),
        ("median", tongue.time(times.median / MICROS)),
        ("p90", tongue.time(times.p90 / MICROS)),
        ("rework", tongue.number(found.rework.rework)),
    ]
    for _ in keys:
        grid.add_column()
    grid.add_row(*(f"[dim]{tongue.say(key)}[/dim]" for key, _ in keys))
    grid.add_row(*(f"[bold]{figure}[/bold]" for _, figure in keys))
    console.print(Padding(grid, (0, 0, 0, 2)))
    period = f"{tongue.date(instant(found.first))} – {tongue.date(instant(found.last))}"
    console.print(f"  [dim]{period}[/dim]\n")


def _table(title: str, columns: list[tuple[str, str]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for head, side in columns:
        table.add_column(head, justify="right" if side == "right" else "left", overflow="fold")
    return table


def _activities(found: Analysis, tongue: Tongue, top: int) -> Table:
    heads = [("", "left"), ("", "left"), (tongue.say("events"), "right"), (tongue.say("cases"), "right")]
    table = _table(tongue.say("bars"), heads)
    most = found.activities[0].events
    for each in found.activities[:top]:
        bar = "█" * max(1, round(_BAR * each.events / most))
        table.add_row(escape(each.name), f"[blue]{bar}[/blue]", tongue.number(each.events), tongue.number(each.cases))
    return table


def _paths(found: Analysis, tongue: Tongue, top: int) -> Table:
    heads = [(tongue.say("cases"), "right"), ("", "right"), (tongue.say("median"), "right"), ("", "left")]
    table = _table(tongue.say("paths"), heads)
    for each in found.variants[:top]:
        path = " → ".join(cut(name, 26) for name in each.path[:12]) + (" → …" if len(each.path) > 12 else "")
        share = tongue.share(each.cases / found.cases)
        table.add_row(tongue.number(each.cases), share, tongue.short_time(each.median_seconds), escape(path))
    return table


def _steps(found: Analysis, tongue: Tongue, top: int) -> Table:
    heads = [("from", "left"), ("to", "left"), ("times", "right"), ("median_time", "right"), ("p90_time", "right")]
    table = _table(tongue.say("steps"), [(tongue.say(key), side) for key, side in heads])
    for each in found.steps[:top]:
        times = (tongue.time(each.median_seconds), tongue.time(each.p90_seconds))
        table.add_row(escape(each.source), escape(each.target), tongue.number(each.count), *times)
    return table


def _groups(title: str, groups: list[Group], tongue: Tongue) -> Table:
    table = _table(tongue.say(title), [("", "left"), (tongue.say("cases"), "right"), (tongue.say("median"), "right")])
    for group in groups:
        name = escape(group.name or tongue.say("blank"))
        table.add_row(name, tongue.number(group.cases), tongue.time(group.median_seconds))
    return table
