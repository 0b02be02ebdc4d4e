"""Shapley credit from a model of who converts, by sampling orders, with the error of the sampling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import distinct_names
from jornada.analytics.binomial import fit_binomial
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import attribution as words

BATCHES = 20


@dataclass(frozen=True, eq=False, slots=True)
class ModelledCredit(Result):
    """Credit per name, from a model of the chance of conversion.

    Attributes
    ----------
    names : tuple of str
    conversions, value : ndarray of float64, shape (names,)
        Credit; adds up to the conversions, and their value, of journeys with a touch.
    error : ndarray of float64, shape (names,)
        Standard error of `conversions` from sampling alone, not from the data.
    log_odds : ndarray of float64, shape (names,)
        What the name adds to the log-odds of conversion in the model; below 0 it earns nothing.
    base_rate : float
        Chance of conversion of a journey with none of the names, in the model.
    orders : int
        How many were drawn.
    """

    names: tuple[str, ...]
    conversions: Floats
    value: Floats
    error: Floats
    log_odds: Floats
    base_rate: float
    orders: int

    def columns(self) -> dict[str, Any]:
        figures = ("conversions", "value", "error", "log_odds")
        return {"name": self.names} | {name: getattr(self, name) for name in figures}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if not len(self.names):
            return wrote.pick(*words.NO_CREDIT)
        top = int(self.conversions.argmax())
        return wrote.pick(
            *words.MODELLED,
            name=self.names[top],
            credit=wrote.short(float(self.conversions[top])),
            error=wrote.short(float(self.error[top])),
            total=wrote.short(float(self.conversions.sum())),
            orders=wrote.number(self.orders),
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        series = Series("", self.names, self.conversions.tolist())
        return (Chart("bar", wrote.pick(*words.CREDIT), "", wrote.pick(*words.CONVERSIONS), (series,)),)


def modelled_shapley(journeys: Journeys, *, orders: int = 400, seed: int = 0) -> ModelledCredit:
    """Share each conversion by the Shapley value of a model of the chance of conversion.

    A logistic regression of conversion on which names a journey has gives the worth of each subset of
    them, v(S) = P(conversion | S). Names are added in random orders, each order with its reverse; a name
    earns what it adds on average (Castro, Gomez, Tejada 2009, "Polynomial calculation of the Shapley
    value based on sampling", Computers & Operations Research 36:1726-1730). What lowers the chance earns
    nothing; the rest is scaled so that each journey's credit adds up to 1, evenly where nothing
    raises it. Each name has one made-up journey of its own at the average rate, without which a name
    that always converts would have no finite weight (Clogg et al. 1991).

    Parameters
    ----------
    journeys : Journeys
        Unconverted ones too, or there is nothing to learn from.
    orders : int, default 400
        How many to draw, in twenty batches; at least 40.
    seed : int

    Returns
    -------
    ModelledCredit

    Raises
    ------
    MeasureError
        If there are no conversions, no journeys without, or too few orders.

    Examples
    --------
    >>> made = Journeys.from_paths(["a", "b", "a>b", "a>b"], [9, 1, 9, 0], [1, 9, 1, 0])
    >>> credit = modelled_shapley(made)
    >>> float(round(credit.conversions.sum(), 9)), bool(credit.conversions[0] > 15)
    (19.0, True)
    """
    touched = journeys.select(journeys.lengths > 0)
    if orders < 2 * BATCHES:
        raise MeasureError(f"Sampling takes at least {2 * BATCHES} orders; got {orders}.")
    if not touched.conversions.sum() or not touched.nulls.sum():
        raise MeasureError("A model of conversion needs journeys with and without one.")
    has, place = _name_sets(touched)
    won, lost, value = (
        np.bincount(place, each, len(has)).astype(np.float64)
        for each in (touched.conversions, touched.nulls, touched.value if touched.value is not None else place * 0.0)
    )
    coef = _fitted(has, won + lost, won)
    batches = [
        _added(has, coef, max(1, orders // (2 * BATCHES)), np.random.default_rng([seed, b])) for b in range(BATCHES)
    ]
    share = _shared(np.mean(batches, axis=0), has)
    spread = np.array([won @ _shared(batch, has) for batch in batches]).std(axis=0, ddof=1)
    return ModelledCredit(
        names=touched.names,
        conversions=won @ share,
        value=value @ share,
        error=spread / np.sqrt(BATCHES),
        log_odds=coef[1:],
        base_rate=float(1 / (1 + np.exp(-coef[0]))),
        orders=2 * BATCHES * max(1, orders // (2 * BATCHES)),
    )


def _name_sets(journeys: Journeys) -> tuple[NDArray[np.bool_], Ints]:
    """List the different sets of names, and which of them each journey has."""
    journey, name = distinct_names(journeys)
    has = np.zeros((len(journeys), len(journeys.names)), dtype=np.bool_)
    has[journey, name] = True
    packed, place = np.unique(np.packbits(has, axis=1), axis=0, return_inverse=True)
    sets = np.unpackbits(packed, axis=1, count=len(journeys.names)).astype(np.bool_)
    return sets, np.asarray(place).ravel()


def _fitted(has: NDArray[np.bool_], trials: Floats, won: Floats) -> Floats:
    kinds, rate = has.shape[1], won.sum() / trials.sum()
    x = np.vstack((has, np.eye(kinds))).astype(np.float64)
    x = np.hstack((np.ones((len(x), 1)), x))
    fit = fit_binomial(x, np.append(trials, np.ones(kinds)), np.append(won, np.full(kinds, rate)))
    return fit.coef


def _added(has: NDArray[np.bool_], coef: Floats, pairs: int, rng: np.random.Generator) -> Floats:
    """Average over random orders, each with its reverse, what each name adds to the chance in each set."""
    total = np.zeros(has.shape)
    # Orders are drawn over names in the order of their weight: how they are spelled must not matter.
    ranked = np.lexsort((has.sum(axis=0), coef[1:].round(6)))
    for _ in range(pairs):
        order = ranked[rng.permutation(has.shape[1])]
        for way in (order, order[::-1]):
            odds = coef[0] + np.cumsum(has[:, way] * coef[1:][way], axis=1)
            chance = 1 / (1 + np.exp(-np.clip(np.hstack((np.full((len(has), 1), coef[0]), odds)), -500, 500)))
            total[:, way] += np.diff(chance, axis=1)
    return total / (2 * pairs)


def _shared(added: Floats, has: NDArray[np.bool_]) -> Floats:
    gain = np.where(has, np.maximum(added, 0), 0)
    nothing = gain.sum(axis=1) <= 0
    gain[nothing] = has[nothing]
    shares: Floats = gain / gain.sum(axis=1, keepdims=True)
    return shares
