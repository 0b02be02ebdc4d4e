"""What does not fit the form of a request, field by field: what was expected, what came; in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable
from json import JSONDecodeError
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext

# What comes before the name of a field: the part of the request, then what we call all of a body.
PARTS, WHOLE = ("body", "query", "path", "form", "file"), ("payload",)
LONGEST, NEAR = 200, 30
_NUMBER, _WHOLE, _OBJECT = _("Expected a number."), _("Expected a whole number."), _("Expected an object.")
_DAY = _("Expected a day, such as 2026-03-01.")
_MOMENT = _("Expected a moment with its time zone, such as 2026-03-01T14:30:00-03:00.")
# By the types of pydantic's errors; what is not among them is told as pydantic does.
SENTENCES = {
    "missing": _("This field is missing."),
    "extra_forbidden": _("There is no such field here; the description of the API names those there are."),
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_max_digits": _("Expected at most %(max_digits)s digits."),
    "decimal_max_places": _("Expected at most %(decimal_places)s digits after the point."),
    "decimal_whole_digits": _("Expected at most %(whole_digits)s digits before the point."),
    "bool_parsing": _("Expected true or false."),
    "bool_type": _("Expected true or false."),
    "string_type": _("Expected a text."),
    "string_unicode": _("Expected a text of whole characters; half of one came (U+D800 to U+DFFF)."),
    "string_too_long": _("Expected at most %(max_length)s characters."),
    "string_too_short": _("Expected at least %(min_length)s characters."),
    "string_pattern_mismatch": _("Expected a text of the form %(pattern)s."),
    "list_type": _("Expected a list."),
    "too_long": _("Expected at most %(max_length)s entries."),
    "too_short": _("Expected at least %(min_length)s entries."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "literal_error": _("Expected one of these: %(expected)s."),
    "enum": _("Expected one of these: %(expected)s."),
    "greater_than_equal": _("Expected %(ge)s or more."),
    "greater_than": _("Expected more than %(gt)s."),
    "less_than_equal": _("Expected %(le)s or less."),
    "less_than": _("Expected less than %(lt)s."),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
}


class TellingAPI(NinjaAPI):
    """Keeps with an error of the form what came; Ninja takes it out."""

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext]) -> ValidationError:
        """Gather the errors of all parts of a request."""
        told = super().validation_error_from_error_contexts(error_contexts)
        came = [one for context in error_contexts for one in context.pydantic_validation_error.errors()]
        return ValidationError([{**error, "input": one["input"]} for error, one in zip(told.errors, came, strict=True)])


def faults_of_schema(errors: Iterable[Any]) -> list[dict[str, str]]:
    """Say field by field what does not fit the form."""
    return [_fault(item) for item in errors]


def unreadable(cause: BaseException) -> str:
    """Say where a body stops being JSON, and what stands there."""
    if isinstance(cause, JSONDecodeError):
        near = cause.doc[cause.pos : cause.pos + NEAR]
        place = {"line": cause.lineno, "column": cause.colno, "near": near}
        if not near:
            return gettext("The JSON ends too early, at line %(line)s, column %(column)s.") % place
        return gettext("Expected JSON; it cannot be read on from line %(line)s, column %(column)s: %(near)s") % place
    if isinstance(cause, UnicodeDecodeError):
        return gettext("Expected JSON in UTF-8; byte %(place)s is none of it.") % {"place": cause.start + 1}
    if isinstance(cause, RecursionError):
        return gettext("The JSON has too many levels, one in the other.")
    return gettext("Send JSON with Content-Type: application/json.")


def _fault(item: dict[str, Any]) -> dict[str, str]:
    place = _place(item)
    # Of a field that is missing pydantic shows all that came instead.
    came = "" if item.get("type") == "missing" else str(item.get("input", ""))[:LONGEST]
    return {"field": ".".join(place), "message": _sentence(item), "got": came}


def _place(item: dict[str, Any]) -> list[str]:
    place = [str(part) for part in item.get("loc", ())]
    for names in (PARTS, WHOLE):
        place = place[1:] if place and place[0] in names else place
    return place


def _sentence(item: dict[str, Any]) -> str:
    kind, more = item.get("type", ""), item.get("ctx", {})
    if kind == "missing" and not _place(item):
        return gettext("The body is missing: send JSON.")
    if kind == "value_error" and "error" in more:
        return str(more["error"])
    if kind not in SENTENCES:
        # What pydantic says is English; the field and what came stand beside.
        said = str(item.get("msg", ""))
        return said if (get_language() or "").startswith("en") else gettext("This value does not fit here.")
    if "expected" in more:
        more = {**more, "expected": str(more["expected"]).replace(" or ", ", ")}
    return str(SENTENCES[kind]) % more
