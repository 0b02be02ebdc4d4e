"""What works where, and loyalty: by hand, with known truth, turned around, and where nothing can be told."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.interactions_cases import segment_column
from jornada.analytics.interactions_loyalty import loyalty
from jornada.analytics.interactions_matched import matched_odds
from jornada.analytics.interactions_works import Works, what_works
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.visits import EVIDENCE, OPEN, Visits
from tests.analytics.logs import same

WEEK = timedelta(days=7)


def visits_of(rows, now, subjects):
    """Make visits from (subject, stage, entered, left or None), days; left by evidence."""
    subject, stage, entered, left = (np.array(column) for column in zip(*rows, strict=True))
    is_open = np.array([each is None for each in left])
    return Visits(
        subject=subject.astype(np.int32),
        cycle=np.ones(len(rows), np.int32),
        number=np.ones(len(rows), np.int32),
        stage=stage.astype(np.int16),
        entered_at=entered.astype(np.int64) * DAY,
        left_at=np.array([-1 if each is None else int(each * DAY) for each in left]),
        left_by=np.where(is_open, OPEN, EVIDENCE).astype(np.int8),
        evidence=np.zeros(len(rows), np.int64),
        behaviour=np.zeros(len(rows), np.int16),
        subject_ids=np.arange(subjects),
        outcome=np.zeros(subjects, np.int8),
        stages=("first", "second"),
        now=int(now * DAY),
    )


def world(seed, effect, subjects=1500, days=200):
    """Stand at a stage, where each day a call or a mail may come; a call in a week adds `effect` to the odds
    of moving on in each week after it."""
    rng = np.random.default_rng(seed)
    calls, mails = rng.random((2, subjects, days // 7)) < np.array([0.3, 0.4])[:, None, None]
    chance = 1 / (1 + np.exp(2.5 - effect * np.hstack([np.zeros((subjects, 1)), calls[:, :-1]])))
    moves = rng.random(chance.shape) < chance
    week = np.where(moves.any(axis=1), moves.argmax(axis=1), days // 7)
    rows, events = [], []
    there = np.arange(days // 7) <= week[:, None]
    for flags, name in ((calls, "call"), (mails, "mail")):
        who, when = np.nonzero(flags & there)
        events.append((who, when * 7 + 1 + rng.random(len(who)), np.full(len(who), name)))
    for who, when in enumerate(week.tolist()):
        end = when * 7 + 6.5 if when < days // 7 else None
        rows.append((who, 0, 0, end))
        if end is not None:
            rows.append((who, 1, end, None))
    who, day, what = (np.concatenate([part[place] for part in events]) for place in range(3))
    everyone = np.arange(subjects)
    log = EventLog.from_columns(
        np.concatenate([everyone, who]),
        (np.concatenate([np.zeros(subjects), day]) * DAY).astype(np.int64),
        np.concatenate([np.full(subjects, "start"), what]).astype(object),
    )
    return log, visits_of(rows, days, subjects)


def call_of(found, stage="first"):
    rows = [row for row in range(len(found)) if (found.activities[row], found.stages[row]) == ("call", stage)]
    return rows[0]


def test_odds_over_strata_worked_by_hand():
    # Two strata: 4 of 6 against 2 of 8, 5 of 5 against 3 of 6.
    stratum = np.repeat([0, 1], [14, 11])
    moved = np.array([True] * 4 + [False] * 2 + [True] * 2 + [False] * 6 + [True] * 5 + [True] * 3 + [False] * 3)
    pair = matched_odds(stratum, moved, np.arange(25), np.r_[0:6, 14:19])
    assert pair.odds_ratio == pytest.approx((4 * 6 / 14 + 5 * 3 / 11) / (2 * 2 / 14))
    assert (pair.exposed, pair.exposed_moved, pair.without, pair.without_moved) == (11, 9, 14, 5)


def test_strata_without_both_say_nothing():
    moved = np.array([True, False] * 10)
    alone = matched_odds(np.repeat([0, 1], 10), moved, np.arange(20), np.arange(10))
    assert (alone.exposed, alone.without) == (0, 0)
    assert np.isnan(alone.odds_ratio)


def test_windows_worked_by_hand():
    log = EventLog.from_columns([0, 0, 1], np.array([0, 3, 0]) * DAY, ["start", "call", "start"])
    visits = visits_of([(0, 0, 0, 10), (0, 1, 10, None), (1, 0, 0, None)], 30, 2)
    measure = Works(visits, "activity", 7 * DAY, 7 * DAY, (), True, segment_column(["x", "x"], log), log.subject_ids)
    part = measure.kernel(log)
    # Case 0 stands one window at the first stage and two at the second, case 1 three at the first.
    assert part.stage.tolist() == [0, 1, 0, 0, 0]
    assert part.moved.tolist() == [True, False, False, False, False]
    assert [(part.names[code], int(window)) for code, window in zip(part.code, part.window, strict=True)] == [
        ("call", 0)
    ]


def test_an_activity_without_effect_is_not_found():
    held = []
    for seed in range(40):
        found = what_works(*world(seed, 0.0, 600), within=WEEK, step=WEEK, equally_touched=False)
        row = call_of(found)
        held.append(found.low[row] <= 1 <= found.high[row])
    assert sum(held) >= 37


def test_an_activity_with_effect_is_found_at_its_true_size_and_said():
    held = []
    for seed in range(40):
        found = what_works(*world(seed, 0.8, 600), within=WEEK, step=WEEK, equally_touched=False)
        row = call_of(found)
        held.append(found.low[row] <= np.exp(0.8) <= found.high[row])
    assert sum(held) >= 37
    assert found.is_told[row]
    assert "call at first: moving on within 7 days" in found.explain()
    assert "Só um experimento" in found.explain("pt")


def test_pieces_put_together_equal_the_whole():
    log, visits = world(1, 0.5, 200)
    measure = Works(visits, "activity", 7 * DAY, 7 * DAY, (), True, segment_column(["x"] * 200, log), log.subject_ids)
    parts = [measure.kernel(piece) for piece in log.buckets(4)]
    assert same(measure.finish(measure.merge(parts)), run(measure, log))


def test_nothing_to_compare_is_said():
    log, visits = world(1, 0.5, 5)
    found = what_works(log, visits)
    assert np.isnan(found.odds_ratio).all()
    assert found.explain("pt").startswith("Não é possível dizer")
    assert len(what_works(log.select_subjects(log.subject_ids < 0), visits)) == 0


def test_a_wrong_question_is_named():
    log, visits = world(1, 0.5, 5)
    with pytest.raises(MeasureError, match="it has activity"):
        what_works(log, visits, dimension="channel")
    with pytest.raises(MeasureError, match="longer than nothing"):
        what_works(log, visits, within=timedelta(0))
    with pytest.raises(WrongLengthError, match="1 segments and 5 subjects"):
        what_works(log, visits, segments=["x"])


# --- loyalty -----------------------------------------------------------------------------------------


def customers(seed, effect, subjects=2000, weeks=30):
    """Customers who are helped now and then, and buy again by odds that each help changes."""
    rng = np.random.default_rng(seed)
    helped = rng.random((subjects, weeks)) < 0.4
    before = np.cumsum(helped, axis=1) - helped
    buys = rng.random(helped.shape) < 1 / (1 + np.exp(3.5 - effect * before))
    week = np.where(buys.any(axis=1), buys.argmax(axis=1), weeks)
    who, when = np.nonzero(helped & (np.arange(weeks) <= week[:, None]))
    again = np.flatnonzero(week < weeks)
    subject = np.concatenate([np.arange(subjects), who, again])
    day = np.concatenate([np.zeros(subjects), 7 * when + 2, 7 * week[again] + 6])
    what = ["deal.won"] * subjects + ["help.given"] * len(who) + ["deal.won"] * len(again)
    return EventLog.from_columns(subject, (day * DAY).astype(np.int64), what), int(weeks * 7 * DAY)


def test_help_after_the_sale_that_brings_the_next_one_is_found():
    log, now = customers(1, 0.15)
    found = loyalty(log, now=now, period=WEEK)
    assert found.repeat.effect.low < 0.15 < found.repeat.effect.high
    assert found.repeat.effect.low > 0
    assert found.churn is None
    assert found.explain("pt").startswith("Depois da venda")


def test_leaving_is_looked_at_where_an_activity_says_so():
    log, now = customers(2, 0.0)
    found = loyalty(log, repeat=("deal.renewed",), churned=("deal.won",), now=now, period=WEEK)
    assert found.churn.effect.low < 0 < found.churn.effect.high
    assert set(found.columns()["outcome"]) == {"churn"}
    assert "Cannot tell" in found.repeat.explain()


def test_a_sale_must_be_named():
    with pytest.raises(MeasureError, match="such as deal"):
        loyalty(EventLog.empty(), sale=())
