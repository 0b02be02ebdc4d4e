"""A year of leads with a scoring model of known truth: one of its rules is bad, a good segment is not looked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Population
from jornada.analytics.log import EventLog
from jornada.analytics.score_contrast import added, left_out
from jornada.analytics.score_trial import NEVER, Leads, try_model
from jornada.analytics.scoring import DAY, weeks
from jornada.analytics.simulate.offers import GOOD, INDUSTRIES
from jornada.analytics.touch_index import index_touches, micros
from jornada.rules.conditions import Attribute, Did
from jornada.rules.scoring import AttributeRule, BehaviourRule, Group, Model

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MOMENTS = weeks(NOW - timedelta(days=364), NOW)
GROUPS = (Group("does", "Does", "engagement"), Group("is", "Is", "fit"))
DEMO = BehaviourRule("demo", "Demo asked", "does", 30, Did(("demo.requested",)), "first")
PAPER = BehaviourRule("paper", "White paper", "does", 30, Did(("content.downloaded",)), "first")
SECTOR = AttributeRule("sector", GOOD, "is", 30, Attribute("industry", "is", GOOD))
LIVE = Model(GROUPS, (DEMO, PAPER), wanted=("D1",))
# What somebody would try who has understood each of the two.
WITHOUT_PAPER = replace(LIVE, rules=(DEMO,))
WITH_SECTOR = replace(LIVE, rules=(DEMO, PAPER, SECTOR), wanted=("A1", "D1", "A4"))
LOOKS = ("rule", "rule, accepted", "segment", "segment, accepted")


@dataclass(frozen=True, slots=True)
class Planted:
    """What was put into the leads; by default both rules are as good as each other, and no sector is better."""

    bad_rule: bool = False
    good_segment: bool = False


def simulate_scored(
    number: int = 3000, *, planted: Planted = Planted(True, True), seed: int = 0
) -> tuple[Population, Leads]:
    """Draw leads of a year: what they did, whether Sales accepted them, when they converted.

    Of those that ask for a demo, or download a white paper, 25 % convert and 75 % are accepted; of others 8 % and 60 %.
    With a bad rule those of the white paper alone do so in 12 % and 50 %; with a good segment all of agribusiness in
    25 % and 75 %.

    Parameters
    ----------
    number : int, default 3000
    planted : Planted
    seed : int, default 0

    Examples
    --------
    >>> people, leads = simulate_scored(400, seed=1)
    >>> len(people), bool((leads.created_at >= micros(MOMENTS[0])).all())
    (400, True)
    """
    rng = np.random.default_rng(seed)
    ids, created = np.arange(number), micros(MOMENTS[0]) + rng.integers(0, 364 * DAY, number)
    demo, paper = rng.random(number) < 0.15, rng.random(number) < 0.3
    industry = Coded(rng.integers(0, len(INDUSTRIES), number).astype(np.int32), INDUSTRIES)
    is_bad = paper & ~demo & planted.bad_rule
    is_good = (demo | paper | (planted.good_segment & (industry.codes == INDUSTRIES.index(GOOD)))) & ~is_bad
    won = rng.random(number) < np.where(is_good, 0.25, np.where(is_bad, 0.12, 0.08))
    accepted = rng.random(number) < np.where(is_good, 0.75, np.where(is_bad, 0.5, 0.6))
    answered = created + rng.integers(25, 35, number) * DAY
    converted = np.where(won, created + rng.integers(40, 85, number) * DAY, NEVER)
    who = np.concatenate([np.flatnonzero(demo), np.flatnonzero(paper)])
    names = ["demo.requested"] * int(demo.sum()) + ["content.downloaded"] * int(paper.sum())
    log = EventLog.from_columns(who, created[who] + rng.integers(1, 14 * DAY, len(who)), names)
    return Population(ids, {"industry": industry}, index_touches(log, ids)), Leads(
        created, converted, accepted.astype(np.int8), answered
    )


def found(seed: int, planted: Planted) -> set[str]:
    """Say in what a trial of the two corrected models differs from the model in force, at a level of 5 %.

    Where something is planted only the right side counts; where nothing is, either.

    Examples
    --------
    >>> sorted(found(1, Planted(bad_rule=True)))
    ['rule', 'rule, accepted']
    """
    people, leads = simulate_scored(planted=planted, seed=seed)
    live, short, wide = (try_model(model, people, leads, MOMENTS) for model in (LIVE, WITHOUT_PAPER, WITH_SECTOR))
    told = (
        left_out(live, short),
        left_out(live, short, "accepted"),
        added(live, wide),
        added(live, wide, "accepted"),
    )
    is_clean = planted == Planted()
    right = [[*out.less, *(out.more if is_clean else [])] for out in told[:2]]
    right += [[*out.more, *(out.less if is_clean else [])] for out in told[2:]]
    return {look for look, places in zip(LOOKS, right, strict=True) if places}
