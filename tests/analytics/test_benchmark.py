"""Own rates against the past, segments and published figures; the table that ships."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jornada.analytics.benchmark import compare_rate
from jornada.analytics.benchmark_table import REQUIRED, published
from jornada.analytics.errors import MeasureError

TABLE = {row.code: row for row in published()}
HOUR = TABLE["answered_within_hour"]


@pytest.mark.parametrize("code", TABLE)
def test_each_published_figure_names_its_source_and_definition(code):
    row = TABLE[code]
    assert all(getattr(row, field) not in {"", None} for field in REQUIRED)
    assert row.url.startswith("http")
    assert 2000 <= row.year <= 2026
    assert row.name_pt != row.name_en
    assert row.kind != "rate" or 0 < row.value < 1


def test_own_figures_are_added_and_take_the_place_of_shipped_ones(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "code,name_en,name_pt,kind,value,statistic,year,population,definition,source,grade\n"
        "win,Wins,Ganhos,rate,0.4,mean,2025,Our branch,won / closed,Branch report,B\n"
        "email_open_2019,Opened,Abertos,rate,0.2,mean,2025,Us,opens / sent,Us,A\n"
    )
    rows = {row.code: row for row in published(own)}
    assert (rows["win"].value, rows["email_open_2019"].value) == (0.4, 0.2)
    assert len(rows) == len(TABLE) + 1


@pytest.mark.parametrize(
    ("line", "said"),
    [("a,A,B,rate,0.4,mean,2025,P,,S,A", "definition is blank"), ("a,A,B,rate,40,mean,2025,P,D,S,A", "between 0 and 1"),
     ("a,A,B,rate,x,mean,2025,P,D,S,A", "numbers"), ("a,A,B,hours,4,mean,2025,P,D,S,A", "kind is")],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named(tmp_path, line, said):
    own = tmp_path / "own.csv"
    own.write_text(f"code,name_en,name_pt,kind,value,statistic,year,population,definition,source,grade\n{line}\n")
    with pytest.raises(MeasureError, match=f"own.csv, row 2: .*{said}"):
        published(own)


def test_another_definition_is_shown_and_never_judged():
    shown = compare_rate(1, 1000, published=[HOUR])
    assert shown.against[0].verdict == "not judged"
    assert "not judged" in shown.explain()
    assert "sem julgamento" in shown.explain("pt")
    assert compare_rate(1, 1000, published=[HOUR], same_definition=[HOUR.code]).against[0].verdict == "below"


def test_few_cases_are_not_judged_either_way():
    found = compare_rate(3, 10, published=[HOUR], same_definition=[HOUR.code])
    assert found.against[0].verdict == "unclear"
    assert "cannot be told" in found.explain()


def test_the_probability_is_that_of_the_beta_distribution():
    half = replace(HOUR, value=0.5)
    assert compare_rate(5, 10, published=[half]).against[0].p_below == pytest.approx(0.5)
    # Beta(1/2, 1/2 + 1): P(below x) = (2 / pi) (asin sqrt x + sqrt(x (1 - x)))
    x = 0.37
    by_hand = 2 / np.pi * (np.arcsin(np.sqrt(x)) + np.sqrt(x * (1 - x)))
    assert compare_rate(0, 1, published=[HOUR]).against[0].p_below == pytest.approx(by_hand)


def test_segments_alike_are_told_apart_one_time_in_ten():
    draw = np.random.default_rng(4)
    own, other = draw.binomial(200, 0.3, 300), draw.binomial(150, 0.3, 300)
    judged = [
        compare_rate(int(a), 200, segments={"other": (int(b), 150)}).against[0].verdict
        for a, b in zip(own, other, strict=True)
    ]
    assert 0.04 < np.mean([verdict != "unclear" for verdict in judged]) < 0.16
    assert compare_rate(100, 200, segments={"other": (20, 150)}).against[0].verdict == "above"


def test_usual_swings_of_the_past_are_no_news():
    draw = np.random.default_rng(2)
    rate = draw.beta(20, 60, 24)
    past = draw.binomial(400, rate), np.full(24, 400)
    swung = int(400 * 0.32)
    assert compare_rate(swung, 400, past=past).against[0].verdict == "unclear"
    assert compare_rate(swung, 400, past=(np.full(24, 100), np.full(24, 400))).against[0].verdict == "above"
    assert compare_rate(40, 400, past=past).against[0].verdict == "below"


def test_without_cases_nothing_is_compared():
    found = compare_rate(0, 0, past=([1, 2], [3, 4]), published=[HOUR], segments={"other": (1, 2)})
    assert "cannot be told" in found.explain()
    assert {each.verdict for each in found.against} == {"not judged"}
    with pytest.raises(MeasureError, match="is none"):
        compare_rate(1, 2, published=[TABLE["lead_to_opportunity_days"]])
    with pytest.raises(MeasureError, match="between 0 and the cases"):
        compare_rate(3, 2)


def test_what_is_not_judged_is_drawn_faint():
    found = compare_rate(50, 100, segments={"south": (30, 90)}, published=[HOUR])
    own, judged, shown = found.charts("pt")[0].series
    assert (own.is_faint, judged.is_faint, shown.is_faint) == (False, False, True)
    assert {len(column) for column in found.columns().values()} == {2}
