"""Logistic regression with a ridge: the floor that every cleverer model has to beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Floats

STEPS, TOLERANCE = 60, 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Logistic:
    """A fitted regression.

    Attributes
    ----------
    intercept : float
        Log-odds where all columns are 0.
    weights : ndarray of float64, shape (columns,)
        Log-odds per unit.
    covariance : ndarray of float64, shape (columns + 1, columns + 1)
        Of intercept and weights: the inverse of the penalised information.
    """

    intercept: float
    weights: Floats
    covariance: Floats

    def log_odds(self, design: Floats) -> Floats:
        """Say the log-odds of each row."""
        told: Floats = self.intercept + design @ self.weights
        return told


def fit_logistic(design: Floats, happened: NDArray[Any], ridge: float = 1.0, offset: Floats | None = None) -> Logistic:
    """Fit by Newton's method, maximising log-likelihood - ridge / 2 x sum of squared weights.

    The intercept is not penalised. Le Cessie & van Houwelingen 1992, "Ridge estimators in logistic
    regression", Applied Statistics 41:191-201.

    Parameters
    ----------
    design : ndarray of float64, shape (rows, columns)
    happened : ndarray of bool or of shares, shape (rows,)
        0 to 1; both outcomes occur.
    ridge : float, default 1
        0 or more, in units of 1 / (weight squared).
    offset : ndarray of float64, optional
        Log-odds that are given for each row.

    Returns
    -------
    Logistic

    Examples
    --------
    >>> fitted = fit_logistic(np.zeros((4, 0)), np.array([1, 0, 0, 0]))
    >>> round(fitted.intercept, 3)
    -1.099
    """
    rows = np.column_stack((np.ones(len(design)), design))
    target = np.asarray(happened, dtype=np.float64)
    given = np.zeros(len(rows)) if offset is None else offset
    penalty = np.full(rows.shape[1], float(ridge))
    penalty[0] = 1e-9
    share = float(np.clip(target.mean(), 1e-9, 1 - 1e-9))
    beta = np.zeros(rows.shape[1])
    beta[0] = np.log(share / (1 - share)) if offset is None else 0.0
    loss, bend = _loss(rows, target, given, penalty, beta), np.eye(len(beta))
    for _ in range(STEPS):
        chance = sigmoid(rows @ beta + given)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty + 1e-12)
        step = np.linalg.solve(bend, rows.T @ (target - chance) - penalty * beta)
        scale, before = 1.0, loss
        while (loss := _loss(rows, target, given, penalty, beta + scale * step)) > before and scale > 1e-6:
            scale /= 2
        beta = beta + scale * step
        if np.abs(step).max() < TOLERANCE:
            break
    covariance: Floats = np.linalg.inv(bend).astype(np.float64)
    return Logistic(float(beta[0]), beta[1:], covariance)


def sigmoid(log_odds: Any) -> Floats:
    """Turn log-odds into probabilities, without overflow."""
    told = np.asarray(log_odds, dtype=np.float64)
    small = np.exp(-np.abs(told))
    return np.where(told >= 0, 1 / (1 + small), small / (1 + small))


def logit(chance: Any) -> Floats:
    """Turn probabilities into log-odds; 0 and 1 are drawn in by a billionth."""
    inner = np.clip(np.asarray(chance, dtype=np.float64), 1e-9, 1 - 1e-9)
    told: Floats = np.log(inner / (1 - inner))
    return told


def log_losses(chance: Floats, happened: NDArray[Any]) -> Floats:
    """Minus the log-likelihood of each row, in nats."""
    inner = np.clip(chance, 1e-9, 1 - 1e-9)
    lost: Floats = -np.where(happened, np.log(inner), np.log1p(-inner))
    return lost


def _loss(rows: Floats, target: Floats, given: Floats, penalty: Floats, beta: Floats) -> float:
    told = rows @ beta + given
    return float(np.sum(np.logaddexp(0, told) - target * told) + 0.5 * np.sum(penalty * beta**2))
