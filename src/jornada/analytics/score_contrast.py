"""Two scoring models tried on the same past: how those fared whom only one of them chooses."""

from __future__ import annotations

from typing import Literal

from jornada.analytics.conditions import Mask
from jornada.analytics.score_trial import Judged, Trial
from jornada.analytics.standing_out import LEVEL, StandingOut, standing_out

Event = Literal["converted", "accepted"]


def left_out(live: Trial, draft: Trial, event: Event = "converted", *, level: float = LEVEL) -> StandingOut:
    """Compare whom only the first model chooses with whom both choose.

    A lift below 1 says that the second model is right to leave them out.

    Parameters
    ----------
    live, draft : Trial
        Of the same leads.
    event : {"converted", "accepted"}
    level : float, default 0.05
        Share of comparisons of models that differ by chance which are held for a difference.

    Returns
    -------
    StandingOut
        With one trait, ``only``.

    Examples
    --------
    >>> import numpy as np
    >>> from types import SimpleNamespace as Some
    >>> some, every = np.arange(400) < 100, np.ones(400, dtype=bool)
    >>> converted = (np.arange(400) % 10 == 0) | ((np.arange(400) % 2 == 0) & ~some)
    >>> first, second = (Judged(every, chosen, converted, every, every, every) for chosen in (every, ~some))
    >>> found = left_out(Some(judged=first), Some(judged=second))
    >>> found.hits.tolist(), found.of.tolist(), found.less
    ([10], [100], [0])
    """
    return _contrast(live.judged, draft.judged, event, level, among_chosen=True)


def added(live: Trial, draft: Trial, event: Event = "converted", *, level: float = LEVEL) -> StandingOut:
    """Compare whom only the second model chooses with whom neither does; see `left_out`.

    A lift above 1 says that the second model is right to choose them.
    """
    return _contrast(live.judged, draft.judged, event, level, among_chosen=False)


def _contrast(live: Judged, draft: Judged, event: Event, level: float, *, among_chosen: bool) -> StandingOut:
    (everybody, first, happened), (_same, second, _too) = _told(live, event), _told(draft, event)
    asked = everybody & (first if among_chosen else ~first)
    only = ~second if among_chosen else second
    return standing_out({"only": only[asked]}, happened[asked], level=level)


def _told(judged: Judged, event: Event) -> tuple[Mask, Mask, Mask]:
    if event == "converted":
        return judged.mature, judged.chosen, judged.converted
    return judged.answered, judged.chosen_before, judged.accepted
