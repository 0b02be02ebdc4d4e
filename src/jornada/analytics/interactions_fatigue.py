"""Saturation and fatigue: from how many touches on one more no longer helps, and from how many it harms."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.interactions_cases import OPEN, Cases
from jornada.analytics.rates import Z_95
from jornada.analytics.result import Language
from jornada.analytics.words.interactions import number, say

Z_90 = 1.6448536269514722


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """A fitted curve by number of touches, and its slope.

    Attributes
    ----------
    touches : ndarray of float64, shape (places,)
        Ascending by quarters.
    effect, error : ndarray of float64
        Log-odds against the first place, and its standard error.
    slope, slope_error : ndarray of float64
        Log-odds per touch at that place, and its standard error.
    """

    touches: Floats
    effect: Floats
    error: Floats
    slope: Floats
    slope_error: Floats

    def __len__(self) -> int:
        return len(self.touches)

    @property
    def whole(self) -> Ints:
        """Places at whole numbers of touches."""
        return np.flatnonzero(self.touches == np.floor(self.touches))

    @property
    def low(self) -> Floats:
        """Low end of the 95 % interval of the effect."""
        return self.effect - Z_95 * self.error

    @property
    def high(self) -> Floats:
        """High end of the 95 % interval of the effect."""
        return self.effect + Z_95 * self.error

    @property
    def slope_low(self) -> Floats:
        """Low end of the 90 % interval of the slope."""
        return self.slope - Z_90 * self.slope_error

    @property
    def slope_high(self) -> Floats:
        """High end of the 90 % interval of the slope."""
        return self.slope + Z_90 * self.slope_error


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a curve of touches levels off, turns, and falls.

    Attributes
    ----------
    saturation : float
        First number of touches where the 90 % interval of the slope reaches 0; NaN: none shown.
    point, low, high : float
        Where the curve is highest, and its 95 % interval; `high` is infinite where the data end
        before the curve is known to fall. NaN where the curve does not turn.
    fatigue : float
        First number of touches where the 90 % interval of the slope lies below 0; NaN where none
        does, or where the curve as a whole cannot be told from a flat one.
    is_gain_shown : bool
        Whether the slope lies above 0 anywhere; without it, saturation means nothing.
    """

    saturation: float
    point: float
    low: float
    high: float
    fatigue: float
    is_gain_shown: bool

    @property
    def is_fatigue(self) -> bool:
        """Whether a number was found from which touches do harm; only then is a cap worth a trial."""
        return not isnan(self.fatigue)

    def words(self, language: Language) -> list[str]:
        """Say where the curve levels off and falls, one sentence each."""
        if self.is_fatigue:
            figures = {
                "count": int(self.fatigue),
                "point": number(self.point, language, 1),
                "low": number(self.low, language, 1),
                "high": number(self.high, language, 1),
            }
            return [say("fatigue", language, **figures)]
        words = [say("no_fatigue", language)]
        if self.is_gain_shown and not isnan(self.saturation):
            words.insert(0, say("saturation", language, count=int(self.saturation)))
        return words


_UNKNOWN = float("nan")
NO_TURN = Turn(_UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, False)


def find_turn(curve: Curve, *, is_flat: bool = False) -> Turn:
    """Find where one more touch no longer helps, and where it harms.

    The turning point's interval holds the numbers of touches around the highest place at which a slope
    of 0 fits the data (95 %): where the true curve turns its slope is 0, so the interval misses it in
    5 of 100 cases (inversion of a test, as Fieller 1954, "Some problems in interval estimation",
    Journal of the Royal Statistical Society B 16:175-185).

    Parameters
    ----------
    curve : Curve
    is_flat : bool
        Whether the curve as a whole cannot be told from a flat one; then no fatigue is claimed: among
        many numbers of touches some slope always looks as if it fell.

    Returns
    -------
    Turn

    Examples
    --------
    >>> touches = np.arange(0, 33) / 4
    >>> slope = 0.4 - 0.1 * touches
    >>> turn = find_turn(Curve(touches, np.cumsum(slope), slope, slope, np.full(33, 0.1)))
    >>> turn.saturation, turn.point, turn.low, turn.high, turn.fatigue
    (3.0, 3.75, 2.25, 5.75, 6.0)
    """
    if len(curve) < 2:
        return NO_TURN
    whole = curve.whole
    gains = curve.slope_low > 0
    saturation = _first(curve.touches[whole], ~gains[whole])
    top = int(np.argmax(curve.effect))
    if top and curve.slope[top] < 0 < curve.slope[top - 1]:
        top = top if curve.slope[top] > -curve.slope[top - 1] else top - 1
    if top == len(curve) - 1 and curve.slope[top] > 0:
        return Turn(saturation, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, bool(gains.any()))
    is_nil = np.abs(curve.slope) <= Z_95 * curve.slope_error
    rises = np.flatnonzero(~is_nil[:top])
    falls = np.flatnonzero(~is_nil[top + 1 :])
    low = curve.touches[rises[-1] + 1] if len(rises) else curve.touches[0]
    high = curve.touches[top + falls[0]] if len(falls) else np.inf
    after = whole[curve.touches[whole] >= curve.touches[top]]
    fatigue = _UNKNOWN if is_flat else _first(curve.touches[after], curve.slope_high[after] < 0)
    return Turn(saturation, float(curve.touches[top]), float(low), float(high), fatigue, bool(gains.any()))


def beyond(cases: Cases, turn: Turn) -> Ints:
    """List the subjects whose open case has reached the number of touches from which more do harm.

    Parameters
    ----------
    cases : Cases
    turn : Turn

    Returns
    -------
    ndarray of int64
        Ids, ascending; none where no fatigue was found.

    Examples
    --------
    >>> from jornada.analytics.interactions_cases import cases
    >>> from jornada.analytics.log import EventLog
    >>> log = EventLog.from_columns([7, 7, 7, 8], [1, 2, 3, 1], ["mail", "mail", "mail", "mail"])
    >>> beyond(cases(log, conversion=["deal.won"]), Turn(2, 2.0, 1.5, 2.5, 3, True)).tolist()
    [7]
    """
    if not turn.is_fatigue:
        return np.zeros(0, np.int64)
    ids: Ints = cases.subject_ids[(cases.ending == OPEN) & (cases.touches >= turn.fatigue)]
    return ids


def _first(touches: Floats, holds: NDArray[np.bool_]) -> float:
    places = np.flatnonzero(holds)
    return float(touches[places[0]]) if len(places) else _UNKNOWN
