"""Every field of a kind of record as a filter of its list: field, test and value in the address.

    list_fields.provide(fields_of)      # fields_of("account") -> [ListField("city", _("City"), "text", "city"), ...]

The address carries `?f=city:has:recife&f=revenue:at_least:100000`, one `f` a filter; several values of one filter
stand between bars (`f=owner:is:3|7`). A filter that cannot be read is left out, as if it had not come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.ui import hiding, numbers
from jornada.ui.addresses import is_id
from jornada.ui.amounts import read_amount

Type = Literal["text", "number", "money", "date", "moment", "choice", "flag"]
Choice = tuple[str, Any]
BETWEEN = "|"
MOST = 20
LONGEST = 200
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class ListField:
    """A field that a list can be narrowed by.

    `by` is a field path or an expression; `narrow(rows, test, values)` replaces the usual way. `has_blank` says that
    a missing text is kept as an empty one.
    """

    code: str
    label: str | Promise
    type: Type
    by: Any = None
    choices: Callable[[HttpRequest], Sequence[Choice]] | None = None
    narrow: Callable[[QuerySet, str, Sequence[Any]], QuerySet] | None = None
    has_blank: bool = False
    order: int = 100


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """One filter of the address, read: the field, the test, what was written, what it means."""

    field: ListField
    test: str
    raw: str
    values: tuple[Any, ...]
    choices: tuple[Choice, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.field.code}:{self.test}:{self.raw}"

    @property
    def shown(self) -> str:
        """Say test and value in words."""
        label = str(label_of(self.test))
        if self.test in BARE:
            return label
        if self.test in ("last", "next"):
            return _days_said(self.test, self.values[0])
        named = dict(self.choices)
        words = (str(named.get(str(value), value)) if named else _written(self.field, value) for value in self.values)
        return f"{label} {_JOINED.get(self.test, ', ').join(words)}".strip()


def _days_said(test: str, days: int) -> str:
    if test == "last":
        return ngettext("in the last %(days)s day", "in the last %(days)s days", days) % {"days": days}
    return ngettext("in the next %(days)s day", "in the next %(days)s days", days) % {"days": days}


BARE = ("empty", "filled")
_JOINED = {"between": " – "}
_LABELS: dict[str, str | Promise] = {
    "has": gettext_lazy("contains"),
    "has_not": gettext_lazy("does not contain"),
    "starts": gettext_lazy("starts with"),
    "equals": gettext_lazy("is"),
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "at_least": gettext_lazy("at least"),
    "at_most": gettext_lazy("at most"),
    "between": gettext_lazy("between"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("until"),
    "last": gettext_lazy("in the last days:"),
    "next": gettext_lazy("in the next days:"),
    "empty": gettext_lazy("is empty"),
    "filled": gettext_lazy("is filled in"),
}
_NOT = {"has_not": "has", "is_not": "is"}
_LOOKUPS = {
    "has": "icontains",
    "starts": "istartswith",
    "equals": "exact",
    "is": "exact",
    "at_least": "gte",
    "at_most": "lte",
}
_DAYS = ("since", "until", "between", "last", "next", "empty", "filled")
_NUMBERS = ("at_least", "at_most", "equals", "between", "empty", "filled")
TESTS: dict[Type, tuple[str, ...]] = {
    "text": ("has", "has_not", "starts", "equals", "empty", "filled"),
    "number": _NUMBERS,
    "money": _NUMBERS,
    "date": _DAYS,
    "moment": _DAYS,
    "choice": ("is", "is_not", "empty", "filled"),
    "flag": ("is",),
}

_providers: list[Callable[[str], Sequence[ListField]]] = []


def provide(provider: Callable[[str], Sequence[ListField]]) -> None:
    """Add fields of kinds of records."""
    _providers.append(provider)


def fields_of(record: str) -> tuple[ListField, ...]:
    """Return the fields that the list of a kind of record can be narrowed by, in order."""
    found = (field for provider in _providers for field in provider(record))
    return tuple(sorted(found, key=lambda field: (field.order, str(field.label))))


def fields_for(request: HttpRequest, record: str) -> tuple[ListField, ...]:
    """Return the fields without those that the person must not see."""
    names = hiding.hidden(getattr(request, "user", None), record)
    return hiding.without(fields_of(record), names, lambda field: field.code)


def field_for(request: HttpRequest, record: str, code: str) -> ListField | None:
    return next((field for field in fields_for(request, record) if field.code == code), None)


def label_of(test: str) -> str | Promise:
    return _LABELS[test]


def choices_of(field: ListField, request: HttpRequest) -> tuple[Choice, ...]:
    if field.type == "flag":
        return (("1", _("Yes")), ("0", _("No")))
    return tuple((str(code), label) for code, label in field.choices(request)) if field.choices else ()


def read_all(request: HttpRequest, record: str) -> list[FieldFilter]:
    """Read the filters of the address; those that cannot be read are left out."""
    asked = request.GET.getlist("f")[:MOST]
    if not asked:
        return []
    known = {field.code: field for field in fields_for(request, record)}
    return [found for text in dict.fromkeys(asked) for found in _read(request, known, text)]


def unread(request: HttpRequest, record: str) -> list[str]:
    """Return the filters of the address that are left out."""
    asked = request.GET.getlist("f")
    known = {field.code: field for field in fields_for(request, record)} if asked else {}
    taken = set(asked[:MOST])
    return [text for text in dict.fromkeys(asked) if text not in taken or not list(_read(request, known, text))]


def read(request: HttpRequest, field: ListField, test: str, raw: str) -> FieldFilter:
    """Read one filter, or raise `ValidationError` that says what was expected and what came."""
    if test not in TESTS[field.type]:
        told = {"name": field.label, "tests": ", ".join(TESTS[field.type]), "test": test}
        raise ValidationError(_("%(name)s: expected one of %(tests)s, got “%(test)s”.") % told)
    choices = choices_of(field, request)
    values = () if test in BARE else tuple(_values(field, test, raw.strip(), choices))
    return FieldFilter(field, test, "" if test in BARE else raw.strip(), values, choices)


def apply(rows: QuerySet, found: FieldFilter) -> QuerySet:
    """Narrow the rows by one filter."""
    field = found.field
    if field.narrow:
        return field.narrow(rows, found.test, found.values)
    path = field.by
    if not isinstance(path, str):
        path = f"by_{field.code}"
        rows = rows.alias(**{path: field.by})
    return rows.filter(_condition(field, path, found.test, found.values))


def _read(request: HttpRequest, known: dict[str, ListField], text: str) -> Iterator[FieldFilter]:
    code, _sep, rest = text.partition(":")
    test, _sep, raw = rest.partition(":")
    if code in known:
        try:
            yield read(request, known[code], test, raw)
        except ValidationError:
            return


def is_filled(path: str, *, has_blank: bool) -> Q:
    """Say that something stands in a field, in the words of the indexes that hold only such rows."""
    said = Q(**{f"{path}__isnull": False})
    return said & ~Q(**{path: ""}) if has_blank else said


def _condition(field: ListField, path: str, test: str, values: Sequence[Any]) -> Q:
    blank = Q(**{f"{path}__isnull": True}) | (Q(**{path: ""}) if field.has_blank else Q())
    if test in BARE:
        return blank if test == "empty" else is_filled(path, has_blank=field.has_blank)
    if test in _NOT:
        return ~_condition(field, path, _NOT[test], values) | blank
    if field.type in ("date", "moment"):
        return _span(field, path, *_days(test, values))
    if field.type == "choice":
        return Q(**{f"{path}__in": values})
    if test == "between":
        return Q(**{f"{path}__gte": values[0], f"{path}__lte": values[1]})
    return Q(**{f"{path}__{_LOOKUPS[test]}": values[0]})


def _days(test: str, values: Sequence[Any]) -> tuple[date | None, date | None]:
    """Return the first and the last day of a span, as of today."""
    today = timezone.localdate()
    match test:
        case "since":
            return values[0], None
        case "until":
            return None, values[0]
        case "last":
            return today - timedelta(days=values[0] - 1), today
        case "next":
            return today, today + timedelta(days=values[0] - 1)
    return values[0], values[1]


def _span(field: ListField, path: str, first: date | None, last: date | None) -> Q:
    """Both days belong to the span; of an instant the last day counts as a whole, in the reader's time zone."""
    if field.type == "date":
        asked: dict[str, Any] = {f"{path}__gte": first, f"{path}__lte": last}
    else:
        asked = {
            f"{path}__gte": first and _midnight(first),
            f"{path}__lt": last and _midnight(last + timedelta(days=1)),
        }
    return Q(**{name: value for name, value in asked.items() if value is not None})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _values(field: ListField, test: str, raw: str, choices: Sequence[Choice]) -> Iterator[Any]:
    if not raw:
        raise ValidationError(_("%(name)s: write a value.") % {"name": field.label})
    parts = raw.split(BETWEEN) if test == "between" or field.type == "choice" else [raw]
    if test == "between" and len(parts) != 2:
        raise ValidationError(_("%(name)s: write both ends.") % {"name": field.label})
    for part in parts:
        yield _value(field, test, part.strip(), choices)


