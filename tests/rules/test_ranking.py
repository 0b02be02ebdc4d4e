"""Whom to turn to first: worked by hand, then what must hold whatever the numbers are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.ranking import LeadFacts, chance_of, rank

NOW = datetime(2026, 6, 1, tzinfo=UTC)
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


def test_what_the_chance_rests_on():
    assert chance_of(KNOWN) == (0.3, "predicted")
    assert chance_of(LeadFacts(50, cell_hits=0, cell_of=0, base=0.2)) == (0.2, "base")
    assert chance_of(LeadFacts(50, cell_hits=30, cell_of=30, base=0.2)) == (pytest.approx(0.68), "grade")
    assert chance_of(LeadFacts()) == (0, "score")


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
