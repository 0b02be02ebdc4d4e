"""Shapley values of the names on journeys, exactly and in linear time."""

from __future__ import annotations

import numpy as np

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import distinct_names
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints


def shapley_weights(journeys: Journeys) -> tuple[Ints, Ints, Floats]:
    """Share each journey's credit among its different names by the Shapley value.

    The worth of a set S of names is v(S) = the conversions of journeys all of whose names lie in S.
    That game is a sum of unanimity games, one per journey, and the Shapley value of a unanimity game is
    equal among its members (Shapley 1953, "A value for n-person games", axioms 1 to 3): each of the k
    different names of a journey earns 1/k. No set needs to be counted. The same as Zhao, Mahboobi,
    Bagheri 2018, "Shapley value methods for attribution modeling in online advertising", section 3.

    Parameters
    ----------
    journeys : Journeys

    Returns
    -------
    journey, name : ndarray of int64
        Each pair once.
    weight : ndarray of float64
        0 to 1; sums to 1 in each journey with a touch.

    Examples
    --------
    >>> journey, name, weight = shapley_weights(Journeys.from_paths(["a>b>a", "b"], [1, 1]))
    >>> list(zip(journey.tolist(), name.tolist(), weight.tolist()))
    [(0, 0, 0.5), (0, 1, 0.5), (1, 1, 1.0)]
    """
    journey, name = distinct_names(journeys)
    count = np.bincount(journey, minlength=len(journeys))
    return journey, name, 1 / count[journey]


def shapley_by_place(journeys: Journeys, *, places: int = 20) -> Floats:
    """Say where on the journey each name earns its Shapley credit (the ordered variant).

    A name's share of a journey is split evenly over the places where it stands, so that the row of a
    name adds up to its Shapley value: Zhao, Mahboobi, Bagheri 2018, section 4, with repeats shared.

    Parameters
    ----------
    journeys : Journeys
    places : int, default 20
        Columns; the last one takes all later places too.

    Returns
    -------
    ndarray of float64, shape (names, places)
        Conversions.

    Raises
    ------
    MeasureError
        If `places` is less than 1.

    Examples
    --------
    >>> shapley_by_place(Journeys.from_paths(["a>b>a"], [2]), places=3).tolist()
    [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]
    """
    if places < 1:
        raise MeasureError(f"Credit by place needs at least one place; got {places}.")
    kinds = len(journeys.names)
    weight = journeys.conversions[journeys.journey] * place_weights(journeys)
    place = np.minimum(np.arange(len(journeys.step)) - journeys.offsets[journeys.journey], places - 1)
    cells = np.bincount(journeys.step * np.int64(places) + place, weights=weight, minlength=kinds * places)
    return cells.astype(np.float64).reshape(kinds, places)


def place_weights(journeys: Journeys) -> Floats:
    """Say the share of its journey that each touch earns when a name's share is split over its places."""
    kinds = max(1, len(journeys.names))
    keys = journeys.journey * kinds + journeys.step
    journey, name, weight = shapley_weights(journeys)
    found = np.searchsorted(journey * kinds + name, keys)
    times = np.bincount(found, minlength=len(weight))
    shares: Floats = (weight / np.maximum(times, 1))[found]
    return shares
