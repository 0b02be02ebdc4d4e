"""The sentences of results in English and Portuguese, one module per measure; here the figures inside them."""

from __future__ import annotations

from math import isnan

from jornada.analytics.periods import DAY
from jornada.analytics.result import Language

_UNKNOWN = {"en": "not known", "pt": "não se sabe"}


def number(figure: float, language: Language, decimals: int = 0) -> str:
    """Write a number with the marks of the language.

    Examples
    --------
    >>> number(1234.56, "en", 1), number(1234.56, "pt", 1)
    ('1,234.6', '1.234,6')
    """
    if isnan(figure):
        return _UNKNOWN[language]
    text = f"{figure:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def percent(share: float, language: Language, decimals: int = 1) -> str:
    """Write a share as percent.

    Examples
    --------
    >>> percent(0.125, "en"), percent(0.125, "pt")
    ('12.5 %', '12,5 %')
    """
    return _UNKNOWN[language] if isnan(share) else f"{number(100 * share, language, decimals)} %"


def days(span: float, language: Language, decimals: int = 1) -> str:
    """Write microseconds as days.

    Examples
    --------
    >>> days(1.5 * DAY, "en"), days(1.5 * DAY, "pt")
    ('1.5 days', '1,5 dias')
    """
    if isnan(span):
        return _UNKNOWN[language]
    return f"{number(span / DAY, language, decimals)} {'days' if language == 'en' else 'dias'}"
