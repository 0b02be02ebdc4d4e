"""What was planted is in the data, and the derivation finds it."""

from __future__ import annotations

import numpy as np
import pytest

from jornada.analytics.log import EventLog
from jornada.analytics.simulate import simulate
from jornada.analytics.simulate.company import DemoCompany
from jornada.analytics.visits import Visits, derive_visits
from jornada.rules.default_map import DEFAULT_MAP

DAY = 86_400_000_000


@pytest.fixture(scope="module")
def company() -> DemoCompany:
    return simulate(30_000, seed=42)


@pytest.fixture(scope="module")
def visits(company) -> Visits:
    touches = company.touches
    log = EventLog.from_columns(touches["account"], touches["at"], touches["activity"], human=touches["human"])
    return derive_visits(log, DEFAULT_MAP, company.end)


@pytest.fixture(scope="module")
def stays(company) -> dict[str, np.ndarray]:
    """True visits with the segment of their account."""
    walk = company.walk
    return {
        "stage": walk["stage"].codes,
        "left_by": np.array(walk["left_by"].values)[walk["left_by"].codes],
        "segment": np.array(company.accounts["segment"].values)[company.accounts["segment"].codes[walk["account"]]],
        "days": np.where(walk["left_at"] < 0, np.nan, (walk["left_at"] - walk["entered_at"]) / DAY),
        "month": (walk["entered_at"] - company.start) * 24 / (company.end - company.start),
        "mails": walk["mails"],
        "trial": walk["trial"],
    }


def odds(share: float) -> float:
    return share / (1 - share)


def test_the_derivation_finds_the_true_walk(company, visits):
    walk = company.walk
    true = set(zip(walk["account"].tolist(), walk["entered_at"].tolist(), walk["stage"].codes.tolist(), strict=True))
    found = set(zip(visits.subject_id.tolist(), visits.entered_at.tolist(), visits.stage.tolist(), strict=True))
    assert len(true & found) / len(true) > 0.97


def test_stages_come_in_the_order_of_the_road(stays):
    counts = np.bincount(stays["stage"], minlength=10)
    assert (np.diff(counts[1:7]) <= 0).all()
    assert (counts > 0).all()


def test_next_steps_have_the_stated_chances(company, stays):
    rows = (stays["stage"] == 2) & (stays["segment"] == "manufacturing") & (stays["left_by"] != "open")
    stated = company.truth["next_step"]["manufacturing"]["commitment"]
    for step in ("interest", "consideration", "parked"):
        assert (stays["left_by"][rows] == step).mean() == pytest.approx(stated[step], abs=0.04)


def test_the_broken_patch_stalls_from_its_month_on(company, stays):
    broken = company.truth["patches"]["broken"]
    here = (stays["stage"] == 5) & (stays["segment"] == broken["industry"]) & ~np.isnan(stays["days"])
    late = (stays["month"] >= broken["since_month"]) & (stays["month"] < 18)
    before = np.median(stays["days"][here & (stays["month"] < broken["since_month"])])
    assert np.median(stays["days"][here & late]) / before == pytest.approx(3.0, rel=0.3)


def test_the_broken_patch_leaks(company, stays):
    broken = company.truth["patches"]["broken"]
    here = (stays["stage"] == 5) & (stays["segment"] == broken["industry"]) & (stays["left_by"] != "open")
    leak = np.isin(stays["left_by"], ["lost", "parked", "silent"])
    late = (stays["month"] >= broken["since_month"]) & (stays["month"] < 20)
    ratio = odds(leak[here & late].mean()) / odds(leak[here & (stays["month"] < 14)].mean())
    assert ratio == pytest.approx(2.0, rel=0.4)


def test_trials_help_in_their_segment_and_nowhere_else(company, stays):
    working = company.truth["patches"]["working"]
    here = (stays["stage"] == 4) & (stays["left_by"] != "open")
    moved = stays["left_by"] == "validation"
    for segment, expected in ((working["industry"], working["odds_ratio"]), ("manufacturing", 1.0)):
        rows = here & (stays["segment"] == segment)
        ratio = odds(moved[rows & stays["trial"]].mean()) / odds(moved[rows & ~stays["trial"]].mean())
        assert ratio == pytest.approx(expected, rel=0.3)


def test_trials_can_be_seen_in_the_log(company, stays):
    touches = company.touches
    seen = (touches["activity"].codes == touches["activity"].code("trial.started")).sum()
    assert seen == pytest.approx(stays["trial"].sum(), rel=0.05)


def test_mails_tire_only_beyond_the_stated_number(company, stays):
    fatigue = company.truth["patches"]["fatigue"]
    here = (stays["stage"] == 1) & (stays["left_by"] != "open") & (stays["days"] > 5)
    silent = stays["left_by"] == "silent"
    few, some = here & (stays["mails"] <= 3), here & (stays["mails"] > 3) & (stays["mails"] <= fatigue["emails_over"])
    many = here & (stays["mails"] > fatigue["emails_over"])
    assert silent[some].mean() == pytest.approx(silent[few].mean(), abs=0.03)
    assert odds(silent[many].mean()) / odds(silent[few].mean()) == pytest.approx(fatigue["odds_ratio"], rel=0.2)


def test_fewer_journeys_begin_in_summer(company):
    walk = company.walk
    first = np.flatnonzero(np.diff(walk["account"], prepend=-1))
    month = walk["entered_at"][first].astype("datetime64[us]").astype("datetime64[M]").astype(int) % 12
    counts = np.bincount(month, minlength=12)
    assert counts[[0, 11]].mean() < 0.8 * counts[[2, 7, 8, 9]].mean()
