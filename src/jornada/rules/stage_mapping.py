"""Which stage of another pipeline an opportunity belongs at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What is compared of a stage: its id, name, bound journey stage and share won (0 to 1)."""

    id: int
    name: str
    journey_stage: str
    probability: float


def matching_stage(stage: StageFacts, others: Sequence[StageFacts]) -> int:
    """Find the stage that stands for the same: same name, else same journey stage, else the nearest probability.

    Parameters
    ----------
    stage : StageFacts
        Where the opportunity stands.
    others : sequence of StageFacts
        Stages of the other pipeline, in order; the earlier one wins a tie.

    Returns
    -------
    int
        Id of one of `others`.

    Raises
    ------
    ValueError
        If `others` is empty.

    Examples
    --------
    >>> here = StageFacts(1, "Proposal", "validation", 0.6)
    >>> matching_stage(here, [StageFacts(7, "Talk", "interest", 0.1), StageFacts(8, "Offer", "validation", 0.7)])
    8
    """
    if not others:
        raise ValueError("A pipeline without stages takes no opportunity: add a stage first.")
    same_name = [other for other in others if other.name.casefold() == stage.name.casefold()]
    same_journey = [other for other in others if stage.journey_stage and other.journey_stage == stage.journey_stage]
    near = same_name or same_journey or others
    return min(near, key=lambda other: abs(other.probability - stage.probability)).id
