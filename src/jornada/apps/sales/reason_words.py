"""What the name of a reason for a loss says by itself."""

from __future__ import annotations

OF_RIVALS = ("competitor", "concorr")


def is_of_rivals(*labels: str) -> bool:
    """Say whether a reason so named is that somebody else was chosen: then it asks whom.

    Examples
    --------
    >>> is_of_rivals("Bought from a competitor"), is_of_rivals("Escolheu o Concorrente"), is_of_rivals("Price")
    (True, True, False)
    """
    return any(word in label.casefold() for label in labels for word in OF_RIVALS)
