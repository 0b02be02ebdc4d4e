"""Attribution: which names on the journeys earn the conversions, by each model, side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import DIRECT, HALF_LIFE, RULES, RuleOptions
from jornada.analytics.attribution_rules import touch_weights as rule_weights
from jornada.analytics.attribution_rules import why_not as why_no_rule
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, divided
from jornada.analytics.markov import Chain, count_chain, merge_chains, removal_effects
from jornada.analytics.result import Chart, Language, Result
from jornada.analytics.shapley import place_weights, shapley_weights

# Journeys worked on at a time: what is made of them on the way stays in the processor's caches.
BUCKET = 1 << 14
MODELS = (*RULES, "participation", "markov", "shapley")


@dataclass(frozen=True, eq=False, slots=True)
class Credit:
    """Conversions and value per name, from journeys with a touch."""

    conversions: Floats
    value: Floats

    def __add__(self, other: Credit) -> Credit:
        return Credit(self.conversions + other.conversions, self.value + other.value)


@dataclass(frozen=True, eq=False, slots=True)
class AttributionPart:
    """What a piece of the journeys adds: credit by model, the chain, totals with and without touch."""

    credit: dict[str, Credit]
    chain: Chain | None
    touched: Credit
    untouched: Credit
    nulls: float
    touches: Floats


@dataclass(frozen=True, eq=False, slots=True)
class AttributionTable(Result):
    """Credit by model and name. Each row of `conversions` and `value` adds up to what there was to share.

    Attributes
    ----------
    names, models : tuple of str
    conversions : ndarray of float64, shape (models, names)
    value : ndarray of float64, shape (models, names), or None
        None when the journeys carry no value.
    total_conversions, total_value : float
        Of journeys with at least one touch: what is shared.
    untouched_conversions, untouched_value : float
        Of journeys without a touch; nobody earns them.
    nulls : float
        Journeys with a touch that came to nothing.
    touches : ndarray of float64, shape (names,)
        How often the name stands on a journey, with or without conversion.
    took_part : ndarray of float64, shape (names,)
        Conversions on whose journey the name stands at all; adds up to more than there are.
    removal_effect : ndarray of float64, shape (names,), or None
        Of the Markov chain, before scaling; None when not asked for.
    left_out : dict of str to str
        Models that these journeys do not allow, and why.
    """

    names: tuple[str, ...]
    models: tuple[str, ...]
    conversions: Floats
    value: Floats | None
    total_conversions: float
    total_value: float
    untouched_conversions: float
    untouched_value: float
    nulls: float
    touches: Floats
    took_part: Floats
    removal_effect: Floats | None
    left_out: dict[str, str]

    @property
    def share(self) -> Floats:
        """Share of all credit, shape (models, names), 0 to 1; NaN without conversions."""
        return divided(self.conversions, self.total_conversions)

    @property
    def disagreement(self) -> Floats:
        """Largest less smallest share that a name gets from any model, shape (names,), 0 to 1."""
        return np.ptp(self.share, axis=0) if len(self.models) else np.full(len(self.names), np.nan)

    @property
    def distance(self) -> Floats:
        """Share of the credit on which two models differ, shape (models, models), 0 to 1.

        Half the sum of absolute differences of shares (total variation).
        """
        share = self.share
        rows = [np.abs(share - each).sum(axis=1) / 2 for each in share]
        return np.array(rows).reshape(len(self.models), len(self.models))

    def to_rows(self) -> list[dict[str, Any]]:
        """Write the table out, one row per name, the one with the most credit on average first."""
        columns: dict[str, Floats] = dict(zip(self.models, self.conversions, strict=True))
        if self.value is not None:
            columns |= {f"{model}_value": row for model, row in zip(self.models, self.value, strict=True)}
        columns |= {"touches": self.touches, "took_part": self.took_part, "disagreement": self.disagreement}
        if self.removal_effect is not None:
            columns["removal_effect"] = self.removal_effect
        order = np.argsort(-self.conversions.sum(axis=0), kind="stable").tolist()
        return [{"name": self.names[i]} | {key: float(column[i]) for key, column in columns.items()} for i in order]

    def columns(self) -> dict[str, Any]:
        """Give one row per name, the one with the most credit on average first."""
        rows = self.to_rows()
        return {key: [row[key] for row in rows] for key in (rows[0] if rows else {"name": ""})}

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.credit import say_credit

        return say_credit(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.credit import chart_credit

        return chart_credit(self, language)


@dataclass(frozen=True, slots=True)
class Attribution:
    """The measure behind `attribute`."""

    names: tuple[str, ...]
    models: tuple[str, ...]
    has_value: bool
    order: int
    options: RuleOptions
    left_out: tuple[tuple[str, str], ...] = ()

    def kernel(self, journeys: Journeys) -> AttributionPart:
        has_touch = journeys.lengths > 0
        untouched = _total(journeys.select(~has_touch))
        touched = journeys if has_touch.all() else journeys.select(has_touch)
        per_journey = {*self.models, "participation"} - {"markov"}
        credit = {model: _credit(touched, model, self.options) for model in per_journey}
        return AttributionPart(
            credit,
            count_chain(touched, self.order) if "markov" in self.models else None,
            _total(touched),
            untouched,
            float(touched.nulls.sum()),
            _touches(touched),
        )

    def merge(self, parts: Sequence[AttributionPart]) -> AttributionPart:
        first, *others = parts
        chains = [part.chain for part in parts if part.chain is not None]
        credit, touched, untouched = dict(first.credit), first.touched, first.untouched
        for part in others:
            credit = {model: credit[model] + part.credit[model] for model in credit}
            touched, untouched = touched + part.touched, untouched + part.untouched
        chain = merge_chains(chains) if chains else None
        nulls, touches = sum(part.nulls for part in parts), np.sum([part.touches for part in parts], axis=0)
        return AttributionPart(credit, chain, touched, untouched, nulls, touches)

    def finish(self, part: AttributionPart) -> AttributionTable:
        total, took_part = part.touched, part.credit["participation"]
        credit = part.credit | {"participation": _rescaled(took_part, total)}
        effects = removal_effects(part.chain) if part.chain is not None else None
        if effects is not None:
            credit["markov"] = _rescaled(Credit(effects.share, effects.share), total)
        shape = (len(self.models), len(self.names))
        conversions, value = (
            np.array([getattr(credit[model], column) for model in self.models]).reshape(shape)
            for column in ("conversions", "value")
        )
        return AttributionTable(
            names=self.names,
            models=self.models,
            conversions=conversions,
            value=value if self.has_value else None,
            total_conversions=float(total.conversions.sum()),
            total_value=float(total.value.sum()),
            untouched_conversions=float(part.untouched.conversions.sum()),
            untouched_value=float(part.untouched.value.sum()),
            nulls=part.nulls,
            touches=part.touches,
            took_part=took_part.conversions,
            removal_effect=effects.effect if effects is not None else None,
            left_out=dict(self.left_out),
        )


def attribute(
    journeys: Journeys,
    models: Sequence[str] | None = None,
    *,
    order: int = 1,
    half_life: timedelta = HALF_LIFE,
    direct: Collection[str] = DIRECT,
) -> AttributionTable:
    """Share conversions and their value among the names on the journeys, by several models.

    Each model's credit adds up to the conversions of journeys with a touch, and to their value.

    - Rules (`first` to `time_decay`): see `attribution_rules.touch_weights`.
    - `participation`: each name on a journey once, scaled to the conversions (`took_part` is unscaled).
    - `markov`: conversions x removal effect / sum of removal effects, of a chain that remembers `order`
      touches; see `markov.removal_effects`. A share of credit, not what a budget cut would cost.
    - `shapley`: 1/k to each of the k different names of a journey; see `shapley.shapley_weights`.

    Parameters
    ----------
    journeys : Journeys
    models : sequence of str, optional
        Of `MODELS`; all that the journeys allow when left out.
    order : {1, 2, 3}
        Touches that the Markov chain remembers.
    half_life : timedelta, default 7 days
        Of time decay; in B2B, a quarter of the median cycle.
    direct : collection of str
        Names that last non-direct passes over.

    Returns
    -------
    AttributionTable

    Raises
    ------
    MeasureError
        If a model is unknown, or one asked for cannot be worked out.

    Examples
    --------
    >>> made = Journeys.from_paths(["ads>mail", "mail", "ads"], [2, 1, 0], [0, 1, 4])
    >>> table = attribute(made, ["first", "shapley"])
    >>> table.names, table.conversions.tolist(), table.disagreement.round(2).tolist()
    (('ads', 'mail'), [[2.0, 1.0], [1.0, 2.0]], [0.33, 0.33])
    """
    asked = tuple(dict.fromkeys(MODELS if models is None else models))
    reasons = {model: reason for model in asked if (reason := why_not(journeys, model))}
    if models is not None and reasons:
        model, reason = next(iter(reasons.items()))
        raise MeasureError(f"{model} cannot be worked out: {reason}")
    kept = tuple(model for model in asked if model not in reasons)
    options = RuleOptions(half_life, tuple(direct))
    has_value = journeys.value is not None
    measure = Attribution(journeys.names, kept, has_value, order, options, tuple(reasons.items()))
    return run(measure, journeys, bucket=BUCKET)


def why_not(journeys: Journeys, model: str) -> str:
    """Say why a model cannot be worked out for these journeys; empty when it can."""
    if model not in MODELS:
        return f"there is no such model; there are {', '.join(MODELS)}."
    return why_no_rule(journeys, model) if model in RULES else ""


def touch_weights(journeys: Journeys, model: str, options: RuleOptions | None = None) -> Floats:
    """Say the share of its journey's credit that each touch earns: the touches behind a figure.

    Parameters
    ----------
    journeys : Journeys
        Each with at least one touch.
    model : str
        A rule or `shapley`. The others are not made journey by journey.
    options : RuleOptions, optional

    Returns
    -------
    ndarray of float64, shape (touches,)
        Times the conversions (or value) of `journeys.journey`, summed by `journeys.step`: the credit.

    Raises
    ------
    MeasureError
        If the model does not work journey by journey, or cannot be worked out.

    Examples
    --------
    >>> touch_weights(Journeys.from_paths(["a>b>a"], [1]), "shapley").tolist()
    [0.25, 0.5, 0.25]
    """
    if model in {"markov", "participation"}:
        raise MeasureError(f"{model} shares all conversions at once, not one by one; ask for a rule or shapley.")
    return place_weights(journeys) if model == "shapley" else rule_weights(journeys, model, options)


def _credit(journeys: Journeys, model: str, options: RuleOptions) -> Credit:
    if model in {"shapley", "participation"}:
        journey, name, weight = shapley_weights(journeys)
        weight = np.ones(len(name)) if model == "participation" else weight
    else:
        journey, name, weight = journeys.journey, journeys.step.astype(np.int64), rule_weights(journeys, model, options)
    kinds = len(journeys.names)
    conversions, money = (
        np.zeros(kinds)
        if worth is None
        else np.bincount(name, weights=weight * worth[journey], minlength=kinds).astype(np.float64)
        for worth in (journeys.conversions, journeys.value)
    )
    return Credit(conversions, money)


def _touches(journeys: Journeys) -> Floats:
    times = (journeys.conversions + journeys.nulls)[journeys.journey]
    return np.bincount(journeys.step, weights=times, minlength=len(journeys.names)).astype(np.float64)


def _total(journeys: Journeys) -> Credit:
    value = 0.0 if journeys.value is None else journeys.value.sum()
    return Credit(np.array([journeys.conversions.sum()]), np.array([value]))


def _rescaled(credit: Credit, total: Credit) -> Credit:
    """Scale credit so that it adds up to the total; nothing to share stays nothing."""
    columns = []
    for name in ("conversions", "value"):
        column = getattr(credit, name)
        columns.append(column * (getattr(total, name)[0] / max(column.sum(), np.finfo(np.float64).tiny)))
    return Credit(*columns)
