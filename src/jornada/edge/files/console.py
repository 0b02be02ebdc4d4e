"""What `jornada import` prints: what was found, how it was understood, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jornada.edge.files.kinds import KINDS
from jornada.edge.files.notices import say_notice
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import Detected, Unknown
from jornada.edge.files.reasons import sentence
from jornada.edge.files.report import LIST_WORDS, STATUS_WORDS, tallied

SHOWN = 12
SEPARATORS = {",": gettext_lazy("comma"), ";": gettext_lazy("semicolon"), "\t": gettext_lazy("tab"), "|": "|"}


def show_detected(console: Console, detected: Sequence[Detected]) -> None:
    """Print each file with its layout and the field of each column."""
    for one in detected:
        facts = one.found
        layout = [facts["kind"], facts["encoding"], str(SEPARATORS.get(facts["separator"], "")), facts["sheet"]]
        rows = ngettext("%(rows)s row", "%(rows)s rows", one.rows) % {"rows": f"{one.rows:,}"}
        title = f"{one.step.of.label}: {one.step.name} · {rows} · {', '.join(filter(None, layout))}"
        table = Table(title=escape(title), title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
        for head in (_("Column"), _("Field"), _("Read as"), _("For example")):
            table.add_column(head, overflow="fold")
        for column in one.columns:
            table.add_row(
                escape(column["name"]), *_field_of(one, column), escape(", ".join(column["examples"][:3])[:60])
            )
        console.print(table)
        if one.system:
            console.print(escape(_("Recognised as an export of %(system)s.") % {"system": one.system}))
        for notice in one.notices:
            console.print(f"  [yellow]![/] {escape(say_notice(notice))}")
        console.print()


def show_unknown(console: Console, unknown: Sequence[Unknown]) -> None:
    """Print the values that no list knows, and what is done with them."""
    rows = [(one, proposal) for one in unknown for proposal in one.values]
    if not rows:
        return
    table = Table(
        title=_("Values that the lists do not know"),
        title_justify="left",
        title_style="bold",
        show_edge=False,
        pad_edge=False,
    )
    for head in (_("File"), _("Field"), _("Value")):
        table.add_column(head)
    table.add_column(_("Rows"), justify="right")
    table.add_column(_("Becomes"))
    table.add_column(_("Score"), justify="right")
    for one in unknown:
        for proposal in one.values[:SHOWN]:
            target = one.step.values.get(one.field.code, {}).get(proposal.value, "")
            table.add_row(
                escape(one.step.name), one.field.label, escape(proposal.value), f"{proposal.count:,}",
                f"[green]{escape(target)}[/]" if target else _becomes(proposal),
                f"{proposal.score:.0f}" if proposal.score else "",
            )  # fmt: skip
        if len(one.values) > SHOWN:
            table.add_row(
                escape(one.step.name), one.field.label, _("… %(n)s more") % {"n": len(one.values) - SHOWN}, "", "", ""
            )
    console.print(table)
    console.print()


def show_result(console: Console, result: dict[str, Any], is_dry: bool) -> None:
    """Print what came of the rows, why some were noted, and where the report lies."""
    title = _("What the import would do") if is_dry else _("Imported")
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    table.add_column(_("File"))
    for word in (_("rows read"), *(STATUS_WORDS[status] for status in tallied({}))):
        table.add_column(str(word), justify="right")
    for key, counts in result["files"].items():
        _number, kind, name = key.split(":", 2)
        numbers = (counts.get("read", 0), *tallied(counts).values())
        table.add_row(escape(f"{KINDS[kind].label}: {name}"), *(f"{number:,}" for number in numbers))
    console.print(table)
    for name, columns in result.get("left_out", {}).items():
        said = _("%(file)s: columns that were not imported: %(columns)s")
        console.print(f"  [yellow]![/] {escape(said % {'file': name, 'columns': ', '.join(columns)})}")
    _show_issues(console, result)
    for label, names in result["added"].items():
        shown = ", ".join(list(filter(None, names))[:8])
        more = "" if len(names) <= 8 else f", … ({len(names)})"
        added = _("added to %(list)s: %(names)s") % {"list": LIST_WORDS.get(label, label), "names": shown + more}
        console.print(f"  [cyan]+[/] {escape(added)}")
    console.print("\n" + escape(_("Row by row: %(file)s") % {"file": result["report"]}))
    for path in result.get("refused", ()):
        console.print(escape(_("Refused rows: %(file)s") % {"file": path}))


def show_currencies(console: Console, steps: Sequence[Step]) -> None:
    """Say in which currency amounts are taken that name none."""
    for step in steps:
        if step.lacks_currency:
            said = _("%(file)s names no currency: its amounts are taken as %(currency)s (--currency says otherwise).")
            console.print(f"  [yellow]![/] {escape(said % {'file': step.name, 'currency': step.currency})}")


def show_undone(console: Console, done: dict[str, Any]) -> None:
    """Print what was taken back and what stays."""
    for label, number in done["deleted"].items():
        console.print(_("deleted: %(label)s: %(number)s") % {"label": label, "number": f"{number:,}"})
    console.print(_("touches taken out of the log: %(number)s") % {"number": f"{done['touches']:,}"})
    console.print(_("records put back as they were: %(number)s") % {"number": f"{done['restored']:,}"})
    console.print(_("records that stay: %(number)s") % {"number": f"{done['kept']:,}"})
    for row in done["rows"][:SHOWN]:
        console.print(f"  [yellow]![/] {escape(row['record'])} {escape(row['name'])}: {escape(row['reason'])}")


def _show_issues(console: Console, result: dict[str, Any]) -> None:
    for key, found in result["issues"].items():
        __number, kind, name = key.split(":", 2)
        for issue, number in found.items():
            code, _bar, reason = issue.partition("|")
            field = KINDS[kind].by_code.get(code)
            where = f"{name}, {field.label}" if field else name
            said = sentence(reason, {"came": "…", "expected": "…"})
            console.print(f"  [yellow]![/] {escape(where)}: {number:,} × {escape(said)}")


def _field_of(one: Detected, column: dict[str, Any]) -> tuple[str, str]:
    code = one.step.columns.get(column["name"], "")
    if not code:
        return "[dim]" + _("not imported") + "[/]", ""
    field = one.step.of.by_code[code]
    kind = column["date_order"] or (f"1{column['decimal']}5" if column["decimal"] else "")
    return f"[green]{field.label}[/] [dim]{code}[/]", kind if field.type in {
        "date",
        "instant",
        "money",
        "number",
    } else ""


def _becomes(proposal: Any) -> str:
    if proposal.target:
        asked = _("added as new; did you mean %(value)s?") % {"value": proposal.target}
        return f"[yellow]{escape(asked)}[/]"
    return "[cyan]" + _("added as new") + "[/]"
