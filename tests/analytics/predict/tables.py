"""Tables of leads whose true probabilities are known."""

from __future__ import annotations

import numpy as np

from jornada.analytics.predict.logistic import sigmoid

SOURCES = np.array(["web", "fair", "referral", "ads"], dtype=object)


def simulated(rows, seed, strength=1.0):
    """Make columns, outcomes and their true probabilities; a strength of 0 leaves nothing to find."""
    draw = np.random.default_rng(seed)
    calls, size, source = draw.poisson(2, rows), draw.lognormal(3, 1, rows), draw.integers(0, 4, rows)
    odds = -1.5 + strength * (0.5 * (calls - 2) + 0.4 * (np.log(size) - 3) + np.array([0, -0.5, 1.2, -0.7])[source])
    true = sigmoid(odds)
    columns = {"calls": calls, "size": size, "source": SOURCES[source], "noise": draw.normal(size=rows)}
    return columns, draw.random(rows) < true, true
