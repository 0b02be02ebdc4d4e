"""Loyalty: do touches after the sale go with buying again, or with leaving?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jornada.analytics.errors import MeasureError
from jornada.analytics.interactions import InteractionEffects, interaction_effects
from jornada.analytics.interactions_cases import DEFAULT_LEAVE_OUT
from jornada.analytics.log import EventLog
from jornada.analytics.result import Chart, Language, Result
from jornada.analytics.words.interactions import say


@dataclass(frozen=True, eq=False, slots=True)
class Loyalty(Result):
    """What touches after the first sale go with.

    Attributes
    ----------
    repeat : InteractionEffects
        The conversion is the next sale (or a referral, or whatever shows loyalty).
    churn : InteractionEffects or None
        The conversion is the customer who leaves; more is worse. None when no activity says so.
    """

    repeat: InteractionEffects
    churn: InteractionEffects | None

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give the effect on buying again, and on leaving, one row per number of touches."""
        rows: dict[str, list[Any]] = {}
        for name, found in (("repeat", self.repeat), ("churn", self.churn)):
            table = {} if found is None else found.columns()
            size = len(table.get("touches", ()))
            for column, values in ({"outcome": [name] * size} | table).items():
                rows.setdefault(column, []).extend(values)
        return dict(rows)

    def explain(self, language: Language = "en") -> str:
        """Say both, buying again first."""
        words = [say("loyalty", language, words=self.repeat.explain(language))]
        if self.churn is not None:
            words.append(say("churn", language, words=self.churn.explain(language)))
        return " ".join(words)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw what the two draw."""
        return self.repeat.charts(language) + (() if self.churn is None else self.churn.charts(language))


def loyalty(
    log: EventLog,
    *,
    sale: Collection[str] = ("deal.won",),
    repeat: Collection[str] = ("deal.won",),
    churned: Collection[str] = (),
    leave_out: Collection[str] = DEFAULT_LEAVE_OUT,
    now: datetime | int | None = None,
    by: str | None = None,
    segments: Any = None,
    period: timedelta | None = None,
    ages: Sequence[timedelta] = (),
    horizon: timedelta | None = None,
) -> Loyalty:
    """Follow customers from their first sale: who had more touches by the same age buys again, or leaves?

    The same landmark analysis and hazard as before the sale (`interactions.interaction_effects`), with
    the sale as the start: customers of the same age since the sale are compared.

    Parameters
    ----------
    log : EventLog
    sale : collection of str
        Activities that are the sale; the first one starts the case.
    repeat : collection of str
        Activities that show loyalty: the next sale, a renewal, a referral.
    churned : collection of str
        Activities that say the customer left.
    leave_out, now, by, segments, period, ages, horizon
        As in `interaction_effects`.

    Returns
    -------
    Loyalty

    Raises
    ------
    MeasureError
        If no sale or no sign of loyalty is named, or a span is not above 0.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1], [0, 1, 2], ["deal.won", "help.given", "deal.won"])
    >>> found = loyalty(log)
    >>> found.repeat.yields.conversions, found.repeat.effect.why_not
    (1, 'nobody')
    """
    if not sale:
        raise MeasureError("Say which activity is the sale, such as deal.won; none was given.")
    words: dict[str, Any] = {"starts": sale, "now": now, "by": by, "segments": segments}
    words |= {"leave_out": leave_out, "period": period, "ages": ages, "horizon": horizon}
    again = interaction_effects(log, conversion=repeat, lost=churned, **words)
    left = interaction_effects(log, conversion=churned, lost=repeat, **words) if churned else None
    return Loyalty(again, left)
