"""Lead quality: which sources, segments or people bring those who qualify, small ones drawn towards the whole."""

from __future__ import annotations

from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.errors import WrongLengthError
from jornada.analytics.pooling import Pooled, beta_binomial_pool


def lead_quality(source: Any, qualified: Any) -> Pooled:
    """Say what share of the leads of each source qualifies, with small sources drawn towards all.

    Beta-binomial empirical Bayes and funnel limits, see `pooling.beta_binomial_pool`. A blank source is a group of its
    own.

    Parameters
    ----------
    source : array of text or Coded, shape (leads,)
    qualified : array of bool, shape (leads,)

    Returns
    -------
    Pooled

    Raises
    ------
    WrongLengthError
        If the columns differ in length.

    Examples
    --------
    >>> found = lead_quality(["web"] * 50 + ["fair"] * 2, [True] * 10 + [False] * 40 + [True] * 2)
    >>> found.names, bool(found.mean[0] < found.raw[0])
    (('fair', 'web'), True)
    """
    coded = source if isinstance(source, Coded) else Coded.encode(source)
    yes = np.asarray(qualified, dtype=np.bool_)
    if len(coded) != len(yes):
        raise WrongLengthError(f"There are {len(coded)} sources and {len(yes)} outcomes; each lead needs both.")
    place, size = coded.codes.astype(np.int64), len(coded.values)
    place = np.where(place < 0, size, place)
    of = np.bincount(place, minlength=size + 1)
    hits = np.bincount(place, yes, minlength=size + 1).astype(np.int64)
    there = of > 0
    names = np.array([*coded.values, ""], dtype=object)[there]
    return beta_binomial_pool(hits[there], of[there], names.tolist())
