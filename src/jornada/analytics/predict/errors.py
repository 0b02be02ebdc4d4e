"""Why no prediction is made, one exception per cause."""

from __future__ import annotations

from jornada.analytics.errors import MeasureError


class TooFewError(MeasureError):
    """Too little history to learn and to check from; the text says how much is missing."""

    def __init__(self, what: str, have: int, need: int) -> None:
        self.what, self.have, self.need = what, have, need
        super().__init__(
            f"Too little to predict from: {have:,} {what}, and at least {need:,} are needed; {need - have:,} are "
            "missing. Wait for more history, or ask for an outcome that happens more often."
        )


class NothingToLearnError(MeasureError):
    """No column is left that could say anything."""

    def __init__(self) -> None:
        super().__init__(
            "No column is left to predict from: all are constant, identifiers, dropped, or known only after the "
            "outcome. Add columns that are known beforehand, or keep one on purpose."
        )
