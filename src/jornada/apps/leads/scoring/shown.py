"""What the pages of scoring show: the grid with its counts, rules in words, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from jornada.apps.leads.models import ScoringModel
from jornada.apps.leads.scoring import queries, words
from jornada.rules.conditions import Did
from jornada.rules.scoring import LETTERS, AttributeRule, Group, Model, Rule
from jornada.rules.scoring_check import check_model
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.words import vocabulary

TONES = {"A": "good", "B": "accent", "C": "warn", "D": "neutral"}


@dataclass(frozen=True)
class Cell:
    """A cell of the grid: how many leads stand there, which of all, and the list of them."""

    code: str
    number: int
    share: float
    url: str
    is_wanted: bool


@dataclass(frozen=True)
class ShownGroup:
    """A group with its rules, each with how it reads."""

    group: Group
    rules: list[tuple[Rule, str, bool]]

    @property
    def is_fit(self) -> bool:
        return self.group.side == "fit"


def grid_of(model: ScoringModel, definition: Model, user: Any) -> dict[str, Any]:
    """Lay the leads that the person sees out in the grid, fit down and engagement across."""
    counts = queries.grid(model, user)
    most, total = max(counts.values(), default=0) or 1, sum(counts.values())
    rows = [
        (letter, [_cell(model, definition, f"{letter}{n}", counts, most) for n in range(1, 5)]) for letter in LETTERS
    ]
    wanted = sum(counts[cell] for cell in definition.wanted)
    return {"rows": rows, "total": total, "wanted": wanted, "share": wanted / total if total else None}


def groups_of(definition: Model, user: Any) -> list[ShownGroup]:
    known = vocabulary("lead", user)
    return [
        ShownGroup(
            group,
            [
                (rule, words.of_rule(rule, known), isinstance(rule, AttributeRule))
                for rule in definition.rules
                if rule.group == group.code
            ],
        )
        for group in sorted(definition.groups, key=lambda each: each.side != "fit")
    ]


def faults_of(definition: Model, user: Any) -> dict[str, list[str]]:
    """Say what keeps a version from being in force, and what is only odd."""
    found = check_model(definition, vocabulary("lead"))
    return {
        "wrong": [words.of_fault(fault, definition) for fault in found if not fault.is_odd],
        "odd": [words.of_fault(fault, definition) for fault in found if fault.is_odd],
    }


def touched_leads(did: Did, user: Any) -> dict[str, Any]:
    """Count the leads that the person sees with a touch that a rule would count."""
    number, total = engine().count(user, "lead", did)
    return {"number": number, "total": total, "share": number / total if total else None}


def _cell(model: ScoringModel, definition: Model, code: str, counts: dict[str, int], most: int) -> Cell:
    url = f"{reverse('lead_list')}?{urlencode({'scored': f'{model.code}:{code}'})}"
    return Cell(code, counts[code], counts[code] / most, url, code in definition.wanted)
