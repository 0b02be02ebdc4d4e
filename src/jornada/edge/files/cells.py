"""Cells of a file as values of fields: what the door read, tidied up from what people and programs leave there."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from jornada.edge.files.kinds import Field, plain

AS_READ = {"number", "integer", "yes_no"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
_NAME_AND_MAIL = re.compile(r"(\S.*?)\s*[(<][^()<>\s]+@[^()<>\s]+[)>]")
_RANGE = re.compile(r"\d+")
_PERSONAL = re.compile(r"^(https?://)?(www\.)?", re.IGNORECASE)


class WrongCell:
    """Stands for a cell that cannot be read as its field."""

    __slots__ = ("code", "keep")

    def __init__(self, code: str, keep: Any = None) -> None:
        self.code, self.keep = code, keep


def converter(one: Field, zone: str, mapped: dict[str, str]) -> Callable[[Any], Any]:
    """Return what turns a cell, as the door read it, into a value of the field; `mapped` says what values stand for."""
    simple: dict[str, Callable[[Any], Any]] = {
        "email": _email,
        "domain": _domain,
        "tax_id": _tax_id,
        "phone": lambda text: _text((text or "").removeprefix("p:"), 32),
        "employees": _employees,
        "year": _year,
        "money": _money,
        "long": lambda text: (text or "").strip() or None,
        "instant": lambda us: None if us is None else _EPOCH + timedelta(microseconds=us),
        "date": _day_in(zone),
    }
    if one.type in AS_READ:
        return lambda value: value
    if one.type == "choice":
        return _choice(one, mapped)
    if one.type in simple:
        return simple[one.type]
    return _named(one, mapped)


def _named(one: Field, mapped: dict[str, str]) -> Callable[[Any], Any]:
    longest, is_person = one.longest or 200, one.refers == "user"

    def convert(text: str | None) -> Any:
        if not text:
            return None
        value = " ".join(text.split())
        if is_person and (pair := _NAME_AND_MAIL.fullmatch(value)):
            value = pair[1]
        if mapped:
            value = mapped.get(value, value)
        if len(value) > longest:
            return WrongCell("too_long", value[:longest])
        return value or None

    return convert


def _text(text: str | None, longest: int) -> Any:
    value = " ".join(text.split()) if text else ""
    if len(value) > longest:
        return WrongCell("too_long", value[:longest])
    return value or None


def _choice(one: Field, mapped: dict[str, str]) -> Callable[[Any], Any]:
    words = {plain(word): code for code, more in one.choices.items() for word in (code, *more)}

    def convert(text: str | None) -> Any:
        value = " ".join(text.split()) if text else ""
        if not value:
            return None
        found = words.get(plain(mapped.get(value, value)))
        return found if found else WrongCell("not_a_choice")

    return convert


def _email(text: str | None) -> Any:
    value = (text or "").strip().strip("<>").removeprefix("mailto:").lower()
    if not value:
        return None
    first = value if _EMAIL.fullmatch(value) else re.split(r"[,;\s]+", value)[0]
    return first if _EMAIL.fullmatch(first) and len(first) <= 254 else WrongCell("not_an_email")


def _domain(text: str | None) -> Any:
    value = _PERSONAL.sub("", (text or "").strip().lower()).split("/")[0].split("?")[0].rpartition("@")[2].strip(".")
    if not value:
        return None
    return value if "." in value and " " not in value and len(value) <= 200 else WrongCell("not_a_domain")


def _tax_id(text: str | None) -> Any:
    value = re.sub(r"[^0-9A-Za-z]", "", text or "").upper()
    return (value[:20] if len(value) <= 20 else WrongCell("too_long", value[:20])) or None


def _employees(text: str | None) -> Any:
    """A number, or the lower end of a range such as 51-200; a range also says the size."""
    if (text or "").strip().startswith(("-", "−")):
        return WrongCell("not_a_number")
    numbers = [int(part) for part in _RANGE.findall((text or "").replace(".", "").replace(",", ""))]
    if not (text or "").strip():
        return None
    return numbers[0] if numbers and numbers[0] < 2**31 else WrongCell("not_a_number")


def _year(text: str | None) -> Any:
    value = (text or "").strip()
    if not value:
        return None
    found = re.search(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)", value)
    return int(found[0]) if found and int(found[0]) <= datetime.now(UTC).year else WrongCell("not_a_year")


def _money(value: Decimal | None) -> Any:
    if value is None:
        return None
    return value if abs(value) < Decimal("1e14") else WrongCell("too_large")


def _day_in(zone: str) -> Callable[[int | None], date | Any]:
    place = zoneinfo.ZoneInfo(zone)

    def convert(microseconds: int | None) -> Any:
        if microseconds is None:
            return None
        day = (_EPOCH + timedelta(microseconds=microseconds)).astimezone(place).date()
        return day if 1900 <= day.year <= 2199 else WrongCell("impossible_year")

    return convert
