"""The open leads of a ranking on its plane: fit down, engagement across, and what to do in each quarter of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.models import Lead
from jornada.apps.leads.scoring.keeping import live_versions
from jornada.apps.leads.scoring.shown import Cell
from jornada.rules.condition_json import ConditionFormatError
from jornada.rules.scoring import CELLS, LETTERS
from jornada.rules.scoring_json import ScoringFormatError

# Letters, numbers, and what the quarter of the plane that they make is for.
QUARTERS: tuple[tuple[str, str, str | Promise], ...] = (
    ("AB", "12", _("fit and want to: turn to them today")),
    ("AB", "34", _("fit, but are quiet: wake their interest")),
    ("CD", "12", _("want to, but fit badly: ask before you invest")),
    ("CD", "34", _("neither: leave them to Marketing, unless hot, warm, owed an answer or predicted above average")),
)


@dataclass(frozen=True)
class Quarter:
    """A quarter of the plane: its cells, how many leads stand there, and what it is for."""

    name: str
    number: int
    advice: str | Promise


def plane(rows: QuerySet[Lead], address: str, chosen: str) -> dict[str, Any] | None:
    """Lay open leads out; each cell narrows the ranking to its own. Nothing where nobody has a grade."""
    found = rows.exclude(grade="").order_by().values_list("grade").annotate(number=Count("pk"))
    counts = {**dict.fromkeys(CELLS, 0), **{grade: number for grade, number in found if grade in CELLS}}
    if not sum(counts.values()):
        return None
    wanted, most = _wanted(), max(counts.values())
    return {
        "rows": [
            (letter, [_cell(f"{letter}{n}", counts, most, wanted, address) for n in range(1, 5)]) for letter in LETTERS
        ],
        "quarters": [_quarter(*each, counts) for each in QUARTERS],
        "chosen": chosen,
    }


def _cell(code: str, counts: dict[str, int], most: int, wanted: set[str], address: str) -> Cell:
    url = f"{address}&{urlencode({'cell': code})}"
    return Cell(code, counts[code], counts[code] / most, url, code in wanted)


def _quarter(letters: str, numbers: str, advice: str | Promise, counts: dict[str, int]) -> Quarter:
    number = sum(counts[f"{letter}{n}"] for letter in letters for n in numbers)
    return Quarter(f"{'/'.join(letters)} × {'/'.join(numbers)}", number, advice)


def _wanted() -> set[str]:
    """Name the cells that count as qualified under any model in force that can be read."""
    found: set[str] = set()
    for version in live_versions():
        try:
            found |= set(version.rules.wanted)
        except (ConditionFormatError, ScoringFormatError):
            continue
    return found
