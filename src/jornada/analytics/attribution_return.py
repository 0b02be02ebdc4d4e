"""What credit is worth against what it cost, and the names on which models disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.attribution import AttributionTable
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, divided
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import attribution as words

LEAST_SPREAD, LEAST_RATIO = 0.05, 1.5


@dataclass(frozen=True, eq=False, slots=True)
class Returns(Result):
    """Cost and return per name, by each model.

    Attributes
    ----------
    names, models : tuple of str
    cost : ndarray of float64, shape (names,)
        In the currency of the value; NaN where unknown.
    conversions, value : ndarray of float64, shape (models, names)
        Credit.
    unused : dict of str to float
        Costs of names that stand on no journey: spent, with nothing to show for it here.
    """

    names: tuple[str, ...]
    models: tuple[str, ...]
    cost: Floats
    conversions: Floats
    value: Floats
    unused: dict[str, float]

    @property
    def roi(self) -> Floats:
        """(value - cost) / cost, shape (models, names); NaN where the cost is 0 or unknown."""
        return divided(self.value - self.cost, self.cost)

    @property
    def cost_per_conversion(self) -> Floats:
        """Cost / conversions, shape (models, names); NaN without either."""
        return divided(np.broadcast_to(self.cost, self.conversions.shape), self.conversions)

    @property
    def is_clear(self) -> NDArray[np.bool_]:
        """Whether all models agree that the name returns more, or less, than it cost; shape (names,)."""
        won, lost = self.roi > 0, self.roi < 0
        clear: NDArray[np.bool_] = np.logical_or(won.all(axis=0), lost.all(axis=0))
        return clear

    def columns(self) -> dict[str, Any]:
        model, name = (each.ravel() for each in np.indices(self.value.shape))
        return {
            "model": [self.models[code] for code in model.tolist()],
            "name": [self.names[code] for code in name.tolist()],
            "cost": self.cost[name],
            "conversions": self.conversions.ravel(),
            "value": self.value.ravel(),
            "roi": self.roi.ravel(),
            "cost_per_conversion": self.cost_per_conversion.ravel(),
        }

    def explain(self, language: Language = "en") -> str:
        wrote, roi = Numerals(language), self.roi
        sure = [name for name, is_clear in zip(self.names, self.is_clear.tolist(), strict=True) if is_clear]
        good = [name for name in sure if roi[0, self.names.index(name)] > 0]
        bad = [name for name in sure if name not in good]
        unsure = [
            n for n, known, ok in zip(self.names, ~np.isnan(roi[0]), self.is_clear, strict=True) if known and not ok
        ]
        said = [
            wrote.pick(*pair, names=wrote.listed(names))
            for pair, names in ((words.EARNS, good), (words.LOSES, bad), (words.UNCLEAR, unsure))
            if names
        ]
        if self.unused:
            spent = wrote.short(sum(self.unused.values()))
            said.append(wrote.pick(*words.UNUSED, names=wrote.listed(sorted(self.unused)), spent=spent))
        return " ".join([*(said or [wrote.pick(*words.NO_COST)]), wrote.pick(*words.NO_CAUSE)])

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        series = [Series(model, self.names, row) for model, row in zip(self.models, self.roi.tolist(), strict=True)]
        return (Chart("bar", wrote.pick(*words.ROI), "", "", series, is_share=True, note=wrote.pick(*words.NO_CAUSE)),)


def returns(table: AttributionTable, cost: Mapping[str, float]) -> Returns:
    """Set the credit of each name against what it cost.

    Parameters
    ----------
    table : AttributionTable
        With value.
    cost : mapping of str to float
        Per name, 0 or more, over the time of the journeys, in the currency of the value.

    Returns
    -------
    Returns

    Raises
    ------
    MeasureError
        If the table has no value, or a cost is negative or no number.

    Examples
    --------
    >>> from jornada.analytics.attribution import attribute
    >>> from jornada.analytics.attribution_paths import Journeys
    >>> table = attribute(Journeys.from_paths(["a>b"], [1], [0], [300]), ["first", "linear"])
    >>> returns(table, {"a": 100, "c": 5}).roi.tolist()
    [[2.0, nan], [0.5, nan]]
    """
    if table.value is None:
        raise MeasureError("Return needs the value of conversions; these journeys carry none.")
    wrong = {name: each for name, each in cost.items() if not 0 <= each < np.inf}
    if wrong:
        name, each = next(iter(wrong.items()))
        raise MeasureError(f"A cost is 0 or more; {name!r} has {each!r}. Correct or leave out that name.")
    known = np.array([cost.get(name, np.nan) for name in table.names], dtype=np.float64)
    unused = {name: float(each) for name, each in cost.items() if name not in table.names}
    return Returns(table.names, table.models, known, table.conversions, table.value, unused)


@dataclass(frozen=True, eq=False, slots=True)
class Disagreement(Result):
    """How far apart models are on each name, the widest first.

    Attributes
    ----------
    names : tuple of str
    low, high : ndarray of float64, shape (names,)
        Smallest and largest share of all credit, 0 to 1.
    low_model, high_model : tuple of str
        Which models give them.
    is_disputed : ndarray of bool, shape (names,)
        Whether the spread is at least 5 points of all credit *and* the largest share at least 1.5
        times the smallest: then no single figure should decide.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    low_model: tuple[str, ...]
    high_model: tuple[str, ...]
    is_disputed: NDArray[np.bool_]

    def columns(self) -> dict[str, Any]:
        names = ("low", "high", "low_model", "high_model", "is_disputed")
        return {"name": self.names} | {name: getattr(self, name) for name in names}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if not self.is_disputed.any():
            return wrote.pick(*words.AGREE)
        rows = np.flatnonzero(self.is_disputed)[:3].tolist()
        each = [
            wrote.pick(
                *words.APART,
                name=self.names[row],
                low=wrote.share(float(self.low[row])),
                high=wrote.share(float(self.high[row])),
                low_model=self.low_model[row],
                high_model=self.high_model[row],
            )
            for row in rows
        ]
        return wrote.pick(*words.DISPUTED, count=int(self.is_disputed.sum())) + " " + "; ".join(each) + "."


def disagreement(table: AttributionTable) -> Disagreement:
    """Mark the names on which the models of a table disagree.

    Parameters
    ----------
    table : AttributionTable

    Returns
    -------
    Disagreement

    Examples
    --------
    >>> from jornada.analytics.attribution import attribute
    >>> from jornada.analytics.attribution_paths import Journeys
    >>> table = attribute(Journeys.from_paths(["a>b", "c"], [1, 3]), ["first", "last"])
    >>> found = disagreement(table)
    >>> found.names, found.is_disputed.tolist()
    (('a', 'b', 'c'), [True, True, False])
    """
    share = np.nan_to_num(table.share)
    if not len(table.models) or not len(table.names):
        nothing = np.empty(0)
        return Disagreement((), nothing, nothing, (), (), nothing.astype(np.bool_))
    low, high = share.min(axis=0), share.max(axis=0)
    order = np.argsort(-(high - low), kind="stable")
    is_disputed = (high - low >= LEAST_SPREAD) & (high >= LEAST_RATIO * low)
    models = np.array(table.models)
    return Disagreement(
        names=tuple(table.names[place] for place in order.tolist()),
        low=low[order],
        high=high[order],
        low_model=tuple(models[share.argmin(axis=0)][order].tolist()),
        high_model=tuple(models[share.argmax(axis=0)][order].tolist()),
        is_disputed=is_disputed[order],
    )
