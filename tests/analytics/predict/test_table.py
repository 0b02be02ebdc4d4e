"""Prediction from tables: known truth, honesty, invariances, refusals, real calls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jornada.analytics.coded import Coded
from jornada.analytics.door import Reading, open_table
from jornada.analytics.errors import BadColumnError, WrongLengthError
from jornada.analytics.predict.errors import NothingToLearnError, TooFewError
from jornada.analytics.predict.prediction import PARTS
from jornada.analytics.predict.reasons import contributions
from jornada.analytics.predict.table import predict_table
from tests.analytics.predict.tables import simulated

REFERENCE = Path(__file__).parents[4] / "shared" / "data"
DAY = 86_400_000_000


def predicted(rows=2000, seed=0, strength=1.0, **options):
    columns, won, true = simulated(rows, seed, strength)
    options = {"time": np.arange(rows) * DAY, "boosting": False, **options}
    return predict_table(columns, won, **options), true


def test_known_probabilities_are_found_again_and_calibrated():
    slopes, errors = [], []
    for seed in range(20):
        found, true = predicted(3000, seed)
        slopes.append(found.quality.slope_low < 1 < found.quality.slope_high)
        errors.append(np.abs(found.chance - true).mean())
        assert found.quality.verdict == "works"
    # The line itself was learnt from a few hundred events; its error comes on top of the interval's.
    assert sum(slopes) >= 15
    assert np.mean(errors) < 0.04


def test_a_table_without_signal_is_no_better_than_the_base_rate():
    verdicts = [predicted(1500, seed, strength=0.0)[0].quality.verdict for seed in range(20)]
    assert verdicts.count("none") >= 18
    assert "No better than the base rate" in predicted(1500, 0, 0.0)[0].explain()
    assert "Não é melhor que a taxa básica" in predicted(1500, 0, 0.0)[0].explain("pt")


def test_a_planted_leak_is_named_and_left_out_unless_kept():
    columns, won, _ = simulated(1500, 3)
    columns["amount"] = np.where(won, 100.0, 0.0)
    found = predict_table(columns, won, boosting=False)
    assert [(leak.column, leak.why) for leak in found.leaks] == [("amount", "alone")]
    assert "amount" not in found.frame.columns
    kept = predict_table(columns, won, boosting=False, keep=("amount",))
    assert kept.quality.auc > 0.99
    assert kept.leaks[0].is_kept


def test_the_latest_rows_judge_and_the_gap_is_not_used():
    found, _ = predicted(1000, 1, gap_days=50)
    parts = [PARTS[code] for code in found.part.tolist()]
    assert parts[:600] == ["train"] * 600
    assert parts[700:750] == ["gap"] * 50
    assert parts[750:] == ["test"] * 250


def test_open_rows_are_scored_and_teach_nothing():
    columns, won, _ = simulated(2000, 4)
    outcome = won.astype(object)
    outcome[::5] = None
    found = predict_table(columns, outcome, time=np.arange(2000), boosting=False)
    closed = np.arange(2000) % 5 > 0
    alone = predict_table(
        {n: np.asarray(c)[closed] for n, c in columns.items()}, won[closed], time=np.flatnonzero(closed), boosting=False
    )
    assert found.chance[closed] == pytest.approx(alone.chance, abs=1e-9)
    assert (found.part[~closed] == PARTS.index("open")).all()


@pytest.mark.parametrize("timed", [True, False])
def test_the_order_of_rows_changes_nothing(timed):
    columns, won, _ = simulated(1200, 5)
    order = np.random.default_rng(5).permutation(1200)
    time = np.arange(1200) if timed else None
    one = predict_table(columns, won, time=time, boosting=False)
    other = predict_table(
        {n: np.asarray(c)[order] for n, c in columns.items()},
        won[order],
        time=None if time is None else time[order],
        boosting=False,
    )
    assert other.chance == pytest.approx(one.chance[order], abs=1e-8)
    assert other.quality.auc == pytest.approx(one.quality.auc, abs=1e-9)


def test_other_names_for_the_same_values_change_nothing():
    columns, won, _ = simulated(1200, 6)
    other = {**columns, "source": np.array([f"z{value[::-1]}" for value in columns["source"]], dtype=object)}
    one, two = (predict_table(each, won, time=np.arange(1200), boosting=False) for each in (columns, other))
    assert one.chance == pytest.approx(two.chance, abs=1e-8)


def test_trees_are_used_only_where_they_beat_the_floor():
    draw = np.random.default_rng(7)
    a, b = draw.integers(0, 2, 4000), draw.integers(0, 2, 4000)
    tangled = predict_table({"a": a, "b": b}, draw.random(4000) < np.where(a == b, 0.8, 0.2), time=np.arange(4000))
    assert tangled.model.kind == "boosting"
    assert tangled.quality.auc > 0.75 > 0.6 > tangled.plain_quality.auc
    plain, _ = predicted(3000, 7, boosting=True)
    assert plain.model.kind == "logistic"
    added = contributions(tangled.model, tangled.frame.take(np.arange(8)), samples=16)
    assert added.start + added.added.sum(axis=1) == pytest.approx(
        tangled.model.log_odds(tangled.frame.take(np.arange(8)))
    )
    assert (added.error >= 0).all()


def test_reasons_add_up_to_the_score_and_an_unused_column_adds_little():
    found, _ = predicted(3000, 8)
    added = contributions(found.model, found.frame)
    assert added.start + added.added.sum(axis=1) == pytest.approx(found.model.log_odds(found.frame))
    assert found.weighed()[-1][0] == "noise"
    (reasons,) = found.reasons([int(np.argmax(found.chance))])
    assert reasons[0].log_odds > 0
    assert "raises the odds" in reasons[0].explain()


def test_what_would_change_the_class_is_limited_to_actionable_columns():
    found, _ = predicted(3000, 9)
    poor = int(np.flatnonzero(found.grade == 3)[0])
    changes = found.changes(poor, ("calls",))
    assert changes
    assert {change.column for change in changes} == {"calls"}
    assert all(change.grade < "D" and change.chance > found.chance[poor] for change in changes)
    assert found.changes(poor, ()) == ()


def test_classes_follow_expected_value_not_rank():
    columns, won, _ = simulated(2000, 10)
    value = np.where(np.arange(2000) % 2, 10.0, 1.0)
    found = predict_table(columns, won, time=np.arange(2000), value=value, boosting=False)
    assert found.grade[1::2].mean() < found.grade[::2].mean()
    rates = predicted(3000, 10)[0].by_grade.rate
    assert (np.diff(rates[~np.isnan(rates)]) < 0).all()


def test_dates_count_as_days_before_and_later_ones_are_named():
    columns, won, _ = simulated(1500, 11)
    time = np.arange(1500) * DAY
    dates = {"first visit": time - (5 + won + np.arange(1500) % 9) * DAY, "next": time + DAY}
    found = predict_table(columns, won, time=time, dates=dates, boosting=False)
    assert [(leak.column, leak.why) for leak in found.leaks] == [("next", "later")]
    assert found.frame.columns["first visit"].min() >= 5
    assert predict_table(columns, won, dates=dates, boosting=False).ignored == {"first visit": "date", "next": "date"}


def test_identifiers_and_constants_are_not_used():
    columns, won, _ = simulated(1000, 12)
    more = {
        "lead": [f"L{row}" for row in range(1000)],
        "row": np.arange(1000),
        "same": np.ones(1000),
        "empty": [None] * 1000,
    }
    found = predict_table({**columns, **more}, won, boosting=False)
    assert found.ignored == {"lead": "identifier", "row": "identifier", "same": "constant", "empty": "constant"}


def test_blanks_and_values_never_seen_before_are_scored():
    columns, won, _ = simulated(1500, 13)
    found = predict_table(
        {**columns, "size": np.where(np.arange(1500) % 4, columns["size"], np.nan)}, won, boosting=False
    )
    strange = found.frame.take(np.arange(2))
    strange.columns["source"] = Coded.encode(["the moon", None])
    strange.columns["size"] = np.array([np.nan, 1e12])
    assert ((found.score(strange) > 0) & (found.score(strange) < 1)).all()


@pytest.mark.parametrize(
    ("rows", "outcome", "says"),
    [
        (0, lambda won: won, "0 rows"),
        (50, lambda won: won, "50 rows"),
        (1500, lambda won: won & False, "0 rows with the outcome"),
        (1500, lambda won: won | True, "0 rows without"),
        (300, lambda won: won, "are missing"),
    ],
)
def test_too_little_history_is_refused_and_says_how_much_is_missing(rows, outcome, says):
    columns, won, _ = simulated(rows, 14)
    with pytest.raises(TooFewError, match=says):
        predict_table(columns, outcome(won), boosting=False)


def test_wrong_columns_are_named():
    columns, won, _ = simulated(300, 15)
    with pytest.raises(WrongLengthError, match="time: 2 rows"):
        predict_table(columns, won, time=np.arange(2))
    with pytest.raises(BadColumnError, match="outcome"):
        predict_table(columns, np.array(["yes"] * 300))
    with pytest.raises(BadColumnError, match="value"):
        predict_table(columns, won, value=[-1.0] * 300)
    with pytest.raises(NothingToLearnError):
        predict_table({"same": np.ones(1500)}, simulated(1500, 0)[1], time=np.arange(1500))


@pytest.mark.reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"needs the reference data in {REFERENCE}")
def test_the_length_of_real_calls_is_named_and_the_rest_predicts_modestly():
    with open_table(REFERENCE / "bank" / "bank-full.csv.gz") as table:
        kinds = {
            c.name: c.reading_as("number") if c.kind in {"integer", "number"} else Reading("coded")
            for c in table.columns
        }
        read = table.read(kinds).columns
    answer = read.pop("y")
    won = answer.lookup(["yes"])[answer.codes]
    found = predict_table(read, won, time=np.arange(len(won)), boosting=False)
    assert [(leak.column, leak.why) for leak in found.leaks] == [("duration", "name")]
    assert 0.63 < found.quality.auc < 0.80
    assert 0.7 < predict_table(read, won, boosting=False).quality.auc < 0.82
