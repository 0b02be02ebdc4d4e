"""Attribution: by hand, sums, turned around, cut in pieces, and at the edges."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.attribution import MODELS, AttributionTable, attribute, touch_weights
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import RULES, RuleOptions
from jornada.analytics.errors import BadColumnError, MeasureError, WrongLengthError

DAY = timedelta(days=1)
PATH = st.lists(st.sampled_from("abcd"), max_size=6).map(">".join)
COUNTED = st.lists(st.tuples(PATH, st.integers(0, 5), st.integers(0, 5), st.floats(0.01, 1e6)), min_size=1, max_size=12)
BY_PATH = tuple(model for model in MODELS if model not in {"w_shaped", "full_path", "time_decay"})


def made(rows):
    paths, conversions, nulls, value = zip(*rows, strict=True)
    money = [each if count else 0.0 for each, count in zip(value, conversions, strict=True)]
    return Journeys.from_paths(paths, conversions, nulls, money)


def timed(path, days, *, lead=-1, opportunity=-1):
    """One journey with the days from each touch to the end."""
    plain = Journeys.from_paths([path], [1])
    places = {"lead": np.array([lead]), "opportunity": np.array([opportunity])}
    columns = {name: getattr(plain, name) for name in ("names", "step", "offsets", "conversions", "nulls")}
    return Journeys(**columns, age=np.array(days) * (DAY // timedelta(microseconds=1)), **places)


def by_name(table: AttributionTable, model):
    return dict(zip(table.names, table.conversions[table.models.index(model)].tolist(), strict=True))


@pytest.mark.parametrize(
    ("rule", "path", "expected"),
    [
        ("first", "a>b>c", [1, 0, 0]),
        ("last", "a>b>c", [0, 0, 1]),
        ("last_non_direct", "a>b>direct>Direct", [0, 1, 0, 0]),
        ("last_non_direct", "direct>direct", [0, 1]),
        ("linear", "a>b>a>c", [0.25] * 4),
        ("u_shaped", "a", [1]),
        ("u_shaped", "a>b", [0.5, 0.5]),
        ("u_shaped", "a>b>c>d", [0.4, 0.1, 0.1, 0.4]),
        ("j_shaped", "a>b>c>d", [0.2, 0.1, 0.1, 0.6]),
        ("j_shaped", "a>b", [0.25, 0.75]),
        ("inverse_j", "a>b>c", [0.6, 0.2, 0.2]),
    ],
)
def test_rules_worked_by_hand(rule, path, expected):
    assert touch_weights(Journeys.from_paths([path], [1]), rule).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "lead", "opportunity", "expected"),
    [
        ("w_shaped", 1, 3, [0.3, 0.3, 0.05, 0.3, 0.05]),
        ("w_shaped", 0, 3, [0.6, 0.1 / 3, 0.1 / 3, 0.3, 0.1 / 3]),
        ("w_shaped", 1, -1, [0.3 / 0.7, 0.3 / 0.7, 0.1 / 2.1, 0.1 / 2.1, 0.1 / 2.1]),
        ("full_path", 1, 3, [0.225, 0.225, 0.1, 0.225, 0.225]),
        ("full_path", 4, 4, [0.225, 0.1 / 3, 0.1 / 3, 0.1 / 3, 0.675]),
    ],
)
def test_rules_with_milestones_worked_by_hand(rule, lead, opportunity, expected):
    journey = timed("a>b>c>d>e", [9, 8, 7, 6, 5], lead=lead, opportunity=opportunity)
    assert touch_weights(journey, rule).tolist() == pytest.approx(expected)


def test_time_decay_halves_per_half_life_however_long_ago():
    for late in (0, 100_000):
        weights = touch_weights(timed("a>b>c", [14 + late, 7 + late, late]), "time_decay")
        assert weights.tolist() == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    slow = touch_weights(timed("a>b", [14, 0]), "time_decay", RuleOptions(half_life=14 * DAY))
    assert slow.tolist() == pytest.approx([1 / 3, 2 / 3])


def test_a_table_worked_by_hand():
    table = attribute(Journeys.from_paths(["a>b>a", "b", "c"], [2, 1, 0], [0, 3, 4], [60, 30, 0]))
    assert by_name(table, "first") == {"a": 2, "b": 1, "c": 0}
    assert by_name(table, "linear") == pytest.approx({"a": 4 / 3, "b": 5 / 3, "c": 0})
    assert by_name(table, "shapley") == {"a": 1, "b": 2, "c": 0}
    assert by_name(table, "participation") == pytest.approx({"a": 2 * 3 / 5, "b": 3 * 3 / 5, "c": 0})
    assert table.took_part.tolist() == [2, 3, 0]
    assert table.touches.tolist() == [4, 6, 4]
    assert (table.total_conversions, table.total_value, table.nulls) == (3, 90, 7)
    assert set(table.left_out) == {"w_shaped", "full_path", "time_decay"}


@given(COUNTED)
def test_credit_adds_up_to_conversions_and_to_value(rows):
    journeys = made(rows)
    table = attribute(journeys)
    np.testing.assert_allclose(table.conversions.sum(axis=1), table.total_conversions, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(table.value.sum(axis=1), table.total_value, rtol=1e-12, atol=1e-12)
    assert table.total_conversions + table.untouched_conversions == journeys.conversions.sum()
    assert table.total_value + table.untouched_value == pytest.approx(journeys.value.sum())
    assert (table.conversions >= 0).all()


def test_credit_adds_up_to_a_billionth_on_many_journeys():
    draw = np.random.default_rng(5)
    paths = [">".join(draw.choice(list("abcdefgh"), draw.integers(1, 9))) for _ in range(2000)]
    conversions = draw.integers(0, 4, 2000)
    table = attribute(Journeys.from_paths(paths, conversions, draw.integers(0, 9, 2000), conversions * 999.99), order=3)
    assert np.abs(table.conversions.sum(axis=1) - conversions.sum()).max() < 1e-9
    assert np.abs(table.value.sum(axis=1) / (conversions.sum() * 999.99) - 1).max() < 1e-12


@given(COUNTED, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(rows, seed):
    shuffled = random.Random(seed).sample(rows, len(rows))
    ours, theirs = attribute(made(rows)), attribute(made(shuffled))
    np.testing.assert_allclose(ours.conversions, theirs.conversions, rtol=1e-9, atol=1e-9)


@given(COUNTED)
def test_other_names_change_nothing_but_the_names(rows):
    names = {"a": "z", "b": "y", "c": "x", "d": "w"}
    other = [(">".join(names[step] for step in path.split(">") if step), *rest) for path, *rest in rows]
    ours, theirs = attribute(made(rows)), attribute(made(other))
    for model in BY_PATH:
        renamed = {names[name]: credit for name, credit in by_name(ours, model).items()}
        assert by_name(theirs, model) == pytest.approx(renamed, rel=1e-9, abs=1e-9)


@given(COUNTED, st.integers(1, 4))
def test_pieces_put_together_equal_the_whole(rows, pieces):
    from jornada.analytics.attribution import Attribution

    journeys = made(rows)
    measure = Attribution(journeys.names, BY_PATH, True, 2, RuleOptions())
    parts = [measure.kernel(piece) for piece in journeys.buckets(pieces)]
    whole, cut = (measure.finish(measure.merge(each)) for each in ([measure.kernel(journeys)], parts))
    np.testing.assert_allclose(cut.conversions, whole.conversions, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(cut.value, whole.value, rtol=1e-9, atol=1e-9)


@given(COUNTED)
def test_paths_split_over_two_rows_and_doubled_populations(rows):
    once, twice = attribute(made(rows)), attribute(made([*rows, *rows]))
    np.testing.assert_allclose(twice.conversions, once.conversions * 2, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(twice.share, once.share, rtol=1e-9, atol=1e-9)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.integers(0, 9)), min_size=1, max_size=8))
def test_a_name_alone_on_its_journeys_earns_all_of_them(rows):
    names, conversions, nulls = zip(*rows, strict=True)
    repeated = [">".join([name] * (1 + place % 3)) for place, name in enumerate(names)]
    table = attribute(Journeys.from_paths(repeated, conversions, nulls))
    alone = {name: sum(c for n, c in zip(names, conversions, strict=True) if n == name) for name in table.names}
    for model in table.models:
        if model != "markov" or not any(nulls):
            assert by_name(table, model) == pytest.approx(alone)
    single = attribute(Journeys.from_paths(names, conversions, nulls), ["markov"])
    assert by_name(single, "markov") == pytest.approx(alone)


def test_models_that_agree_and_models_that_do_not():
    agree = attribute(Journeys.from_paths(["a", "b"], [1, 3]))
    assert agree.disagreement.max() == pytest.approx(0)
    assert agree.distance.max() == pytest.approx(0)
    table = attribute(Journeys.from_paths(["a>b"], [4]), ["first", "last", "linear"])
    assert table.disagreement.tolist() == [1, 1]
    assert table.distance.tolist() == [[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]]


def test_rows_come_with_the_largest_first():
    rows = attribute(Journeys.from_paths(["a>b", "b"], [1, 2], [0, 1], [5, 9]), ["first", "markov"]).to_rows()
    assert [row["name"] for row in rows] == ["b", "a"]
    assert set(rows[0]) == {
        "name", "first", "markov", "first_value", "markov_value", "touches", "took_part", "disagreement",
        "removal_effect",
    }  # fmt: skip


@pytest.mark.parametrize("paths", [[], [""], [None, " > "]])
def test_without_a_touch_nobody_earns(paths):
    table = attribute(Journeys.from_paths(paths, [1] * len(paths)))
    assert table.names == ()
    assert table.untouched_conversions == len(paths)
    assert table.conversions.shape == (len(BY_PATH), 0)


def test_without_a_conversion_there_is_nothing_to_share():
    table = attribute(Journeys.from_paths(["a>b"], [0], [5]))
    assert table.conversions.sum() == 0
    assert np.isnan(table.share).all()


def test_blanks_around_names_do_not_make_new_ones():
    made_of = Journeys.from_paths([" a >b", "a> b >", ">a"], [1, 1, 1])
    assert (made_of.names, made_of.step.tolist()) == (("a", "b"), [0, 1, 0, 1, 0])


@pytest.mark.parametrize(
    ("columns", "error", "says"),
    [
        ((["a"], [-1]), BadColumnError, "-1 at path 1"),
        ((["a"], [np.inf]), BadColumnError, "finite"),
        ((["a"], [1, 2]), WrongLengthError, "2 rows"),
        ((["a"], [0], [1], [5]), BadColumnError, "no conversion"),
    ],
)
def test_wrong_columns_are_named(columns, error, says):
    with pytest.raises(error, match=says):
        Journeys.from_paths(*columns)


def test_wrong_questions_are_named():
    journeys = Journeys.from_paths(["a"], [1])
    for model, says in (("magic", "no such model"), ("time_decay", "time of each touch"), ("w_shaped", "lead")):
        with pytest.raises(MeasureError, match=says):
            attribute(journeys, [model])
    with pytest.raises(MeasureError, match="half-life"):
        attribute(journeys, half_life=timedelta(0))
    with pytest.raises(MeasureError, match="one by one"):
        touch_weights(journeys, "markov")


def test_the_weights_of_touches_are_behind_the_credit():
    journeys = made([("a>b>a", 2, 1, 50.0), ("b>c", 1, 0, 8.0)])
    table = attribute(journeys)
    for model in (*RULES, "shapley"):
        if model in table.models:
            worth = touch_weights(journeys, model) * journeys.conversions[journeys.journey]
            assert np.bincount(journeys.step, worth).tolist() == pytest.approx(list(by_name(table, model).values()))


@pytest.mark.parametrize("path", ["Direct × 3 > Email", "Direct x 3>Email", "Direct > Direct > Direct > Email"])
def test_a_step_that_follows_itself_may_be_written_with_its_number(path):
    made = Journeys.from_paths([path, "Fiat x5 > Direct"], [1, 1])
    assert [made.names[step] for step in made.step] == [*["Direct"] * 3, "Email", "Fiat x5", "Direct"]
