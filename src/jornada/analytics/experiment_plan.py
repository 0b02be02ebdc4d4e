"""How many subjects, and how long, a hold-out needs to show an effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.result import Language, Result
from jornada.analytics.words import number, percent
from jornada.analytics.words.experiments import PLAN


@dataclass(frozen=True, slots=True)
class Plan(Result):
    """Subjects that a comparison of two shares needs.

    Attributes
    ----------
    base, effect : float
        Share expected without the treatment; what it should add at least to be worth while.
    treated, held_out : int
        Subjects in each group.
    weeks : float
        Until so many have arrived, and were watched for the time the outcome takes; NaN without arrivals.
    power, level : float
    """

    base: float
    effect: float
    treated: int
    held_out: int
    weeks: float
    power: float
    level: float

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row."""
        names = ("base", "effect", "treated", "held_out", "weeks", "power", "level")
        return {name: [getattr(self, name)] for name in names}

    def explain(self, language: Language = "en") -> str:
        """Say how many subjects and how long."""
        words = PLAN[language]
        text = words["size"].format(
            base=percent(self.base, language), effect=number(100 * self.effect, language, 1),
            treated=number(self.treated, language), held=number(self.held_out, language),
            power=percent(self.power, language, 0), level=percent(self.level, language, 0),
        )  # fmt: skip
        return text + ("" if np.isnan(self.weeks) else words["weeks"].format(weeks=number(self.weeks, language, 1)))


def sample_size(
    base: float,
    effect: float,
    *,
    power: float = 0.8,
    level: float = 0.05,
    share: float = 0.5,
    arrivals_week: float = float("nan"),
    outcome_weeks: float = 0.0,
) -> Plan:
    """Plan a comparison of two shares, looked at once, at the end.

    n = (z_(1 - level / 2) sqrt(p (1 - p) (1 / share + 1 / (1 - share)))
    + z_power sqrt(p0 (1 - p0) / (1 - share) + p1 (1 - p1) / share))^2 / effect^2 subjects in all, p being
    the share over both groups: Fleiss, Levin & Paik 2003, "Statistical methods for rates and proportions",
    section 4.2. Who wants to look earlier takes `sequential_test`.

    Parameters
    ----------
    base : float
        Share expected without the treatment, between 0 and 1.
    effect : float
        What the treatment adds or takes, not 0.
    power, level : float
        Chance to find that effect; chance to find one that is not there.
    share : float, default 0.5
        Of subjects treated.
    arrivals_week : float, optional
        Subjects that enter a week.
    outcome_weeks : float, default 0
        How long the outcome of a subject takes.

    Returns
    -------
    Plan

    Raises
    ------
    MeasureError
        If a share lies outside 0 to 1, or the effect is 0.

    Examples
    --------
    >>> plan = sample_size(0.10, 0.03, arrivals_week=200, outcome_weeks=4)
    >>> plan.treated, plan.held_out, round(plan.weeks, 1)
    (1774, 1774, 21.7)
    """
    from scipy.special import ndtri

    parts = (base, base + effect, power, level, share)
    if not all(0 < part < 1 for part in parts) or effect == 0:
        raise MeasureError(
            f"Base, base with effect, power, level and share lie between 0 and 1, effect is not 0; got {parts}."
        )
    both = share * (base + effect) + (1 - share) * base
    alike = sqrt(both * (1 - both) / (share * (1 - share)))
    apart = sqrt(base * (1 - base) / (1 - share) + (base + effect) * (1 - base - effect) / share)
    total = ((ndtri(1 - level / 2) * alike + ndtri(power) * apart) / effect) ** 2
    treated, held = ceil(total * share), ceil(total * (1 - share))
    weeks = (treated + held) / arrivals_week + outcome_weeks if arrivals_week > 0 else float("nan")
    return Plan(base, effect, treated, held, weeks, power, level)
