"""Numbers, money, shares and durations as the active language writes them."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import isfinite

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NOTHING = "–"
# As many as the largest number of the machine has.
MOST_DIGITS = 330
THIN = "\u00a0"
SYMBOLS = {"BRL": "R$", "USD": "US$", "EUR": "€", "GBP": "£"}

Number = int | float | Decimal


def is_nothing(value: object) -> bool:
    """Say whether a value is blank or not a finite number."""
    if value is None or value == "":
        return True
    return isinstance(value, float) and not isfinite(value)


def number(value: Number | None, decimals: int | None = None) -> str:
    """Write 1234.5 as 1.234,5 (pt-BR) or 1,234.5 (en); a half is rounded up, as people do."""
    if is_nothing(value):
        return NOTHING
    if decimals is None:
        decimals = 0 if float(value) == int(value) or abs(value) >= 1000 else 1
    with localcontext(prec=MOST_DIGITS):
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return _signed(number_format(rounded, decimals, use_l10n=True, force_grouping=True))


def in_full(value: Decimal | None) -> str:
    """Write 12.250 as 12,25 (pt-BR) or 12.25 (en): each place that says something, and no other."""
    if value is None:
        return NOTHING
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else None)


def compact(value: Number | None) -> str:
    """Write 12345 as 12,3 mil (pt-BR) or 12.3k (en)."""
    if is_nothing(value):
        return NOTHING
    # What would round to a thousand of a unit is one of the next: 999.999.999 is 1 bi, not 1.000 mi.
    units = (
        (1e12, 0.9995e12, _("{n}T")),
        (1e9, 0.9995e9, _("{n}B")),
        (1e6, 0.9995e6, _("{n}M")),
        (1e3, 1e4, _("{n}k")),
    )
    for size, least, unit in units:
        if abs(value) >= least:
            return unit.format(n=_short(float(value) / size, 100))
    return number(value)


def money(value: Number | None, currency: str = "BRL", decimals: int = 2) -> str:
    """Write an amount with its currency: R$ 1.234,56."""
    if is_nothing(value):
        return NOTHING
    text = f"{symbol(currency)}{THIN}{number(abs(value), decimals)}"
    return f"−{text}" if value < 0 else text


def compact_money(value: Number | None, currency: str = "BRL") -> str:
    """Write a large amount shortly: R$ 1,2 mi."""
    if is_nothing(value):
        return NOTHING
    text = f"{symbol(currency)}{THIN}{compact(abs(value))}"
    return f"−{text}" if value < 0 else text


def symbol(currency: str) -> str:
    """Return the sign of a currency, or its code when it has none here."""
    return SYMBOLS.get(currency, currency)


def share(value: Number | None, decimals: int = 1) -> str:
    """Write a share of 0 to 1 as a percentage: 0.6315 is 63,2%; none and all have no decimals."""
    if is_nothing(value):
        return NOTHING
    return f"{number(float(value) * 100, 0 if value in (0, 1) else decimals)}%"


def duration(value: timedelta | Number | None) -> str:
    """Write a time span, or a count of seconds, in its two largest sensible units."""
    if is_nothing(value):
        return NOTHING
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    if seconds < 60:
        return _("%(n)s s") % {"n": number(seconds, 0)}
    if seconds < 3600:
        return _("%(n)s min") % {"n": number(seconds / 60, 0)}
    if seconds < 86400:
        return _("%(n)s h") % {"n": _short(seconds / 3600)}
    return days(seconds / 86400)


def days(value: Number | None) -> str:
    """Write a count of days, with one decimal below ten."""
    if is_nothing(value):
        return NOTHING
    text = _short(float(value))
    return ngettext("%(n)s day", "%(n)s days", 1 if text == "1" else 2) % {"n": text}


def language() -> str:
    """Return the active language as the browser writes it: pt-BR, en."""
    code = get_language() or "en"
    head, _dash, region = code.partition("-")
    return f"{head}-{region.upper()}" if region else head


def _short(value: float, whole_from: float = 10) -> str:
    """Write one decimal below `whole_from`, unless it would be a zero."""
    rounded = round(value, 1)
    return number(rounded, 0 if abs(value) >= whole_from or rounded == int(rounded) else 1)


def _signed(text: str) -> str:
    return text.replace("-", "−", 1) if text.startswith("-") else text
