"""The full funnel: each mode against trying every chain, the laws it must obey, cuts, groups and times."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.analytics.coded import Coded
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.funnel import funnel
from jornada.analytics.funnel_plan import FunnelStep, plan_of
from jornada.analytics.funnel_report import FullFunnel, conversion_funnel
from jornada.analytics.log import EventLog
from tests.analytics.logs import ROWS, doubled, log_of, paths_of, relabelled, same

FEW = settings(max_examples=50, deadline=None)
NOW = 15
STEPS = st.lists(st.sampled_from(["a", "b", "c", "ab"]), min_size=1, max_size=4)
WINDOWS = st.one_of(st.none(), st.integers(0, 12))
NAMES = st.one_of(st.none(), st.sampled_from("abc"))


def span(window: int | None) -> timedelta | None:
    return None if window is None else timedelta(microseconds=window)


def total(report) -> list[int]:
    return (report.table.mature + report.table.immature).tolist()


def levels(path, steps, *, window=None, gaps=None, without="", strict=False, starts=None) -> list[bool]:
    """Try every chain of a subject: which required or optional steps can be reached at all?"""
    gaps = gaps or [None] * len(steps)
    required = [place for place, (_, is_optional) in enumerate(steps) if not is_optional]
    reached = [False] * len(steps)

    def fits(chain: list[int], row: int, place: int) -> bool:
        before, (at, what) = chain[-1], path[row]
        between = {name for _, name in path[before + 1 : row]}
        return (
            what in steps[place][0]
            and at > path[before][0]
            and (window is None or at - path[chain[0]][0] <= window)
            and (gaps[place] is None or at - path[before][0] <= gaps[place])
            and not between & set(without)
            and (not strict or row == before + 1)
        )

    def go(chain: list[int], place: int) -> None:
        """`place`: the last required step taken."""
        reached[place] = True
        following = next((p for p in required if p > place), len(steps))
        for step in range(place + 1, min(following + 1, len(steps))):
            for row in range(chain[-1] + 1, len(path)):
                if fits(chain, row, step):
                    reached[step] = True
                    if not steps[step][1]:
                        go([*chain, row], step)

    for row, (_, what) in enumerate(path):
        if what in steps[0][0] and (starts is None or row in starts):
            go([row], 0)
    return reached


def by_hand(rows, steps, **asked) -> list[int]:
    counts = np.zeros(len(steps), dtype=int)
    for path in paths_of(rows).values():
        counts += levels(path, steps, **asked)
    return counts.tolist()


@FEW
@given(ROWS, STEPS, WINDOWS, NAMES)
def test_windows_and_exclusions_agree_with_trying_every_chain(rows, steps, window, without):
    report = conversion_funnel(log_of(rows), steps and [tuple(s) for s in steps], within=span(window),
                               without=without or (), now=NOW)  # fmt: skip
    assert total(report) == by_hand(rows, [(s, False) for s in steps], window=window, without=without or "")


@FEW
@given(ROWS, STEPS, WINDOWS)
def test_strict_steps_agree_with_trying_every_chain(rows, steps, window):
    report = conversion_funnel(log_of(rows), [tuple(s) for s in steps], order="strict", within=span(window), now=NOW)
    assert total(report) == by_hand(rows, [(s, False) for s in steps], window=window, strict=True)


@FEW
@given(ROWS, STEPS, st.lists(st.tuples(st.booleans(), WINDOWS), min_size=4, max_size=4))
def test_optional_steps_and_windows_per_step_agree_with_trying_every_chain(rows, steps, extras):
    extras = [(False, None), *extras][: len(steps)]
    asked = [FunnelStep(tuple(s), is_optional, span(gap)) for s, (is_optional, gap) in zip(steps, extras, strict=True)]
    plain = [(s, is_optional) for s, (is_optional, _) in zip(steps, extras, strict=True)]
    report = conversion_funnel(log_of(rows), asked, now=NOW)
    assert total(report) == by_hand(rows, plain, gaps=[gap for _, gap in extras])


def most_in_any_order(path, steps, window, without) -> int:
    """Try every stretch: how many of the steps, a repeated one as often as it comes, lie in it?"""
    best = 0
    for first, last in product(range(len(path)), repeat=2):
        inside = path[first : last + 1]
        in_time = last >= first and (window is None or path[last][0] - path[first][0] <= window)
        if in_time and not {what for _, what in path[first + 1 : last]} & set(without):
            done, wanted = Counter(what for _, what in inside), Counter(steps)
            best = max(best, sum(min(done[what], n) for what, n in wanted.items()))
    return best


@FEW
@given(ROWS, st.lists(st.sampled_from("abc"), min_size=1, max_size=4), WINDOWS)
def test_any_order_agrees_with_trying_every_stretch(rows, steps, window):
    report = conversion_funnel(log_of(rows), steps, order="any", within=span(window), now=NOW)
    most = [most_in_any_order(path, steps, window, "") for path in paths_of(rows).values()]
    assert total(report) == [sum(each > level for each in most) for level in range(len(steps))]


@FEW
@given(ROWS, st.sampled_from([["a", "b"], ["a", "a"]]), WINDOWS)
def test_any_order_keeps_out_what_is_excluded(rows, steps, window):
    report = conversion_funnel(log_of(rows), steps, order="any", within=span(window), without=["c"], now=NOW)
    most = [most_in_any_order(path, steps, window, "c") for path in paths_of(rows).values()]
    assert total(report) == [sum(each > level for each in most) for level in range(len(steps))]


def entries_by_hand(path, steps, window) -> list[list[bool]]:
    """One entry after the other: the next one begins after the last is complete or out of time."""
    found, after = [], -1
    plain = [(s, False) for s in steps]
    while True:
        start = next((row for row, (at, what) in enumerate(path) if what in steps[0] and at > after), None)
        if start is None:
            return found
        began = path[start][0]
        inner = [step for step in path[start:] if window is None or step[0] - began <= window]
        found.append(levels(inner, plain, window=window, starts={0}))
        if found[-1][-1]:
            after = min(end for end in (at for at, _ in inner) if levels([s for s in inner if s[0] <= end], plain,
                        window=window, starts={0})[-1])  # fmt: skip
        elif window is None:
            return found
        else:
            after = began + window


@FEW
@given(ROWS, STEPS, WINDOWS)
def test_entries_agree_with_going_through_them_one_by_one(rows, steps, window):
    report = conversion_funnel(log_of(rows), [tuple(s) for s in steps], within=span(window), unit="entry", now=NOW)
    entries = [each for path in paths_of(rows).values() for each in entries_by_hand(path, steps, window)]
    assert (
        total(report) == np.sum(entries, axis=0, dtype=int).tolist() if entries else total(report) == [0] * len(steps)
    )


@FEW
@given(ROWS, STEPS, WINDOWS)
def test_the_plain_case_is_the_plain_funnel(rows, steps, window):
    asked = [tuple(step) for step in steps]
    plain = funnel(log_of(rows), asked, within=span(window), now=NOW)
    assert same(plain, conversion_funnel(log_of(rows), asked, within=span(window), now=NOW).table)


@FEW
@given(ROWS, STEPS, st.integers(0, 11), st.sampled_from(["ordered", "any"]), st.integers(0, 12), st.sampled_from("abc"))
def test_more_touches_or_time_never_lower_a_level(rows, steps, window, order, at, what):
    asked = [step[0] for step in steps]

    def reached(rows, window):
        return np.array(total(conversion_funnel(log_of(rows), asked, order=order, within=span(window), now=NOW)))

    assert (reached([*rows, (1, at, what, None)], window) >= reached(rows, window)).all()
    assert (reached(rows, window + 1) >= reached(rows, window)).all()
    assert (reached(rows, 12) == reached(rows, None)).all()


@FEW
@given(ROWS, st.lists(st.sampled_from("abc"), min_size=1, max_size=3), st.integers(0, 12))
def test_from_the_first_entry_at_most_as_many_as_windowed_and_these_as_unwindowed(rows, steps, window):
    anchored = np.zeros(len(steps), dtype=int)
    for path in paths_of(rows).values():
        first = next((row for row, (_, what) in enumerate(path) if what == steps[0]), None)
        anchored += levels(path, [(s, False) for s in steps], window=window, starts={first})
    windowed, free = (
        np.array(total(conversion_funnel(log_of(rows), steps, within=span(w), now=NOW))) for w in (window, None)
    )
    assert (anchored <= windowed).all()
    assert (windowed <= free).all()


PLANS = [
    plan_of(["a", FunnelStep(("b",), optional=True), FunnelStep(("c",), within=span(5))]),
    plan_of(["a", "b"], order="strict"),
    plan_of(["a", "b", "a"], order="any", within=span(4)),
    plan_of(["a", "b"], within=span(3), without=["c"], unit="entry"),
]


@pytest.mark.parametrize("plan", PLANS, ids=["optional", "strict", "any", "entry"])
class TestInvariances:
    @FEW
    @given(rows=ROWS, seed=st.integers(0, 99), bucket=st.integers(1, 20))
    def test_row_order_and_cutting_change_nothing(self, plan, rows, seed, bucket):
        whole = run(FullFunnel(plan, NOW), log_of(rows))
        assert same(whole, run(FullFunnel(plan, NOW), log_of(rows, seed), bucket=bucket))

    @FEW
    @given(rows=ROWS)
    def test_a_doubled_population_doubles_counts_and_keeps_times(self, plan, rows):
        once, twice = (run(FullFunnel(plan, NOW), log) for log in (log_of(rows), doubled(log_of(rows))))
        assert same(once.table.mature * 2, twice.table.mature)
        assert same(once.times.median, twice.times.median)


@FEW
@given(ROWS, WINDOWS)
def test_names_do_not_matter(rows, window):
    old = conversion_funnel(log_of(rows), ["a", "b"], within=span(window), unit="entry", now=NOW)
    new = conversion_funnel(log_of(relabelled(rows)), ["z", "y"], within=span(window), unit="entry", now=NOW)
    assert total(old) == total(new)


@FEW
@given(ROWS)
def test_groups_add_up_to_all(rows):
    log = log_of(rows)
    whole = conversion_funnel(log, ["a", "b"], now=NOW).table
    values = [("even", "odd")[i % 2] if i % 3 else None for i in log.subject_ids.tolist()]
    for asked in ({"by": "channel"}, {"by": values}, {"by": Coded.encode(values)}, {"cohort": "day"}):
        report = conversion_funnel(log, ["a", "b"], now=NOW, **asked)
        assert sum((table.mature for table in report.tables), np.zeros(2, int)).tolist() == whole.mature.tolist()


def test_a_breakdown_worked_by_hand():
    rows = [(1, 0, "a", "web"), (1, 3, "b", "phone"), (2, 0, "a", "phone"), (3, 0, "a", None)]
    report = conversion_funnel(log_of(rows), ["a", "b"], by="channel")
    assert report.groups == ("phone", "web", "")
    assert [table.mature.tolist() for table in report.tables] == [[1, 0], [1, 1], [1, 0]]


def test_cohorts_are_named_by_the_period_of_the_entry():
    day = 86_400_000_000
    rows = [(1, 0, "a", None), (1, 40 * day, "b", None), (2, 35 * day, "a", None)]
    report = conversion_funnel(log_of(rows), ["a", "b"], cohort="month")
    assert report.groups == ("1970-01", "1970-02")
    assert conversion_funnel(log_of(rows), ["a"], cohort="month", zone="America/Sao_Paulo").groups[0] == "1969-12"
    assert [table.mature.tolist() for table in report.tables] == [[1, 1], [1, 0]]


def test_times_of_those_that_came_and_times_that_count_the_others():
    rows = [
        (1, 0, "a", None),
        (1, 4, "b", None),
        (2, 0, "a", None),
        (2, 6, "b", None),
        (3, 0, "a", None),
        (4, 2, "a", None),
    ]
    times = conversion_funnel(log_of(rows), ["a", "b"], now=8).times
    assert times.median.tolist() == [0, median([4, 6])]
    assert times.still[1].share.tolist() == [0.75, 0.5]
    assert times.honest[1, 0, 0] == 6
    assert np.isnan(times.honest[1, 1, 0])


def test_a_known_half_time_is_found_though_most_still_wait():
    random = np.random.default_rng(8)
    spans = random.exponential(100, 5000).astype(int) + 1
    came = np.flatnonzero(spans <= 90)
    log = EventLog.from_columns(
        np.concatenate((np.arange(5000), came)),
        np.concatenate((np.zeros(5000, int), spans[came])),
        ["a"] * 5000 + ["b"] * len(came),
    )
    times = conversion_funnel(log, ["a", "b"], now=90).times
    low, high = times.honest[1, 0, 1:]
    assert low < 100 * np.log(2) + 1 < high
    assert times.median[1] < 45


def test_nothing_and_little_are_said_in_both_languages():
    for log in (EventLog.empty(), log_of([(1, 0, "a", None), (1, 1, "b", None)])):
        report = conversion_funnel(log, ["a", "b"])
        assert report.explain("en") != report.explain("pt")
        assert len({len(column) for column in report.columns().values()}) == 1
        assert report.charts("pt")


@pytest.mark.parametrize(
    ("steps", "asked", "says"),
    [
        ([], {}, "1 to 64"),
        (["a"] * 65, {}, "1 to 64"),
        (["a"], {"order": "round"}, "order is one of"),
        ([FunnelStep(("a",), optional=True)], {}, "first step opens"),
        (["a", FunnelStep(("b",), optional=True)], {"order": "strict"}, "none is optional"),
        (["a", "b"], {"order": "any", "unit": "entry"}, "any order"),
        ([("a", "b"), "b"], {"order": "any"}, "share all"),
        (["a"], {"within": timedelta(-1)}, "0 or longer"),
        (["a"], {"by": "web", "cohort": "day"}, "not by both"),
        (["a"], {"by": "web"}, "no text column"),
    ],
)
def test_questions_that_contradict_themselves_are_refused(steps, asked, says):
    with pytest.raises(MeasureError, match=says):
        conversion_funnel(EventLog.empty(), steps, **asked)
    with pytest.raises(WrongLengthError, match="one value per subject"):
        conversion_funnel(EventLog.empty(), ["a"], by=["x"])
