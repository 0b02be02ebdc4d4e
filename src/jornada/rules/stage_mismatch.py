"""Whether our pipeline stage and the buyer's journey stage tell the same story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["we_are_ahead", "buyer_is_ahead"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How far our stage and the buyer's are apart, and who is ahead.

    Attributes
    ----------
    direction : {"we_are_ahead", "buyer_is_ahead"}
    ours, theirs : str
        Codes of the journey stages: the one our pipeline stage is bound to, and where the buyer stands.
    steps : int
        Stages of the map between them, 1 or more.
    """

    direction: Direction
    ours: str
    theirs: str
    steps: int


def stage_mismatch(journey: Sequence[str], ours: str, theirs: str, tolerance: int = 1) -> Mismatch | None:
    """Compare the journey stage that our pipeline stage claims with the one that behaviour shows.

    Parameters
    ----------
    journey : sequence of str
        Codes of the map's stages, in order.
    ours : str
        Journey stage our pipeline stage is bound to; "" when it is bound to none.
    theirs : str
        Journey stage where the buyer stands; "" when nothing is known.
    tolerance : int
        Steps that are still no mismatch, 0 or more: evidence arrives in the log a little after the talk.

    Returns
    -------
    Mismatch or None
        None as well when either stage is not on the map: nothing can be said then.

    Examples
    --------
    >>> stage_mismatch(["interest", "consideration", "evaluation", "validation"], "validation", "interest").direction
    'we_are_ahead'
    >>> stage_mismatch(["interest", "consideration"], "consideration", "interest") is None
    True
    """
    places = {code: place for place, code in enumerate(journey)}
    if ours not in places or theirs not in places:
        return None
    gap = places[ours] - places[theirs]
    if abs(gap) <= tolerance:
        return None
    return Mismatch("we_are_ahead" if gap > 0 else "buyer_is_ahead", ours, theirs, abs(gap))
