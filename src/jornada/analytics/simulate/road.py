"""The road the demo company's buyers walk: chances, times and the planted patches.

These numbers are the known truth: `describe` writes them out, and tests hold what the analysis
finds against them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.simulate.words import INDUSTRIES, SIZE_BANDS
from jornada.rules.default_map import DEFAULT_STAGES

STAGES: tuple[str, ...] = tuple(stage.code for stage in DEFAULT_STAGES)
EXITS: tuple[str, ...] = (*STAGES, "lost", "parked", "silent", "again", "open")
AWARENESS, INTEREST, COMMITMENT, CONSIDERATION, EVALUATION, VALIDATION = range(6)
PURCHASE, EXPERIENCE, EXPANSION, ADVOCACY = range(6, 10)
LOST, PARKED, SILENT, AGAIN, OPEN = range(10, 15)

INDUSTRY_CODES: tuple[str, ...] = tuple(row[0] for row in INDUSTRIES)

# rows: stage; columns: next stage (ten), then lost, parked, silent, again (a new cycle)
BASE_MOVES: NDArray[np.float64] = np.array(
    [
        #  awa   int   com   con   eva   val   pur   exp   epn   adv   lost  park  sil   again
        [0.00, 0.60, 0.09, 0.06, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.25, 0.00],
        [0.10, 0.00, 0.49, 0.13, 0.02, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.05, 0.21, 0.00],
        [0.03, 0.11, 0.00, 0.48, 0.08, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.11, 0.19, 0.00],
        [0.00, 0.04, 0.10, 0.00, 0.53, 0.06, 0.00, 0.00, 0.00, 0.00, 0.11, 0.06, 0.10, 0.00],
        [0.00, 0.00, 0.03, 0.14, 0.00, 0.50, 0.05, 0.00, 0.00, 0.00, 0.16, 0.04, 0.08, 0.00],
        [0.00, 0.00, 0.00, 0.03, 0.15, 0.00, 0.56, 0.00, 0.00, 0.00, 0.18, 0.02, 0.06, 0.00],
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.92, 0.03, 0.00, 0.00, 0.00, 0.05, 0.00],
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.14, 0.00, 0.36, 0.17, 0.00, 0.00, 0.19, 0.14],
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.05, 0.52, 0.00, 0.20, 0.00, 0.00, 0.16, 0.07],
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.05, 0.46, 0.20, 0.00, 0.00, 0.00, 0.20, 0.09],
    ]
)

# median and spread (sigma of the logarithm) of a stay, in days
DWELL_MEDIAN: NDArray[np.float64] = np.array([16.0, 13.0, 12.0, 15.0, 19.0, 20.0, 6.0, 62.0, 38.0, 34.0])
DWELL_SIGMA: NDArray[np.float64] = np.array([0.80, 0.75, 0.70, 0.65, 0.65, 0.65, 0.60, 0.60, 0.60, 0.60])
SHORTEST_STAY_DAYS = 0.2

FORWARD_ODDS = {
    "manufacturing": 1.00,
    "retail": 0.90,
    "health": 1.00,
    "education": 0.80,
    "technology": 1.15,
    "services": 1.10,
    "agribusiness": 0.95,
    "logistics": 1.05,
}
DWELL_FACTOR = {
    "manufacturing": 1.10,
    "retail": 0.85,
    "health": 1.15,
    "education": 1.20,
    "technology": 0.75,
    "services": 0.90,
    "agribusiness": 1.10,
    "logistics": 1.00,
}
SIZE_DWELL_FACTOR = {"micro": 0.75, "small": 0.90, "medium": 1.00, "large": 1.20, "enterprise": 1.45}

# where a journey begins, where it begins again after a lost, parked or silent cycle, and after a purchase
START_STAGE = np.array([0.70, 0.19, 0.05, 0.06])
RETURN_STAGE = np.array([0.30, 0.48, 0.10, 0.12])
RETURN_CHANCE = {"lost": 0.30, "parked": 0.50, "silent": 0.22}
RETURN_MEDIAN_DAYS = {"lost": 150.0, "parked": 90.0, "silent": 75.0}
AGAIN_STAGE = np.array([0.00, 0.55, 0.00, 0.45])
NEVER_STARTED = 0.06

# January to December: how many journeys begin, against an even year
SEASON = np.array([0.75, 0.80, 1.15, 1.10, 1.10, 1.00, 0.95, 1.15, 1.15, 1.15, 1.00, 0.70])

# marketing e-mails a day, by stage
MAIL_RATE: NDArray[np.float64] = np.array([0.13, 0.30, 0.12, 0.08, 0.06, 0.05, 0.04, 0.024, 0.024, 0.024])

WORKING_INDUSTRY, WORKING_ODDS, TRIAL_SHARE = "technology", 3.0, 0.40
BROKEN_INDUSTRY, BROKEN_DWELL, BROKEN_LEAK_ODDS, BROKEN_MONTH = "health", 3.0, 2.0, 14
FATIGUE_MAILS, FATIGUE_ODDS = 8, 2.0
STRAY_SHARE = 0.02


def moves() -> NDArray[np.float64]:
    """Give the chances of the next step for each industry.

    Returns
    -------
    ndarray of float64, shape (industries, 10, 14)
        Each row sums to 1. Columns: the ten stages, lost, parked, silent, again.

    Examples
    --------
    >>> bool(np.allclose(moves().sum(axis=2), 1.0))
    True
    """
    forward = np.zeros_like(BASE_MOVES, dtype=bool)
    forward[:, : len(STAGES)] = np.triu(np.ones((len(STAGES), len(STAGES)), dtype=bool), 1)
    factors = np.array([FORWARD_ODDS[code] for code in INDUSTRY_CODES])[:, None, None]
    weights = np.where(forward, BASE_MOVES * factors, BASE_MOVES)
    chances: NDArray[np.float64] = weights / weights.sum(axis=2, keepdims=True)
    return chances


def dwell_medians() -> NDArray[np.float64]:
    """Give the median stay in days, shape (industries, size bands, 10 stages), before any patch."""
    industry = np.array([DWELL_FACTOR[code] for code in INDUSTRY_CODES])[:, None, None]
    size = np.array([SIZE_DWELL_FACTOR[code] for code in SIZE_BANDS])[None, :, None]
    medians: NDArray[np.float64] = industry * size * DWELL_MEDIAN[None, None, :]
    return medians


def broken_month(months: int) -> int:
    """Say from which month on the broken patch is broken: 14 of 24, in proportion otherwise."""
    return round(BROKEN_MONTH * months / 24)


def describe(months: int) -> dict[str, Any]:
    """Write the truth out as plain values that JSON can hold.

    Parameters
    ----------
    months : int
        Length of the simulated history.

    Returns
    -------
    dict
        Stages, chances of moving per industry, stays in days, planted patches, season and noise.
    """
    chances = moves()
    return {
        "stages": list(STAGES),
        "exits": list(EXITS),
        "next_step": {
            code: {
                stage: dict(zip(EXITS, chances[i, j].round(6).tolist(), strict=False)) for j, stage in enumerate(STAGES)
            }
            for i, code in enumerate(INDUSTRY_CODES)
        },
        "dwell_days": {
            "median": dict(zip(STAGES, DWELL_MEDIAN.tolist(), strict=True)),
            "sigma_of_log": dict(zip(STAGES, DWELL_SIGMA.tolist(), strict=True)),
            "industry_factor": DWELL_FACTOR,
            "size_factor": SIZE_DWELL_FACTOR,
        },
        "patches": _patches(months),
        "touch_count_effect": "none, but for the fatigue patch: activity of an account is drawn apart from its road",
        "season_of_starts": SEASON.tolist(),
        "noise": {"stray_touch_share_of_visits": STRAY_SHARE},
        "return_chance": RETURN_CHANCE,
        "return_median_days": RETURN_MEDIAN_DAYS,
    }


def _patches(months: int) -> dict[str, Any]:
    return {
        "working": {
            "what": "a trial started during evaluation raises the odds of moving on to validation",
            "industry": WORKING_INDUSTRY,
            "stage": "evaluation",
            "activity": "trial.started",
            "share_of_visits": TRIAL_SHARE,
            "odds_ratio": WORKING_ODDS,
            "odds_ratio_elsewhere": 1.0,
        },
        "broken": {
            "what": "validation stalls: stays last longer and more buyers leave",
            "industry": BROKEN_INDUSTRY,
            "stage": "validation",
            "since_month": broken_month(months),
            "dwell_factor": BROKEN_DWELL,
            "leak_odds_ratio": BROKEN_LEAK_ODDS,
        },
        "fatigue": {
            "what": "more than this many marketing e-mails in one stay at interest raise the odds of going silent",
            "stage": "interest",
            "emails_over": FATIGUE_MAILS,
            "odds_ratio": FATIGUE_ODDS,
        },
    }
