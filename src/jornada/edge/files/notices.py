"""What is worth saying about a file that was read all the same, in the user's language: one table of sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, ngettext_lazy

SENTENCES = {
    "duplicate_header": gettext_lazy("The header %(header)s stands twice; column %(column)s is called %(name)s."),
    "empty_header": gettext_lazy("Column %(column)s has no header; it is called %(name)s."),
    "lines_above_header": ngettext_lazy(
        "%(lines)s line above the header was left out.", "%(lines)s lines above the header were left out.", "lines"
    ),
    "lines_below_table": ngettext_lazy(
        "%(lines)s line below the table was left out.", "%(lines)s lines below the table were left out.", "lines"
    ),
    "no_header": gettext_lazy("The file has no header; its columns are numbered."),
    "rejected_rows": ngettext_lazy(
        "%(rows)s row does not have %(expected)s columns: line %(line)s.",
        "%(rows)s rows do not have %(expected)s columns; the first is line %(line)s.",
        "rows",
    ),
    "ambiguous_date": gettext_lazy("%(column)s: dates such as %(example)s can be read in two ways; check the order."),
    "joined_time": gettext_lazy("%(column)s is read with the time of day in %(time)s."),
    "mixed_date": gettext_lazy("%(column)s: some dates begin with the day, others with the month; check the order."),
    "ambiguous_number": gettext_lazy("%(column)s: numbers such as %(example)s can be read in two ways; check them."),
    "odd_thousands": gettext_lazy(
        "%(column)s: %(count)s value(s) such as %(example)s have no cents, unlike all others; read as thousands. Check"
        " them: with a decimal point they would be a fraction."
    ),
    "tags_by_number": gettext_lazy(
        "%(column)s: tags such as %(example)s are only numbers, perhaps ids of the other system. They come in as they"
        " are; leave the column out, or put the names into the file first."
    ),
    "more_sheets": gettext_lazy(
        "Only the sheet %(sheet)s is read; there are also, with their filled rows: %(others)s."
        " --sheet NAME reads another."
    ),
}


def say_notice(notice: dict[str, Any]) -> str:
    """Say a notice as it is kept with what was detected."""
    known = SENTENCES.get(notice["code"])
    return str(known % notice["params"]) if known else str(notice["text"])
