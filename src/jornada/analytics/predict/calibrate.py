"""Scores as probabilities: learnt on a block of time that the model has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Floats
from jornada.analytics.predict.logistic import fit_logistic, logit, sigmoid

ENOUGH_FOR_ISOTONIC = 1000
# The slope is thought to lie about 0.25 around 1 before anything is seen: a hundred events outweigh it.
SLOPE_PENALTY = 1 / 0.25**2


@dataclass(frozen=True, eq=False, slots=True)
class Calibration:
    """How log-odds become probabilities.

    Attributes
    ----------
    kind : {"platt", "isotonic"}
    slope, intercept : float
        Of Platt's line on the log-odds; 1 and 0 where isotonic.
    at, chance : ndarray of float64
        Isotonic: log-odds, ascending, and the probability there; straight in between.
    """

    kind: Literal["platt", "isotonic"]
    slope: float
    intercept: float
    at: Floats
    chance: Floats

    def apply(self, log_odds: Floats) -> Floats:
        """Turn log-odds of the model into probabilities."""
        if self.kind == "platt":
            return sigmoid(self.intercept + self.slope * log_odds)
        told: Floats = np.interp(log_odds, self.at, self.chance)
        return told


def calibrate(log_odds: Floats, happened: NDArray[Any]) -> Calibration:
    """Learn probabilities: isotonic from 1,000 events on, else Platt's line.

    Platt 1999, "Probabilistic outputs for support vector machines", with his drawn-in targets; Zadrozny
    & Elkan 2002 for the isotonic one; which when: Niculescu-Mizil & Caruana 2005, "Predicting good
    probabilities with supervised learning". The slope of the line
    is drawn towards 1, so that a small block does not spoil a sound model. Isotonic ends are kept from 0
    and 1 by one imagined case.

    Parameters
    ----------
    log_odds : ndarray of float64, shape (rows,)
        Of the model, on rows it was not trained on.
    happened : ndarray of bool, shape (rows,)

    Returns
    -------
    Calibration

    Examples
    --------
    >>> line = calibrate(np.repeat([-3.0, 3.0], 400), np.tile([True, False], 400))
    >>> line.kind, line.apply(np.array([-3.0, 3.0])).round(2).tolist()
    ('platt', [0.49, 0.51])
    """
    nothing = np.empty(0)
    events = int(happened.sum())
    if events < ENOUGH_FOR_ISOTONIC:
        yes, no = (events + 1) / (events + 2), 1 / (len(happened) - events + 2)
        line = fit_logistic(log_odds[:, None], np.where(happened, yes, no), SLOPE_PENALTY, offset=log_odds)
        # A line that falls would turn the ranking around on the strength of noise.
        slope = max(1 + float(line.weights[0]), 0.0)
        intercept = line.intercept if slope else float(logit(np.mean(happened)))
        return Calibration("platt", slope, intercept, nothing, nothing)
    from scipy.optimize import isotonic_regression

    order = np.argsort(log_odds, kind="stable")
    # Equal scores are one point: what follows must not depend on the order of rows.
    at, first, count = np.unique(log_odds[order], return_index=True, return_counts=True)
    share = np.add.reduceat(happened[order].astype(np.float64), first) / count
    steps = np.asarray(isotonic_regression(share, weights=count.astype(np.float64)).x)
    low, high = 1 / (2 * len(happened)), 1 - 1 / (2 * len(happened))
    return Calibration("isotonic", 1.0, 0.0, at, np.clip(steps, low, high))
