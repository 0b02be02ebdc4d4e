"""Cells as the person who imports writes them: a workbook keeps its numbers and dates in no notation."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone

from jornada.ui.amounts import shown_money
from jornada.ui.numbers import in_full

_NUMBER = re.compile(r"-?\d{1,18}(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(:\d\d)?)(\.\d+)?([+-]\d\d:\d\d)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CENTS = -2

Told = str | Decimal | date


def told(text: str) -> Told:
    """Take a cell of a column that keeps real numbers or dates for what it is."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        found = _INSTANT.fullmatch(text)
        return datetime.fromisoformat(f"{found[1]} {found[2]}{found[5] or ''}") if found else text
    except ValueError:
        return text


def instant_told(microseconds: int) -> Told:
    """Take an instant for a date, with its time; one that no calendar holds stays a number."""
    try:
        return timezone.localtime(_EPOCH + timedelta(microseconds=microseconds))
    except OverflowError:
        return str(microseconds)


def shown(value: Told) -> str:
    """Write what a cell says in the language of the page; amounts with their cents."""
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        return shown_money(value) if isinstance(exponent, int) and exponent >= CENTS else in_full(value)
    return _day(value) if isinstance(value, date) else value


def shown_in_column(cell: Any, column: dict[str, Any], *, is_amount: bool) -> str:
    """Write a cell of a column that was looked at: as it stands there, where its file has a notation of its own.

    A whole number that is no amount may be the number of something, and stays so.
    """
    text = str(cell)
    value = told(text) if column["is_typed"] else text
    if isinstance(value, Decimal):
        return in_full(value) if is_amount or column["kind"] == "number" else text
    return shown(value)


def written(text: str) -> str:
    """Write a cell of a column of real numbers or dates so that a CSV file keeps all of it, in the language at hand.

    Where the month comes first, a day could be taken for one: there dates stand year first.
    """
    value = told(text)
    if isinstance(value, Decimal):
        return text.replace(".", decimal_mark())
    if isinstance(value, str) or decimal_mark() == "." or "." in text:
        return text
    return f"{value:%d/%m/%Y %H:%M:%S}" if isinstance(value, datetime) else f"{value:%d/%m/%Y}"


def decimal_mark() -> str:
    return str(formats.get_format("DECIMAL_SEPARATOR"))


def as_it_came(cell: Any, value: Told) -> bool:
    """Say that a cell of a file is the one of which something was said."""
    text = str(cell or "")
    return text[:200] == value or (not isinstance(value, str) and told(text) == value)


def _day(value: date) -> str:
    """Write a date; an instant at which a day begins is that day."""
    if isinstance(value, datetime) and value.tzinfo:
        value = timezone.localtime(value)
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return formats.date_format(value, "SHORT_DATETIME_FORMAT")
    return formats.date_format(value, "SHORT_DATE_FORMAT")
