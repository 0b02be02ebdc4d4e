"""Periods: presets and own dates, read from the address, as days and as instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EPOCH = date(1970, 1, 1)
EVER_LOW, EVER_HIGH = -(2**62), 2**62

PRESETS: dict[str, str | Promise] = {
    "all": gettext_lazy("All time"),
    "30d": gettext_lazy("Last 30 days"),
    "90d": gettext_lazy("Last 90 days"),
    "12m": gettext_lazy("Last 12 months"),
    "quarter": gettext_lazy("This quarter"),
    "year": gettext_lazy("This year"),
    "last_year": gettext_lazy("Last year"),
    "custom": gettext_lazy("Own dates"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; None is open."""

    code: str = "all"
    first: date | None = None
    last: date | None = None

    @property
    def is_all(self) -> bool:
        return self.first is None and self.last is None

    @property
    def label(self) -> str:
        if self.code != "custom":
            return str(PRESETS[self.code])
        if self.first and self.last:
            return _("%(first)s to %(last)s") % {"first": _short(self.first), "last": _short(self.last)}
        if self.first:
            return _("from %(first)s") % {"first": _short(self.first)}
        return _("until %(last)s") % {"last": _short(self.last)}

    def days(self) -> tuple[int, int]:
        """Return the days since 1970: the first one, and the first beyond."""
        low = EVER_LOW if self.first is None else (self.first - EPOCH).days
        high = EVER_HIGH if self.last is None else (self.last - EPOCH).days + 1
        return low, high

    def micros(self, zone: ZoneInfo) -> tuple[int, int]:
        """Return the instants: the first one, and the first beyond; days begin in the company's zone."""
        low = EVER_LOW if self.first is None or self.first == date.min else _micros(self.first, zone)
        if self.last is None or self.last == date.max:
            return low, EVER_HIGH
        return low, _micros(self.last + timedelta(days=1), zone)

    def before(self) -> Period | None:
        """Return the period of the same length just before; None when this one is open, or when no calendar has it."""
        if self.first is None or self.last is None:
            return None
        length = self.last - self.first + timedelta(days=1)
        if length > self.first - date.min:
            return None
        return Period("custom", self.first - length, self.first - timedelta(days=1))


def read_period(query: Mapping[str, str], today: date) -> Period:
    """Read `?period=` and, for own dates, `?from=` and `?to=`."""
    code = query.get("period", "")
    first, last = _date(query.get("from", "")), _date(query.get("to", ""))
    if code in ("", "custom") and (first or last):
        return Period("custom", *((last, first) if first and last and first > last else (first, last)))
    return Period(code, *_span(code, today)) if code in PRESETS and code not in ("all", "custom") else Period()


def _span(code: str, today: date) -> tuple[date, date]:
    month = (today.month - 1) // 3 * 3 + 1
    spans = {
        "30d": (today - timedelta(days=29), today),
        "90d": (today - timedelta(days=89), today),
        "12m": (_year_before(today) + timedelta(days=1), today),
        "quarter": (today.replace(month=month, day=1), today),
        "year": (today.replace(month=1, day=1), today),
        "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    return spans[code]


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28)) if day.month == 2 else day.replace(year=day.year - 1)


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _micros(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp()) * 1_000_000


def _short(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
