"""Values of custom fields: read from forms, files and the API, kept as JSON, written for people.

Kept are: text as it is; numbers and amounts as decimal text, which loses nothing; days as 2026-01-31; choices by code,
several as a list in the order of the definition; links with their scheme; true and false. A blank is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jornada.apps.org.custom.known import active, find
from jornada.apps.org.custom.models import CustomField
from jornada.ui import numbers
from jornada.ui.amounts import read_amount

LONGEST = 500
LARGEST = Decimal(10) ** 15
_BLANKS: tuple[Any, ...] = (None, "", [], ())


def read(field: CustomField, value: Any, *, is_plain: bool = False) -> Any:
    """Return what is kept of a value, None for a blank; numbers in people's notation, or in JSON's when `is_plain`.

    Raises `ValidationError` that says what was expected and what came.
    """
    value = value.strip() if isinstance(value, str) else value
    if value in _BLANKS:
        return None
    try:
        return _READ[field.type](field, value, is_plain)
    except (ValueError, TypeError, InvalidOperation, ValidationError) as error:
        came = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        told = {"name": field.label, "expected": _expected(field, is_plain), "value": came[:60]}
        raise ValidationError(_("%(name)s: expected %(expected)s, got “%(value)s”.") % told, code="invalid") from error


def read_object(record: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Read the `custom` object of the API; every fault names its field."""
    kept: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for code, value in (given or {}).items():
        field = find(record, code)
        if field is None or field.is_retired:
            known = ", ".join(one.code for one in active(record)) or _("none")
            text = _("There is no custom field “%(code)s”. Those in use: %(known)s.")
            faults[f"custom.{code}"] = [text % {"code": code, "known": known}]
            continue
        try:
            kept[code] = read(field, value, is_plain=True)
        except ValidationError as error:
            faults[f"custom.{code}"] = error.messages
    if faults:
        raise ValidationError(faults)
    return kept


def refuse_blanks(record: str, given: Mapping[str, Any] | None, *, is_new: bool, closed: Collection[str] = ()) -> None:
    """Refuse to leave a required field blank: in a new record, and where it is emptied; `closed` ones nobody can fill.

    Raises `ValidationError` that names every such field.
    """
    kept = given or {}
    asked = [one for one in active(record) if one.is_required and f"custom.{one.code}" not in closed]
    blank = [one for one in asked if kept.get(one.code) is None and (is_new or one.code in kept)]
    if blank:
        text = _("%(name)s is required.")
        raise ValidationError({f"custom.{one.code}": [text % {"name": one.label}] for one in blank})


def merged(before: Mapping[str, Any] | None, given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Lay the given values over those of a record; a None takes one away."""
    both = {**(before or {}), **(given or {})}
    return {code: value for code, value in both.items() if value is not None} or None


def restore_custom(row: Any, name: str, latest: str | None, old: str | None) -> bool:
    """Put a custom field back to what the history says it was, unless it holds something newer."""
    code = name.partition(".")[2]
    now = (row.custom or {}).get(code)
    if now != (None if latest is None else json.loads(latest)):
        return False
    row.custom = merged(row.custom, {code: None if old is None else json.loads(old)})
    return True


def typed(field: CustomField, kept: Any) -> Any:
    """Return a kept value as lists and files show it: Decimal, date, label, bool."""
    if kept is None:
        return None
    if field.type in ("number", "money"):
        return Decimal(str(kept))
    if field.type == "date":
        return parse_date(kept)
    if field.has_choices:
        labels = field.choice_labels()
        codes = kept if isinstance(kept, list) else [kept]
        return ", ".join(labels.get(code, code) for code in codes)
    return kept


def in_words(field: CustomField, kept: Any) -> str:
    """Write a kept value for people."""
    value = typed(field, kept)
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case Decimal():
            return numbers.money(value) if field.type == "money" else numbers.in_full(value)
        case date():
            return date_format(value, "SHORT_DATE_FORMAT")
        case _:
            return str(value)


def written(field: CustomField, kept: Any) -> Any:
    """Write a kept value into an input: a number with the reader's decimal mark."""
    if field.type in ("number", "money") and kept is not None:
        return str(kept).replace(".", ",") if numbers.language().startswith("pt") else str(kept)
    return kept


def _text(field: CustomField, value: Any, is_plain: bool) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError
    return " ".join(value.replace("\0", "").split())


def _number(field: CustomField, value: Any, is_plain: bool) -> str:
    if isinstance(value, bool):
        raise TypeError
    is_text = isinstance(value, str)
    amount = read_amount(value) if is_text and not is_plain else Decimal(str(value))
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise ValueError
    places = Decimal("0.01") if field.type == "money" else Decimal("0.000001")
    exact = amount.quantize(places)
    return format(exact if field.type == "money" else exact.normalize(), "f")


def _date(field: CustomField, value: Any, is_plain: bool) -> str:
    day = value if isinstance(value, date) else parse_date(value)
    if day is None or not 1000 <= day.year <= 9999:
        raise ValueError
    return day.isoformat()[:10]


_NAMES = ("code", "pt", "en")


def _choice(field: CustomField, value: Any, is_plain: bool) -> str:
    return _code_of(field, value)


def _code_of(field: CustomField, value: Any) -> str:
    """Return the code of a choice that is given by its code, or by its label in either language, in any case."""
    if not isinstance(value, str):
        raise TypeError
    if value in {one["code"] for one in field.choices}:
        return value
    said = value.strip().casefold()
    in_use = [one for one in field.choices if not one.get("retired")]
    found = [one["code"] for one in in_use if said in {str(one.get(name) or "").casefold() for name in _NAMES}]
    if len(found) != 1:
        raise ValueError
    return found[0]


def _several(field: CustomField, value: Any, is_plain: bool) -> list[str]:
    given = [value] if isinstance(value, str) else list(value)
    asked = {_code_of(field, one) for one in given}
    return [one["code"] for one in field.choices if one["code"] in asked]


def _link(field: CustomField, value: Any, is_plain: bool) -> str:
    address = value if "://" in value or value.lower().startswith("javascript:") else f"https://{value}"
    if len(address) > LONGEST:
        raise ValueError
    URLValidator(["http", "https"])(address)
    return address


def _flag(field: CustomField, value: Any, is_plain: bool) -> bool:
    if isinstance(value, bool):
        return value
    told = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if told is None:
        raise ValueError
    return told


_READ: dict[str, Callable[[CustomField, Any, bool], Any]] = {
    "text": _text,
    "number": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "several": _several,
    "link": _link,
    "flag": _flag,
}


def _expected(field: CustomField, is_plain: bool) -> str:
    if field.has_choices:
        labels = field.choice_labels(with_retired=False)
        return _("one of: %(some)s") % {"some": ", ".join(labels if is_plain else labels.values())[:200]}
    if is_plain and field.type in ("number", "money"):
        return _("a number such as 1234.50")
    if is_plain and field.type == "flag":
        return _("true or false")
    return {
        "text": _("a text of at most 500 letters"),
        "number": _("a number such as 1,234.5"),
        "money": _("an amount such as 1,234.50"),
        "date": _("a day such as 2026-01-31"),
        "link": _("a web address such as https://example.com"),
        "flag": _("yes or no"),
    }[field.type]
