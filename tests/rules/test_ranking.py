"""Whom to turn to first: worked by hand, then what must hold whatever the numbers are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.ranking import FOR_MARKETING, LeadFacts, chance_of, is_for_marketing, rank
from jornada.rules.scoring import CELLS

NOW = datetime(2026, 6, 1, tzinfo=UTC)
POOR = LeadFacts(10, worth=1000, last_at=NOW)
KNOWN = LeadFacts(50, 0.3, worth=1000, last_at=NOW)


@pytest.mark.parametrize(
    ("facts", "points", "whys"),
    [
        (KNOWN, 300, ["fresh"]),
        (replace(KNOWN, last_at=NOW - timedelta(days=14)), 90, ["cooling"]),
        (replace(KNOWN, last_at=None), 90, ["untouched"]),
        (replace(KNOWN, heat="warm"), 360, ["warm", "fresh"]),
        (replace(KNOWN, due_at=NOW + timedelta(hours=8)), 450, ["due", "fresh"]),
        (replace(KNOWN, due_at=NOW - timedelta(hours=1)), 600, ["late", "fresh"]),
        (replace(KNOWN, worth=None), 0.3, ["fresh"]),
    ],
)
def test_ranks_worked_by_hand(facts, points, whys):
    found = rank(facts, NOW)
    assert found.points == pytest.approx(points)
    assert [why for why, _factor in found.reasons] == whys


@pytest.mark.parametrize(
    ("facts", "is_last"),
    [
        (replace(POOR, grade="C4"), True),
        (replace(POOR, grade="D3", heat="cold"), True),
        (replace(KNOWN, grade="C4", base=0.3), True),
        (replace(KNOWN, grade="C4", base=0.2), False),
        (replace(KNOWN, grade="C4"), False),
        (replace(POOR, grade="C4", heat="hot"), False),
        (replace(POOR, grade="C4", heat="warm"), False),
        (replace(POOR, grade="D4", due_at=NOW + timedelta(days=1)), False),
        (replace(POOR, grade="C2"), False),
        (replace(POOR, grade="B4"), False),
        (KNOWN, False),
    ],
)
def test_who_neither_fits_nor_is_engaged_comes_last_unless_something_speaks_for_it(facts, is_last):
    poor = rank(LeadFacts(1, worth=1000), NOW)
    found = rank(facts, NOW)
    assert is_for_marketing(facts) is found.is_for_marketing is is_last
    assert (found.order > poor.order) is is_last
    assert (("marketing", 1.0) in found.reasons) is is_last


def test_the_cells_of_marketing_are_those_of_the_last_quarter():
    assert {cell for cell in CELLS if cell[0] in "CD" and cell[1] in "34"} == FOR_MARKETING


def test_what_the_chance_rests_on():
    assert chance_of(KNOWN) == (0.3, "predicted")
    assert chance_of(LeadFacts(50, cell_hits=0, cell_of=0, base=0.2)) == (0.2, "base")
    assert chance_of(LeadFacts(50, cell_hits=30, cell_of=30, base=0.2)) == (pytest.approx(0.68), "grade")
    assert chance_of(LeadFacts(40)) == (0.4, "score")


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_a_small_cell_stays_near_the_whole(hits, more, base):
    chance, _basis = chance_of(LeadFacts(cell_hits=hits, cell_of=hits + more, base=base))
    rate = hits / (hits + more) if hits + more else base
    assert min(rate, base) - 1e-9 <= chance <= max(rate, base) + 1e-9


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 400))
def test_more_chance_never_ranks_lower_and_age_never_higher(low, high, days):
    low, high = sorted((low, high))
    facts = replace(KNOWN, last_at=NOW - timedelta(days=days))
    assert rank(replace(facts, chance=low), NOW).points <= rank(replace(facts, chance=high), NOW).points
    assert rank(facts, NOW + timedelta(days=1)).points <= rank(facts, NOW).points


def test_without_score_or_past_the_chance_is_unknown_and_the_most_urgent_comes_first():
    quiet, hot = rank(LeadFacts(), NOW), rank(LeadFacts(last_at=NOW, heat="hot"), NOW)
    assert (hot.basis, hot.chance) == ("unknown", 0)
    assert hot.order < quiet.order
