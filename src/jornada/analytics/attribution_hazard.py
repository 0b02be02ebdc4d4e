"""Data-driven credit: what each touch added to the pace of conversion when it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import HALF_LIFE
from jornada.analytics.binomial import fit_binomial
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS, Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import attribution as words

LEAST_CONVERSIONS, LEAST_PER_FIGURE = 500, 10
HOUR = 3_600_000_000
# Rows of the regression: more of them without a conversion are sampled, and weighted up again.
MOST_ROWS = 200_000
TIME_COLUMNS = 2


@dataclass(frozen=True, eq=False, slots=True)
class HazardCredit(Result):
    """Credit per name from a model of the pace of conversion.

    Attributes
    ----------
    names : tuple of str
    conversions, value : ndarray of float64, shape (names,)
        Credit; adds up to the conversions, and their value, of journeys with a touch.
    log_odds, error : ndarray of float64, shape (names,)
        What one fresh touch adds to the log-odds of converting in a period, and its standard error;
        a name at or below 0 earns nothing.
    by_itself : float
        Share of the pace at conversion that the model sees without any touch, on average, 0 to 1; the
        credit is shared as if it were 0.
    period : float
        Length of a period, microseconds.
    """

    names: tuple[str, ...]
    conversions: Floats
    value: Floats
    log_odds: Floats
    error: Floats
    by_itself: float
    period: float

    def columns(self) -> dict[str, Any]:
        figures = ("conversions", "value", "log_odds", "error")
        return {"name": self.names} | {name: getattr(self, name) for name in figures}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        sure = [n for n, odds, error in zip(self.names, self.log_odds, self.error, strict=True) if odds > 1.96 * error]
        top = int(self.conversions.argmax())
        return wrote.pick(
            *words.HAZARD,
            name=self.names[top],
            credit=wrote.short(float(self.conversions[top])),
            total=wrote.short(float(self.conversions.sum())),
            sure=wrote.listed(sure) if sure else wrote.pick(*words.NONE),
            itself=wrote.share(self.by_itself),
            period=wrote.time(self.period / MICROS),
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        series = Series("", self.names, self.conversions.tolist())
        return (Chart("bar", wrote.pick(*words.CREDIT), "", wrote.pick(*words.CONVERSIONS), (series,)),)


def data_driven(
    journeys: Journeys,
    *,
    watched: Ints | None = None,
    half_life: timedelta = HALF_LIFE,
    period: timedelta | None = None,
    seed: int = 0,
) -> HazardCredit:
    """Share conversions by how much each touch raised the chance of converting.

    A logistic regression of converting in a period, on the log of how many periods have gone by and on
    each name's *stock* at the start of the period: a touch adds 1, which halves every `half_life`.
    Journeys that came to nothing count for as long as they were watched. At a conversion, touches are
    taken away from the last to the first; each earns what the chance falls by, nothing where it rises;
    scaled to 1 per journey, evenly where no touch raises it. Shao & Li 2011, "Data-driven multi-touch
    attribution models", KDD 2011; Du, Zhong, Nair, Cui, Shou 2019, "Causally driven incremental multi
    touch attribution"; removal from the back: arXiv 2009.08432.

    Touches also follow interest. It is a better-founded sharing, not an experiment.

    Parameters
    ----------
    journeys : Journeys
        With the age of touches.
    watched : ndarray of int64, shape (journeys,), optional
        Microseconds that a journey without conversion was watched after its last touch; see
        `watched_after`. None: not at all, which makes late touches look worse than they are.
    half_life : timedelta, default 7 days
    period : timedelta, optional
        A twentieth of the median length of converting journeys, and at least an hour, when left out.
    seed : int
        For sampling periods without conversion when there are very many.

    Returns
    -------
    HazardCredit

    Raises
    ------
    MeasureError
        If ages are unknown, journeys were counted, or there are fewer than 500 conversions or than 10
        per figure to estimate; or the regression does not settle.

    Examples
    --------
    >>> data_driven(Journeys.from_paths(["a"], [1]))
    Traceback (most recent call last):
        ...
    jornada.analytics.errors.MeasureError: Data-driven credit needs the time of each touch; these journeys lack it.
    """
    _check(journeys)
    has_touch = journeys.lengths > 0
    kept = journeys.select(has_touch)
    after = np.zeros(len(kept), np.int64) if watched is None else np.asarray(watched, np.int64)[has_touch]
    assert kept.age is not None
    lasts = kept.age[kept.offsets[:-1]] + np.where(kept.conversions > 0, 0, after)
    length = _period(lasts[kept.conversions > 0], period)
    x, trials, events = _rows(kept, lasts, length, microseconds(half_life), seed)
    fit = fit_binomial(x, trials, events)
    if not fit.has_settled:
        raise MeasureError("The regression does not settle: a name tells wholly who converts. Leave it out.")
    share, alone = _credit(kept, lasts, length, fit.coef, microseconds(half_life))
    worth = [kept.conversions] if kept.value is None else [kept.conversions, kept.value]
    sums = [np.bincount(kept.step, share * each[kept.journey], len(kept.names)) for each in worth]
    credit = [each.astype(np.float64) for each in sums]
    error = np.sqrt(np.diag(fit.bread))[TIME_COLUMNS:]
    value = credit[1] if len(credit) > 1 else np.zeros(len(kept.names))
    return HazardCredit(kept.names, credit[0], value, fit.coef[TIME_COLUMNS:], error, alone, float(length))


def watched_after(log: EventLog, journeys: Journeys, now: int) -> Ints:
    """Say how long each journey's subject was watched after its last touch in the log, microseconds.

    Examples
    --------
    >>> from jornada.analytics.attribution_journeys import journeys
    >>> log = EventLog.from_columns([1, 2], [3, 5], ["see", "see"], channel=["web", "web"])
    >>> watched_after(log, journeys(log), now=10).tolist()
    [7, 5]
    """
    if journeys.subject_id is None:
        raise MeasureError("These journeys do not say whose they are; cut them from the log with `journeys`.")
    last = log.at[log.offsets[1:] - 1]
    after: Ints = np.maximum(now - last[np.searchsorted(log.subject_ids, journeys.subject_id)], 0)
    return after


def _check(journeys: Journeys) -> None:
    if journeys.age is None:
        raise MeasureError("Data-driven credit needs the time of each touch; these journeys lack it.")
    if (journeys.conversions + journeys.nulls > 1).any():
        raise MeasureError("Data-driven credit needs journeys one by one, not counted.")
    won = int(journeys.conversions[journeys.lengths > 0].sum())
    least = max(LEAST_CONVERSIONS, LEAST_PER_FIGURE * (len(journeys.names) + TIME_COLUMNS))
    if won < least:
        raise MeasureError(
            f"Data-driven credit needs at least {least} conversions for {len(journeys.names)} names; there are {won}. "
            "Use a rule, or put names together."
        )


def _period(lasts: Ints, period: timedelta | None) -> int:
    if period is None:
        return max(HOUR, int(np.median(lasts)) // 20)
    if period <= timedelta(0):
        raise MeasureError(f"A period is longer than nothing; got {period}.")
    return microseconds(period)


def _rows(journeys: Journeys, lasts: Ints, length: int, half_life: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Lay out one row per journey and period: time gone by, stocks, and whether it converted then."""
    assert journeys.age is not None
    periods = lasts // length + 1
    order = np.argsort(-periods, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    first = journeys.age[journeys.offsets[:-1]][journeys.journey]
    came = first - journeys.age
    in_period = came // length
    touches = np.argsort(in_period, kind="stable")
    bounds = np.searchsorted(in_period[touches], np.arange(int(periods.max()) + 1))
    fresh = np.exp2(-((in_period + 1) * length - came) / half_life)
    chance = min(1.0, MOST_ROWS / float(periods.sum()))
    rng, stock = np.random.default_rng(seed), np.zeros((len(order), len(journeys.names)))
    rows, trials, events = [], [], []
    for number in range(int(periods.max())):
        going = int(np.searchsorted(-periods[order], -number))
        won = (periods[order[:going]] == number + 1) & (journeys.conversions[order[:going]] > 0)
        kept = np.flatnonzero(won | (rng.random(going) < chance))
        columns = np.ones((len(kept), TIME_COLUMNS))
        columns[:, 1] = np.log1p(number)
        rows.append(np.hstack((columns, stock[kept])))
        trials.append(np.where(won[kept], 1.0, 1 / chance))
        events.append(won[kept].astype(np.float64))
        stock *= 2.0 ** (-length / half_life)
        new = touches[bounds[number] : bounds[number + 1]]
        np.add.at(stock, (rank[journeys.journey[new]], journeys.step[new]), fresh[new])
    return np.vstack(rows), np.concatenate(trials), np.concatenate(events)


def _credit(journeys: Journeys, lasts: Ints, length: int, coef: Floats, half_life: int) -> tuple[Floats, float]:
    """Share each journey's credit among its touches, and say what share of the pace is there without any."""
    assert journeys.age is not None
    base = coef[0] + coef[1] * np.log1p(lasts // length)
    adds = coef[TIME_COLUMNS:][journeys.step] * np.exp2(-journeys.age / half_life)
    whole = np.cumsum(adds)
    starts = journeys.offsets[:-1]
    up_to = whole - (whole - adds)[starts][journeys.journey] + base[journeys.journey]
    chance, before = _logistic(up_to), _logistic(up_to - adds)
    gain = np.maximum(chance - before, 0)
    total = np.add.reduceat(gain, starts)
    even = 1 / journeys.lengths[journeys.journey]
    # Beyond rounding, or the sums of tiny gains would decide.
    share = np.where(total[journeys.journey] > 1e-12, gain / np.maximum(total, 1e-300)[journeys.journey], even)
    won = journeys.conversions > 0
    alone = np.minimum(_logistic(base) / np.maximum(chance[journeys.offsets[1:] - 1], 1e-300), 1)
    return share, float(alone[won].mean())


def _logistic(odds: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
    return chances
