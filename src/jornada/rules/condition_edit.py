"""Conditions with one part changed or taken out, by its place."""

from __future__ import annotations

from dataclasses import replace

from jornada.rules.conditions import All, Any, Condition, Not, children


def replaced(condition: Condition, place: str, part: Condition | None, here: str = "") -> Condition | None:
    """Put another part at a place; None takes out what is there, and groups that nothing is left of.

    Parameters
    ----------
    condition : Condition
    place : str
        As `jornada.rules.conditions.leaves` gives it, such as ``all[2]``; blank is the whole.
    part : Condition or None

    Returns
    -------
    Condition or None
        None when nothing is left; the same condition when there is no such place.

    Examples
    --------
    >>> from jornada.rules.conditions import InList
    >>> replaced(All((InList(1), InList(2))), "all[0]", InList(3))
    All(parts=(InList(id=3), InList(id=2)))
    >>> replaced(All((InList(1), Any((InList(2),)))), "all[1].any[0]", None)
    All(parts=(InList(id=1),))
    """
    if place == here:
        return part
    if isinstance(condition, Not):
        inner = replaced(condition.part, place, part, f"{here}.not" if here else "not")
        return None if inner is None else Not(inner)
    if not isinstance(condition, All | Any):
        return condition
    kept = [replaced(each, place, part, where) for where, each in children(condition, here)]
    parts = tuple(each for each in kept if each is not None)
    return replace(condition, parts=parts) if parts or not condition.parts else None
