"""How well a company fits an ideal customer profile: weighted criteria, a share of the points, a grade A to D."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Grade = Literal["A", "B", "C", "D"]
GRADES: tuple[Grade, ...] = get_args(Grade)
THRESHOLDS = (0.75, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that makes a company fit, or not.

    Attributes
    ----------
    weight : float
        Points when it holds; negative speaks against the company. Not 0.
    is_required : bool
        Without it the grade is D, whatever the points.
    """

    weight: float
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How a company fits.

    Attributes
    ----------
    grade : {"A", "B", "C", "D"}
    share : float
        Points by the most there are, 0 to 1.
    lacks : tuple of int
        Places of the required criteria that do not hold.
    """

    grade: Grade
    share: float
    lacks: tuple[int, ...] = ()


def most_points(criteria: Sequence[Criterion]) -> float:
    """Say how many points a company can have: those of all criteria that speak for it.

    Examples
    --------
    >>> most_points([Criterion(3), Criterion(2), Criterion(-4)])
    5
    """
    return sum(each.weight for each in criteria if each.weight > 0)


def fit(
    criteria: Sequence[Criterion], held: Sequence[bool], thresholds: tuple[float, float, float] = THRESHOLDS
) -> Fit:
    """Grade a company.

    Parameters
    ----------
    criteria : sequence of Criterion
    held : sequence of bool
        Whether each holds of the company.
    thresholds : tuple of 3 float
        Least share for A, B and C, falling, 0 to 1.

    Returns
    -------
    Fit
        Without any criterion that speaks for a company the share is 0.

    Raises
    ------
    ValueError
        If the two differ in length.

    Examples
    --------
    >>> fit([Criterion(3), Criterion(1, is_required=True)], [True, True])
    Fit(grade='A', share=1.0, lacks=())
    >>> fit([Criterion(3), Criterion(1, is_required=True)], [True, False])
    Fit(grade='D', share=0.75, lacks=(1,))
    """
    points = sum(each.weight for each, is_held in zip(criteria, held, strict=True) if is_held)
    most = most_points(criteria)
    share = min(1.0, max(0.0, points / most)) if most else 0.0
    lacks = tuple(
        place
        for place, (each, is_held) in enumerate(zip(criteria, held, strict=True))
        if each.is_required and not is_held
    )
    reached = sum(share >= least for least in thresholds)
    return Fit("D" if lacks else GRADES[len(thresholds) - reached], share, lacks)


def check_thresholds(thresholds: Sequence[float]) -> bool:
    """Say whether thresholds can be: three shares, each lower than the one before.

    Examples
    --------
    >>> check_thresholds([0.75, 0.5, 0.25]), check_thresholds([0.5, 0.5, 0.2])
    (True, False)
    """
    a, b, c = thresholds
    return 1 >= a > b > c > 0
