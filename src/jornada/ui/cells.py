"""How a value is drawn in a table cell, by the kind of its column.

Drawn in Python and not by a template per cell: a page of 50 rows and ten columns has 500 of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jornada.ui import numbers
from jornada.ui.icons import icon

EMPTY = mark_safe('<span class="cell-empty" aria-hidden="true">–</span>')
LONG = 22
LAST_MINUTE = (23, 59)
TONES = ("neutral", "accent", "good", "warn", "bad", "info", "plain")


def draw(kind: str, value: Any) -> SafeString | str:
    """Draw a value; blanks are a quiet dash in every kind."""
    if numbers.is_nothing(value):
        return EMPTY
    return KINDS.get(kind, text)(value)


def text(value: Any) -> SafeString | str:
    """Draw a text; a long one, which the column may cut, with itself as the tooltip."""
    shown = str(value)
    if len(shown) < LONG:
        return shown
    return _titled(shown, shown)


def money(value: Any) -> str:
    """Draw an amount, or an (amount, currency) pair."""
    amount, currency = value if isinstance(value, tuple) else (value, "BRL")
    return EMPTY if numbers.is_nothing(amount) else numbers.money(amount, currency)


def badge(value: Any) -> SafeString:
    """Draw a label, or a (label, tone) pair."""
    label, tone = value if isinstance(value, tuple) else (value, "neutral")
    said = label if isinstance(label, SafeString) else capfirst(label)
    return format_html('<span class="j-badge" data-tone="{}">{}</span>', tone if tone in TONES else "neutral", said)


def link(value: Any) -> SafeString | str:
    """Draw a (label, url) pair."""
    label, url = value
    if not label:
        return EMPTY
    shown = str(conditional_escape(label))
    title = f' title="{shown}"' if len(str(label)) >= LONG else ""
    return mark_safe(f'<a class="cell-link" href="{escape(url)}"{title}>{shown}</a>')  # noqa: S308 (escaped)


def person(value: Any) -> SafeString:
    """Draw a person's short name beside the initials, with the whole name as the tooltip."""
    return _person(str(value))


@lru_cache(maxsize=1024)  # a page of fifty rows shows the same few people
def _person(name: str) -> SafeString:
    drawn, short = avatar(name), short_name(name)
    return format_html(
        '<span class="cell-person" title="{}">{}<span class="truncate">{}</span></span>', name, drawn, short
    )


def short_name(name: str) -> str:
    """Return the first word of a name and the initial of the last: Ana C."""
    first, *more = name.split() or [name]
    return f"{first} {more[-1][0]}." if more else first


def without(name: str, repeated: str) -> SafeString | str:
    """Draw a name like "Module · Company" without the company, which another column shows."""
    short = shortened(name, repeated)
    return text(name) if short == name else _titled(name, short)


def shortened(name: str, repeated: str) -> str:
    """Say a name without the company at its end, unless nothing else is left."""
    return (name.removesuffix(repeated).rstrip(" ·–-,") if repeated else name) or name


def _titled(title: str, shown: str) -> SafeString:
    return mark_safe(f'<span title="{escape(title)}">{escape(shown)}</span>')  # noqa: S308 (escaped)


def avatar(name: str, size: str = "xs") -> SafeString:
    """Draw the initials of a name, in a colour that stays with the name."""
    return format_html(
        '<span class="j-avatar" data-size="{}" data-hue="{}" aria-hidden="true">{}</span>',
        size,
        sum(name.encode()) % 8,
        initials(name),
    )


