"""The alarm for columns that know too much: planted leaks are named, honest columns are not."""

from __future__ import annotations

import numpy as np
import pytest

from jornada.analytics.predict.frame import Frame
from jornada.analytics.predict.leaks import alone, find_leaks
from jornada.analytics.words.afterwards import tells_afterwards
from tests.analytics.predict.tables import simulated


def named(columns, won, **options):
    return {leak.column: leak.why for leak in find_leaks(Frame.from_columns(columns), won, **options)}


def test_honest_columns_are_not_named():
    for seed in range(20):
        columns, won, _ = simulated(600, seed)
        assert named(columns, won) == {}


def test_a_column_that_tells_it_alone_is_named_whatever_its_shape():
    columns, won, _ = simulated(1000, 1)
    draw = np.random.default_rng(1)
    odd = np.where(won, draw.choice([-3.0, 3.0], 1000), draw.normal(0, 0.5, 1000))
    text = np.where(won, "will pay", np.where(draw.random(1000) < 0.5, "silent", "busy")).astype(object)
    assert named({**columns, "odd": odd, "tags": text}, won) == {"odd": "alone", "tags": "alone"}


def test_a_reason_filled_for_some_of_the_lost_only_is_named():
    columns, won, _ = simulated(1000, 2)
    reason = np.where(~won & (np.random.default_rng(2).random(1000) < 0.3), "price", None)
    assert named({**columns, "why": reason}, won) == {"why": "filled"}


def test_a_column_filled_without_regard_to_the_outcome_is_not():
    columns, won, _ = simulated(1000, 3)
    assert named({**columns, "phone": np.where(np.arange(1000) % 3 == 0, "yes", None)}, won) == {}


def test_dates_after_the_moment_of_prediction_are_named():
    columns, won, _ = simulated(300, 4)
    assert named({**columns, "visit": np.arange(300.0) - 250}, won, later={"visit": 0.8}) == {"visit": "later"}


@pytest.mark.parametrize(
    "name",
    ["Close Date", "closeDate", "close_value", "won_reason", "Lost Reason", "converted_date", "Motivo da perda",
     "data de fechamento", "Conversion Value", "days to close", "fechado em"],
)  # fmt: skip
def test_names_of_what_is_known_at_the_end(name):
    assert tells_afterwards(name)


@pytest.mark.parametrize("name", ["industry", "calls", "source", "close contact", "disclosed", "created at", "reason"])
def test_names_of_what_is_known_before(name):
    assert not tells_afterwards(name)


def test_a_duration_is_named_when_it_tells_much_and_only_then():
    columns, won, _ = simulated(2000, 5)
    draw = np.random.default_rng(5)
    talk = np.exp(draw.normal(0, 1, 2000) + 1.3 * won)
    found = named(
        {
            **columns,
            "duration": talk,
            "invoices": talk,
            "previous_duration": talk,
            "set-up duration": draw.random(2000),
        },
        won,
    )
    assert found == {"duration": "name", "invoices": "name"}


def test_what_is_kept_is_still_named():
    _, won, _ = simulated(300, 6)
    (leak,) = find_leaks(Frame.from_columns({"price": won.astype(float)}), won, keep=("price",))
    assert leak.is_kept
    assert "Kept on demand" in leak.explain()
    assert "Mantida a pedido" in leak.explain("pt")


def test_identifiers_tell_nothing_alone():
    _, won, _ = simulated(500, 7)
    ids = Frame.from_columns({"id": [f"L{row}" for row in range(500)]}).columns["id"]
    assert alone(ids, won) == pytest.approx(0.5, abs=0.06)


def test_the_order_of_rows_does_not_matter():
    columns, won, _ = simulated(400, 8)
    order = np.random.default_rng(8).permutation(400)
    before, after = (
        Frame.from_columns({name: np.asarray(c)[o] for name, c in columns.items()}) for o in (slice(None), order)
    )
    for name in columns:
        assert alone(before.columns[name], won) == pytest.approx(alone(after.columns[name], won[order]), abs=1e-12)
