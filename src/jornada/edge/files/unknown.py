"""The page of the values that no list knows: its rows, what each may stand for, and what was said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jornada.edge.files.matching.known import OVER
from jornada.edge.files.matching.offered import is_chosen, names_of
from jornada.edge.files.matching.values import ValueProposal, same
from jornada.edge.files.owners import is_of_us
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import Unknown
from jornada.ui.addresses import is_id

MOST_VALUES = 10_000


def is_nothing(one: Unknown, value: str) -> bool:
    """Say that it is settled already that a value stands for nothing, as *Self-employed* for no company."""
    return one.step.values.get(one.field.code, {}).get(value) == ""


def value_rows(unknown: list[Unknown], steps: list[Step], limit: int = 300) -> list[dict[str, Any]]:
    """Show the unknown values, those with a suggestion first; what is not shown is added as new.

    Of whom of us a file means, `owners` asks.
    """
    rows = [
        {
            "step": steps.index(one.step), "field": one.field, "file": one.step.name, "value": proposal.value,
            "count": proposal.count, "suggestion": proposal.target, "score": proposal.score,
            "chosen": chosen, "is_suggested": bool(chosen) and proposal.value not in _given(one),
            "is_asked": proposal.why == OVER, "list": "outcome" if proposal.why == OVER else one.field.refers,
        }
        for one in unknown
        for proposal in one.values
        if not is_of_us(one.field) and not is_nothing(one, proposal.value)
        for chosen in [_chosen(one, proposal)]
    ]  # fmt: skip
    rows.sort(key=lambda row: (not row["is_asked"], not row["suggestion"], -row["count"]))
    return rows[:limit]


def offered(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Give the names that the lists of some rows have, by the list; none where there are too many to choose from."""
    found = {name: names_of(name) for name in dict.fromkeys(row["list"] for row in rows)}
    return {name: names for name, names in found.items() if names}


def take_values(steps: list[Step], posted: Mapping[str, str]) -> None:
    """Take over what values stand for; one of which a suggestion was taken out stands for itself."""
    rows = posted.get("rows", "")
    for number in range(min(int(rows), MOST_VALUES) if rows.isdecimal() and len(rows) < 9 else 0):
        place, code = posted.get(f"step-{number}", ""), posted.get(f"field-{number}", "")
        if not is_id(place) or int(place) >= len(steps) or code not in steps[int(place)].of.by_code:
            continue
        values = steps[int(place)].values.setdefault(code, {})
        value, target = posted.get(f"value-{number}", ""), posted.get(f"target-{number}", "").strip()
        target = target or (value if f"suggested-{number}" in posted else "")
        if target:
            values[value] = target
        else:
            values.pop(value, None)


def _given(one: Unknown) -> dict[str, str]:
    return one.step.values.get(one.field.code, {})


def _chosen(one: Unknown, proposal: ValueProposal) -> str:
    """Say what stands in the field of a value: what was said of it, else what is suggested; of itself, nothing."""
    said = _given(one).get(proposal.value)
    if said is None:
        return proposal.target if is_chosen(proposal, one.field.refers) else ""
    return "" if same(said) == same(proposal.value) else said
