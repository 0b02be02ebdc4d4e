"""Sales figures: by hand, on a real CRM, turned around, and at the edges."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.engine import run
from jornada.analytics.errors import BadColumnError, BadTimeError, MeasureError, WrongLengthError
from jornada.analytics.kpis import Kpis, kpis
from jornada.analytics.opportunities import Opportunities
from jornada.analytics.periods import DAY
from tests.analytics.logs import same

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data"
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["open", "won", "lost"]),
        st.sampled_from([None, 0.0, 1.0, 25.0, 100.0]),
        st.sampled_from([None, 0, 3 * DAY]),
        st.sampled_from([None, 4 * DAY, 90 * DAY]),
        st.sampled_from(["x", "y", ""]),
    ),
    max_size=30,
)


def deals_of(rows) -> Opportunities:
    outcome, value, opened, closed, group = ([row[column] for row in rows] for column in range(5))
    return Opportunities.from_columns(outcome, value, opened, closed, {"product": group})


def test_figures_worked_by_hand():
    rows = [("won", 100, 0, 2 * DAY, "x"), ("won", 300, 0, 4 * DAY, "x"), ("lost", 400, 0, DAY, "x")]
    rows += [("open", 50, 0, None, "x"), ("won", None, None, 9 * DAY, "")]
    table = kpis(deals_of(rows), "product")
    assert table.labels == ("x", None)
    assert (table.opportunities.tolist(), table.open.tolist(), table.closed.tolist()) == ([4, 1], [1, 0], [3, 1])
    assert table.win_rate.rate.tolist() == [2 / 3, 1.0]
    assert table.win_rate_by_value[0] == 0.5
    assert (table.won_value.tolist(), table.mean_deal[0], table.median_deal[0]) == ([400.0, 0.0], 200.0, 200.0)
    assert (table.won_cycle_mean[0], table.lost_cycle_median[0]) == (3.0, 1.0)
    assert np.isnan([table.mean_deal[1], table.won_cycle_mean[1], table.win_rate_by_value[1]]).all()


def test_a_lost_deal_with_value_zero_is_no_sale_of_zero():
    table = kpis(deals_of([("won", 100, 0, DAY, "x"), ("lost", 0, 0, DAY, "x")]))
    assert (table.mean_deal[0], table.win_rate.rate[0]) == (100.0, 0.5)
    assert np.isnan(table.win_rate_by_value[0])


def test_figures_per_period_of_closing():
    table = kpis(
        deals_of([("won", 1, 0, DAY, ""), ("lost", 1, 0, 40 * DAY, ""), ("open", 1, 0, None, "")]), period="month"
    )
    assert (table.labels, table.won.tolist(), table.lost.tolist()) == (("1970-01", "1970-02"), [1, 0], [0, 1])


@given(ROWS, st.randoms(), st.integers(1, 9))
def test_row_order_and_cutting_change_nothing(rows, random, bucket):
    shuffled = random.sample(rows, len(rows))
    table = kpis(deals_of(rows), "product")
    assert same(kpis(deals_of(shuffled), "product"), table)
    assert same(run(Kpis(table.labels, "product", "UTC"), deals_of(rows), bucket=bucket), table)


@given(ROWS)
def test_names_do_not_matter_and_a_doubled_population_keeps_averages(rows):
    once, twice = kpis(deals_of(rows)), kpis(deals_of(rows + rows))
    assert same(once.win_rate.rate, twice.win_rate.rate)
    assert same(once.median_deal, twice.median_deal)
    assert same(once.won_value * 2, twice.won_value)
    swapped = [(*row[:4], {"x": "z", "y": "y", "": ""}[row[4]]) for row in rows]
    won = {label: int(n) for label, n in zip(*_columns(kpis(deals_of(rows), "product")), strict=True)}
    other = {label: int(n) for label, n in zip(*_columns(kpis(deals_of(swapped), "product")), strict=True)}
    assert {("z" if label == "x" else label): n for label, n in won.items()} == other


def _columns(table):
    return table.labels, table.won


@given(ROWS)
def test_groups_add_up_to_the_whole(rows):
    whole, parts = kpis(deals_of(rows)), kpis(deals_of(rows), "product")
    assert parts.opportunities.sum() == whole.opportunities[0]
    assert parts.won_value.sum() == whole.won_value[0]


def test_a_known_win_rate_lies_in_its_interval():
    random = np.random.default_rng(9)
    won = random.random(5000) < 0.3
    table = kpis(Opportunities.from_columns(np.where(won, 1, 2), random.lognormal(size=5000), [0] * 5000, [DAY] * 5000))
    assert table.win_rate.low[0] < 0.3 < table.win_rate.high[0]
    assert table.win_rate_by_value_low[0] < 0.3 < table.win_rate_by_value_high[0]


def test_no_opportunities_give_no_figures():
    table = kpis(deals_of([]))
    assert (table.opportunities.tolist(), table.won_value.tolist()) == ([0], [0.0])
    assert np.isnan(table.win_rate.rate[0])
    assert len(kpis(deals_of([]), period="month")) == 0


@pytest.mark.parametrize(
    ("columns", "error", "says"),
    [
        ((["maybe"], [1], [0], [0]), BadColumnError, "expected open, won, lost"),
        (([7], [1], [0], [0]), BadColumnError, "0 to 2"),
        ((["won"], ["much"], [0], [0]), BadColumnError, "value"),
        ((["won"], [float("inf")], [0], [0]), BadColumnError, "endless"),
        ((["won"], [1], ["today"], [0]), BadTimeError, "opened"),
        ((["won"], [1, 2], [0], [0]), WrongLengthError, "value"),
    ],
)
def test_a_wrong_column_is_named(columns, error, says):
    with pytest.raises(error, match=says):
        Opportunities.from_columns(*columns)


def test_a_wrong_question_is_named():
    with pytest.raises(MeasureError, match="no group"):
        kpis(deals_of([]), "colour")
    with pytest.raises(MeasureError, match="or for a period"):
        kpis(deals_of([]), "product", period="month")


@pytest.mark.reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"needs the reference data in {REFERENCE}")
@pytest.mark.parametrize("zone", ["UTC", "America/Sao_Paulo"])
def test_a_real_crm_gives_its_known_figures(zone):
    expected = json.loads((REFERENCE / "reference.json").read_text())["maven_crm"]
    with (REFERENCE / "maven_crm" / "sales_pipeline.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    def midnight(text: str) -> int | None:
        if not text:
            return None
        local = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
        return int(local.astimezone(UTC).timestamp()) * 1_000_000

    deals = Opportunities.from_columns(
        [{"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open") for row in rows],
        [float(row["close_value"]) if row["close_value"] else None for row in rows],
        [midnight(row["engage_date"]) for row in rows],
        [midnight(row["close_date"]) for row in rows],
        {"agent": [row["sales_agent"] for row in rows]},
    )
    table = kpis(deals, zone=zone)
    assert table.win_rate.rate[0] * 100 == pytest.approx(expected["win_rate_pct"], abs=1e-4)
    assert table.won_value[0] == expected["won_value"]
    assert table.mean_deal[0] == pytest.approx(expected["avg_won"], abs=1e-4)
    assert table.median_deal[0] == expected["median_won"]
    assert table.won_cycle_mean[0] == pytest.approx(expected["cycle_days"]["won_mean"], abs=1e-4)
    assert table.won_cycle_median[0] == expected["cycle_days"]["won_median"]
    assert table.lost_cycle_mean[0] == pytest.approx(expected["cycle_days"]["lost_mean"], abs=1e-4)
    agents = kpis(deals, "agent", zone=zone)
    for place, agent in enumerate(agents.labels):
        theirs = expected["by_sales_agent"][agent]
        assert (agents.closed[place], agents.won[place]) == (theirs["closed"], theirs["won"])
        assert agents.won_cycle_mean[place] == pytest.approx(theirs["avg_cycle_won"], abs=1e-4)
    quarters = kpis(deals, period="quarter", zone=zone)
    found = {label.replace("-", ""): n for label, n in zip(quarters.labels, quarters.won_value, strict=True)}
    assert found == {label: row[2] for label, row in expected["by_close_quarter"].items()}