def initials(name: str) -> str:
    """Return the first letters of the first and the last word."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def flag(value: Any) -> SafeString:
    return icon("check", _("Yes")) if value else EMPTY


def moment(value: date | datetime) -> SafeString:
    """Draw how long ago, with the exact instant as the tooltip."""
    title, shown = escape(exact(value)), escape(relative(value, timezone.now()))
    return mark_safe(f'<time datetime="{value.isoformat()}" title="{title}">{shown}</time>')  # noqa: S308 (escaped)


def day(value: date | datetime) -> SafeString:
    """Draw a calendar day."""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return mark_safe(f'<time datetime="{value.isoformat()}">{_short(local)}</time>')  # noqa: S308 (digits alone)


def _short(value: date | datetime) -> str:
    return _short_day(value.year, value.month, value.day, numbers.language())


@lru_cache(maxsize=4096)
def _short_day(year: int, month: int, day: int, language: str) -> str:
    return date_format(date(year, month, day), "SHORT_DATE_FORMAT")


def exact(value: date | datetime) -> str:
    """Write a day, or an instant in the reader's time zone, in full."""
    if not isinstance(value, datetime):
        return _with_small_months(date_format(value, "DATE_FORMAT"))
    local, spoken = timezone.localtime(value) if timezone.is_aware(value) else value, numbers.language()
    day, time_of_day = _with_last_minute(local.date(), spoken), _time_of_day(local.hour, local.minute, spoken)
    return day.replace(_time_of_day(*LAST_MINUTE, spoken), time_of_day)


def short_day(value: date | datetime) -> str:
    """Write a day, or that of an instant in the reader's time zone, in digits."""
    return _short(timezone.localtime(value) if isinstance(value, datetime) else value)


def day_and_month(value: date | datetime) -> str:
    """Write a day in digits without its year, where the year is plain from what stands around it."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return _short(local).replace(f"/{local.year}", "")


def in_digits(value: date | datetime | None) -> str:
    """Write a day, or an instant in the reader's time zone, as messages do: 27/11/2026 18:10."""
    if value is None:
        return numbers.NOTHING
    if not isinstance(value, datetime):
        return _short(value)
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


def clock(value: datetime) -> str:
    """Write the time of an instant in the reader's time zone."""
    local = timezone.localtime(value)
    return _time_of_day(local.hour, local.minute, numbers.language())


def instant(value: datetime) -> str:
    """Write an instant for machines, in the reader's time zone."""
    return timezone.localtime(value).isoformat()


@lru_cache(maxsize=4096)
def _with_last_minute(day: date, language: str) -> str:
    """Write the last minute of a day in full: days return in a page of rows, minutes seldom do."""
    return _with_small_months(date_format(datetime.combine(day, time(*LAST_MINUTE)), "DATETIME_FORMAT"))


@lru_cache(maxsize=4096)
def _time_of_day(hour: int, minute: int, language: str) -> str:
    return date_format(time(hour, minute), "TIME_FORMAT")


def month(value: date) -> str:
    """Write a month shortly: fev 2026 (pt-BR), Feb 2026 (en)."""
    return _with_small_months(date_format(value, "M Y"))


def relative(value: date | datetime, now: datetime) -> str:
    """Write how long ago or how far ahead, in one unit."""
    if not isinstance(value, datetime):
        return _short(value)
    seconds = (now - value).total_seconds()
    if abs(seconds) < 60:
        return _("now")
    if abs(seconds) > 60 * 86400:
        return _short(timezone.localtime(value))
    span = numbers.duration(_whole_unit(abs(seconds)))
    return (_("%(span)s ago") if seconds > 0 else _("in %(span)s")) % {"span": span}


def since(value: datetime, now: datetime) -> str:
    """Write since when something is so: for how long, or from which day on where that is long ago."""
    local, today = timezone.localtime(value), timezone.localtime(now)
    if local.date() >= today.date():
        return _("since today")
    if (now - value).total_seconds() > 60 * 86400:
        return _("since %(day)s") % {"day": _short(local)}
    return _("for %(span)s") % {"span": numbers.duration(_whole_unit((now - value).total_seconds()))}


def _with_small_months(text: str) -> str:
    return text.lower() if numbers.language().startswith("pt") else text


def _whole_unit(seconds: float) -> float:
    unit = 86400 if seconds >= 86400 else 3600 if seconds >= 3600 else 60
    return seconds // unit * unit


KINDS: dict[str, Callable[[Any], Any]] = {
    "text": text,
    "number": numbers.number,
    "money": money,
    "share": numbers.share,
    "duration": numbers.duration,
    "date": day,
    "moment": moment,
    "badge": badge,
    "link": link,
    "person": person,
    "flag": flag,
}
