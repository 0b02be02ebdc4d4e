"""How sure credit is: intervals from drawing the subjects anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.attribution import AttributionTable, attribute, touch_weights
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import DIRECT, HALF_LIFE, RuleOptions, distinct_names
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, divided
from jornada.analytics.markov import chain_counter, removal_effects
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import attribution as words


@dataclass(frozen=True, eq=False, slots=True)
class CreditIntervals(Result):
    """Shares of credit with their 95 % intervals.

    Attributes
    ----------
    table : AttributionTable
        The credit itself.
    low, high : ndarray of float64, shape (models, names)
        Ends of the interval of the share of all conversions, 0 to 1: quantiles of the replicates.
    replicates : int
    subjects : int
        How many were drawn from.
    """

    table: AttributionTable
    low: Floats
    high: Floats
    replicates: int
    subjects: int

    def columns(self) -> dict[str, Any]:
        model, name = (each.ravel() for each in np.indices(self.low.shape))
        return {
            "model": [self.table.models[code] for code in model.tolist()],
            "name": [self.table.names[code] for code in name.tolist()],
            "share": self.table.share.ravel(),
            "low": self.low.ravel(),
            "high": self.high.ravel(),
        }

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if not len(self.table.names) or not len(self.table.models):
            return wrote.pick(*words.NO_CREDIT)
        width = self.high - self.low
        model, name = np.unravel_index(int(np.nanargmax(width)) if not np.isnan(width).all() else 0, width.shape)
        return wrote.pick(
            *words.INTERVALS,
            subjects=wrote.number(self.subjects),
            name=self.table.names[name],
            model=self.table.models[model],
            low=wrote.share(float(self.low[model, name])),
            high=wrote.share(float(self.high[model, name])),
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote, share = Numerals(language), self.table.share
        series = [
            Series(model, self.table.names, share[row].tolist(), self.low[row].tolist(), self.high[row].tolist())
            for row, model in enumerate(self.table.models)
        ]
        return (Chart("bar", wrote.pick(*words.CREDIT), "", wrote.pick(*words.CONVERSIONS), series, is_share=True),)


def credit_intervals(
    journeys: Journeys,
    models: Sequence[str] | None = None,
    *,
    replicates: int = 200,
    seed: int = 0,
    order: int = 1,
    half_life: timedelta = HALF_LIFE,
    direct: Collection[str] = DIRECT,
) -> CreditIntervals:
    """Give each share of credit its interval, by drawing as many subjects anew, with replacement.

    Subjects are drawn whole, with all their journeys (Efron & Tibshirani 1993, "An introduction to the
    bootstrap", chapters 6 and 13); journeys without a subject, and counted paths, are each drawn by
    themselves. The interval says what chance among subjects does, not whether a model is right.

    Parameters
    ----------
    journeys : Journeys
    models, order, half_life, direct
        As for `attribution.attribute`.
    replicates : int, default 200
        At least 20.
    seed : int

    Returns
    -------
    CreditIntervals

    Raises
    ------
    MeasureError
        As `attribute`, or if there are too few replicates.

    Examples
    --------
    >>> found = credit_intervals(Journeys.from_paths(["a>b", "b"], [30, 70]), ["first"])
    >>> bool(found.low[0, 0] < 0.3 < found.high[0, 0])
    True
    """
    if replicates < 20:
        raise MeasureError(f"Intervals take at least 20 replicates; got {replicates}.")
    table = attribute(journeys, models, order=order, half_life=half_life, direct=direct)
    touched = journeys.select(journeys.lengths > 0)
    options = RuleOptions(half_life, tuple(direct))
    credits = [_credit_of(touched, model, order, options) for model in table.models]
    draw, subjects = _drawing(touched)
    rng = np.random.default_rng(seed)
    shares = np.full((replicates, len(credits), len(table.names)), np.nan)
    for row in range(replicates):
        conversions, nulls = draw(rng)
        for model, credit in enumerate(credits):
            earned = credit(conversions, nulls)
            shares[row, model] = divided(earned, earned.sum())
    if not table.total_conversions or not len(table.names):
        nothing = np.full(shares.shape[1:], np.nan)
        return CreditIntervals(table, nothing, nothing, replicates, subjects)
    low, high = np.nanquantile(shares, (0.025, 0.975), axis=0)
    return CreditIntervals(table, low, high, replicates, subjects)


Weigh = Callable[[Floats, Floats], Floats]


def _credit_of(journeys: Journeys, model: str, order: int, options: RuleOptions) -> Weigh:
    """Prepare the credit of a model for any weights of the journeys."""
    if model == "markov":
        count = chain_counter(journeys, order)
        return lambda conversions, nulls: removal_effects(count(conversions, nulls)).share
    from scipy.sparse import csr_array

    if model == "participation":
        journey, name = distinct_names(journeys)
        weight = np.ones(len(journey))
    else:
        journey, name = journeys.journey, journeys.step.astype(np.int64)
        weight = touch_weights(journeys, model, options)
    shares = csr_array((weight, (name, journey)), shape=(len(journeys.names), len(journeys)))
    return lambda conversions, _: np.asarray(shares @ conversions)


def _drawing(journeys: Journeys) -> tuple[Callable[[np.random.Generator], tuple[Floats, Floats]], int]:
    """Prepare drawing: how often each journey counts, with a conversion and without."""
    if journeys.subject_id is not None:
        who, subject = np.unique(journeys.subject_id, return_inverse=True)

        def by_subject(rng: np.random.Generator) -> tuple[Floats, Floats]:
            drawn = np.bincount(rng.integers(len(who), size=len(who)), minlength=len(who)) if len(who) else who
            times = drawn[subject].astype(np.float64)
            return journeys.conversions * times, journeys.nulls * times

        return by_subject, len(who)
    counts = np.concatenate((journeys.conversions, journeys.nulls))
    total = round(float(counts.sum()))

    def by_journey(rng: np.random.Generator) -> tuple[Floats, Floats]:
        drawn = rng.multinomial(total, counts / counts.sum()) if total else counts
        conversions, nulls = np.split(drawn.astype(np.float64), 2)
        return conversions, nulls

    return by_journey, total
