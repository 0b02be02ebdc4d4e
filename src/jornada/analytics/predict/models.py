"""The models: logistic regression as the floor, boosted trees where they beat it by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Floats
from jornada.analytics.predict.encode import Encoder, learn_encoder
from jornada.analytics.predict.frame import Frame
from jornada.analytics.predict.logistic import Logistic, fit_logistic, log_losses, logit, sigmoid

RIDGES = (1.0, 10.0, 100.0, 1000.0)
BACKGROUND = 100
Kind = Literal["logistic", "boosting"]


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model; gives log-odds, not yet calibrated.

    Attributes
    ----------
    kind : {"logistic", "boosting"}
    encoder : Encoder
    line : Logistic
        The floor; also kept where trees won.
    trees : HistGradientBoostingClassifier or None
    background : ndarray of float64, shape (at most 100, columns)
        Training rows as trees see them, for their reasons.
    ridge : float
        Chosen strength of the penalty of `line`.
    """

    kind: Kind
    encoder: Encoder
    line: Logistic
    trees: Any
    background: Floats
    ridge: float

    def log_odds(self, frame: Frame) -> Floats:
        """Say the log-odds of each row."""
        if self.kind == "logistic":
            return self.line.log_odds(self.encoder.design(frame))
        return self.tree_log_odds(self.encoder.plain(frame))

    def tree_log_odds(self, plain: Floats) -> Floats:
        """Say what the trees make of rows that were encoded already."""
        told: Floats = self.trees.decision_function(plain)
        return told


@dataclass(frozen=True, slots=True)
class Contest:
    """How trees fared against the floor on the block that neither was trained on.

    Attributes
    ----------
    gain, error : float
        Fall of the log loss, nats a row, and its standard error; NaN where trees were not tried.
    """

    gain: float
    error: float

    @property
    def is_won(self) -> bool:
        """Whether trees were better by more than one standard error."""
        return self.gain > self.error


def fit_model(
    train: Frame, happened: NDArray[np.bool_], check: Frame, checked: NDArray[np.bool_], *, boosting: bool = True
) -> tuple[Model, Contest]:
    """Fit the floor, and trees, and choose on a block that neither has seen.

    Parameters
    ----------
    train, check : Frame
        Rows to learn from, and later rows to choose by.
    happened, checked : ndarray of bool
        Their outcomes.
    boosting : bool
        Whether trees are tried; they need the optional extra `predict` and are not tried without it.

    Returns
    -------
    model : Model
    contest : Contest
    """
    encoder = learn_encoder(train)
    design, later = encoder.design(train), encoder.design(check)
    fits = [fit_logistic(design, happened, ridge) for ridge in RIDGES]
    losses = [log_losses(sigmoid(fit.log_odds(later)), checked) for fit in fits]
    best = int(np.argmin([loss.mean() for loss in losses]))
    plain = encoder.plain(train)
    background = plain[np.linspace(0, len(plain) - 1, min(BACKGROUND, len(plain))).astype(np.int64)]
    floor = Model("logistic", encoder, fits[best], None, background, RIDGES[best])
    trees = _fit_trees(encoder, plain, happened) if boosting else None
    if trees is None:
        return floor, Contest(float("nan"), float("nan"))
    other = Model("boosting", encoder, fits[best], trees, background, RIDGES[best])
    better = losses[best] - log_losses(sigmoid(other.log_odds(check)), checked)
    contest = Contest(float(better.mean()), float(better.std(ddof=1) / len(better) ** 0.5))
    return (other if contest.is_won else floor), contest


def start_of(happened: NDArray[np.bool_]) -> float:
    """Give the log-odds of the base rate."""
    return float(logit(happened.mean()))


def _fit_trees(encoder: Encoder, plain: Floats, happened: NDArray[np.bool_]) -> Any:
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
    except ImportError:
        return None
    # No early stopping: it would set aside rows at random and not by time.
    trees = HistGradientBoostingClassifier(
        learning_rate=0.06, max_iter=120, max_leaf_nodes=12, min_samples_leaf=30, l2_regularization=5.0,
        categorical_features=encoder.is_text, early_stopping=False, random_state=0,
    )  # fmt: skip
    return trees.fit(plain, happened)
