"""What is wrong with a field of a form: what was expected, in our words wherever Django would speak with its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    URLValidator,
)
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jornada.ui.numbers import number

_FAR = 10**9  # where a limit is the database's, and nobody's wish
_DIGITS = {"max_digits", "max_decimal_places", "max_whole_digits"}
_KINDS = (
    forms.Field, forms.DateField, forms.DateTimeField, forms.IntegerField, forms.FloatField, forms.DecimalField,
    forms.URLField,
)  # fmt: skip
_DEFAULTS = {id(message) for kind in _KINDS for message in kind.default_error_messages.values()} | {
    id(kind.message)
    for kind in (MinValueValidator, MaxValueValidator, MaxLengthValidator, EmailValidator, URLValidator)
}


def faults(bound: forms.BoundField) -> list[str]:
    """Say what is wrong with a bound field, each thing once."""
    errors = bound.errors.as_data() if bound.errors else []
    if any(error.code in ("min_value", "max_value") for error in errors):
        errors = [error for error in errors if error.code not in _DIGITS]
    said = [text for error in errors for text in (_own(bound, error) or error.messages)]
    return list(dict.fromkeys(said))


def _own(bound: forms.BoundField, error: ValidationError) -> list[str]:
    """Say a fault in our words; nothing when the form gave it words of its own."""
    if not hasattr(error, "message") or id(error.message) not in _DEFAULTS:
        return []
    if error.code == "required":
        return [_("Fill this in: %(name)s.") % {"name": bound.label}]
    if error.code == "max_length" and error.params:
        counts = {"most": number(error.params["limit_value"]), "came": number(error.params["show_value"])}
        return [_("At most %(most)s characters fit; these are %(came)s.") % counts]
    said = _expected(bound.field)
    return [said] if said else []


def _expected(field: Any) -> str:
    day = date_format(date(2026, 12, 31), "SHORT_DATE_FORMAT")
    if isinstance(field, forms.DateTimeField):
        return _("Expected a day and a time, such as %(example)s.") % {"example": f"{day} 14:30"}
    if isinstance(field, forms.DateField):
        return _("Expected a day, such as %(example)s.") % {"example": day}
    if isinstance(field, forms.EmailField):
        return _("Expected an e-mail address, such as ana@example.com.")
    if isinstance(field, forms.URLField):
        return _("Expected an address, such as https://example.com.")
    return _range(field) if isinstance(field, forms.IntegerField) else ""


def _range(field: Any) -> str:
    """Say between what a number is expected."""
    least, most = _limit(field, MinValueValidator, max), _limit(field, MaxValueValidator, min)
    said = {"least": number(least), "most": number(most)}
    if type(field) is forms.IntegerField:
        if least is not None and most is not None:
            return _("Expected a whole number from %(least)s to %(most)s.") % said
        if least is not None:
            return _("Expected a whole number, %(least)s or more.") % said
        return _("Expected a whole number.")
    if least is not None and most is not None:
        return _("Expected a number from %(least)s to %(most)s.") % said
    return _("Expected a number, %(least)s or more.") % said if least is not None else _("Expected a number.")


def _limit(field: Any, kind: type, pick: Any) -> Any:
    found = [one.limit_value for one in field.validators if type(one) is kind and abs(one.limit_value) < _FAR]
    return pick(found) if found else None
