"""What can be wrong with the columns handed to the analysis, one exception per cause."""

from __future__ import annotations


class LogError(ValueError):
    """A log that cannot be built or read; the text says what, why and what to do."""


class WrongLengthError(LogError):
    """A column with more or fewer rows than the others."""


class BadTimeError(LogError):
    """An instant that is missing or cannot be read as microseconds."""


class MissingValueError(LogError):
    """A blank where the log cannot do without a value."""


class BadColumnError(LogError):
    """A column of the wrong kind, or with values out of range."""


class LogFilesError(LogError):
    """A folder that holds no readable log."""


class MeasureError(ValueError):
    """A question that a measure cannot answer as asked."""
