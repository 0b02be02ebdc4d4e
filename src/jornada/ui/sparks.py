"""Small trend lines without axes."""

from __future__ import annotations

from collections.abc import Sequence


def points(values: Sequence[float | None], width: float = 88, height: float = 24) -> str:
    """Return `x,y x,y …` of a line through the values; gaps are left out, one value makes no line."""
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    step, span = width / (len(values) - 1), (high - low) or 1.0
    flat = high == low
    return " ".join(
        f"{place * step:.1f},{height / 2 if flat else height - 2 - (value - low) / span * (height - 4):.1f}"
        for place, value in known
    )
