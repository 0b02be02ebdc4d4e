"""Who will buy by when: chance of moving on, being won or lost in the next period, by stage and age there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.periods import DAY
from jornada.analytics.predict.stays import STILL, Stays

BANDS = np.array([0, 1, 2, 4, 8, 13, 26, 52])
PRIOR = 20.0


@dataclass(frozen=True, eq=False)
class StageHazard:
    """Chances per period by stage and time there; a semi-Markov chain in discrete time.

    Attributes
    ----------
    chance : ndarray of float64, shape (stages, bands, stages + 2)
        Of entering each stage, being won, being lost in one period; the rest stays.
    at_risk : ndarray of int64, shape (stages, bands)
        Deal-periods that the chances rest on.
    won : int
        Deals won that they rest on.
    step : int
        Microseconds of a period.
    """

    chance: Floats
    at_risk: Ints
    won: int
    step: int

    def won_by(self, stage: Ints, age: Ints, periods: int) -> Floats:
        """Say the chance of being won within 0, 1, ... periods from now.

        Parameters
        ----------
        stage : ndarray of int64, shape (deals,)
        age : ndarray of int64, shape (deals,)
            Whole periods that each deal has stood there.
        periods : int
            How far to look.

        Returns
        -------
        ndarray of float64, shape (periods + 1, deals)
        """
        stages = self.chance.shape[0]
        ages = int(BANDS[-1]) + 1
        by_age = self.chance[:, band_of(np.arange(ages))]
        move, win, stay = by_age[:, :, :stages], by_age[:, :, stages], 1 - by_age.sum(axis=2)
        later = np.minimum(np.arange(ages) + 1, ages - 1)
        table = np.zeros((periods + 1, stages, ages))
        for period in range(1, periods + 1):
            before = table[period - 1]
            table[period] = win + move @ before[:, 0] + stay * before[:, later]
        found: Floats = table[:, stage, np.minimum(age, ages - 1)]
        return found


def fit_hazard(stays: Stays, step_days: float = 7.0) -> StageHazard:
    """Estimate the chances; thin cells are drawn towards their stage, thin stages towards all.

    A stay is at risk in each period that it lasted through and in the one it ended in; a stay that goes on
    says nothing of the period it is in (Singer & Willett 2003, chapter 10; competing exits as in Putter,
    Fiocco & Geskus 2007). Bands of age: 0, 1, 2-3, 4-7, 8-12, 13-25, 26-51, 52 and more periods. The
    draw is worth 20 deal-periods.

    Parameters
    ----------
    stays : Stays
    step_days : float, default 7
        Length of a period, above 0.

    Returns
    -------
    StageHazard

    Raises
    ------
    MeasureError
        If the step is not above 0.

    Examples
    --------
    >>> from jornada.analytics.opportunities import Opportunities
    >>> from jornada.analytics.predict.stays import stays_of
    >>> week = 7 * DAY
    >>> deals = Opportunities.from_columns(["won"] * 50 + ["open"] * 50, [1] * 100, [0] * 100, [9] * 50 + [None] * 50)
    >>> fit_hazard(stays_of(deals, None, 1 * week)).at_risk[0, 0]
    np.int64(100)
    """
    if not step_days > 0:
        raise MeasureError(f"A period lasts more than 0 days; got {step_days}.")
    step, size = round(step_days * DAY), len(stays.stages)
    lasted = (stays.left - stays.entered) // step
    ended = stays.to != STILL
    risk, exits = np.zeros((size, len(BANDS)), np.int64), np.zeros((size, len(BANDS), size + 2))
    for band, (low, high) in enumerate(zip(BANDS, np.append(BANDS[1:], 10**6), strict=True)):
        periods = np.clip(lasted + ended, low, high) - low
        risk[:, band] = np.bincount(stays.stage, periods, minlength=size).astype(np.int64)
    np.add.at(exits, (stays.stage[ended], band_of(lasted[ended]), stays.to[ended]), 1)
    whole = np.zeros(size + 2)
    whole[size:] = exits.sum(axis=(0, 1))[size:] / max(risk.sum(), 1)
    of_stage = (exits.sum(axis=1) + PRIOR * whole) / (risk.sum(axis=1) + PRIOR)[:, None]
    chance = (exits + PRIOR * of_stage[:, None, :]) / (risk + PRIOR)[:, :, None]
    return StageHazard(chance, risk, int(exits[:, :, size].sum()), step)


def band_of(age: Ints) -> Ints:
    """Say the band of an age in whole periods."""
    found: Ints = np.searchsorted(BANDS, age, side="right") - 1
    return found


def months_won(stays: Stays, hazard: StageHazard, block: int) -> tuple[Floats, Floats]:
    """Count wins and expected wins in blocks of time going back from now, oldest last.

    Returns
    -------
    won, expected : ndarray of float64, shape (blocks,)
    """
    ended = stays.to != STILL
    count = (stays.left - stays.entered) // hazard.step + ended
    row = np.repeat(np.arange(len(count)), count)
    period = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    back = (stays.as_of - stays.entered[row] - period * hazard.step - 1) // block
    chance = hazard.chance[stays.stage[row], band_of(period), stays.won]
    last = ended[row] & (period == count[row] - 1) & (stays.to[row] == stays.won)
    blocks = int(back.max(initial=-1)) + 1
    won, expected = (np.bincount(back, each, minlength=blocks).astype(np.float64) for each in (last, chance))
    return won, expected