def _value(field: ListField, test: str, part: str, choices: Sequence[Choice]) -> Any:
    told = {"name": field.label, "value": part[:60]}
    if test in ("last", "next"):
        if not is_id(part) or not 0 < int(part) <= MOST_DAYS:
            raise ValidationError(_("%(name)s: expected a number of days, got “%(value)s”.") % told)
        return int(part)
    match field.type:
        case "number" | "money":
            return _amount(part, told)
        case "date" | "moment":
            return _day(part, told)
        case "choice" | "flag":
            if part not in dict(choices):
                raise ValidationError(_("%(name)s: “%(value)s” is none of the choices.") % told)
            return part == "1" if field.type == "flag" else part
    if len(part) > LONGEST:
        raise ValidationError(_("%(name)s: a value has at most 200 letters.") % told)
    return part.replace("\0", "")


def _amount(part: str, told: dict[str, Any]) -> Decimal:
    try:
        amount = read_amount(part)
    except ValidationError:
        raise ValidationError(_("%(name)s: expected a number, got “%(value)s”.") % told) from None
    if abs(amount) >= Decimal(10) ** 15:
        raise ValidationError(_("%(name)s: expected a number, got “%(value)s”.") % told)
    return amount


def _day(part: str, told: dict[str, Any]) -> date:
    try:
        day = parse_date(part)
    except ValueError:
        day = None
    if day is None or not 1000 <= day.year < 9999:
        raise ValidationError(_("%(name)s: expected a day such as 2026-01-31, got “%(value)s”.") % told)
    return day


def _written(field: ListField, value: Any) -> str:
    match value:
        case date():
            return date_format(value, "SHORT_DATE_FORMAT")
        case Decimal():
            return numbers.money(value) if field.type == "money" else numbers.in_full(value)
        case bool():
            return _("yes") if value else _("no")
    return str(value)
