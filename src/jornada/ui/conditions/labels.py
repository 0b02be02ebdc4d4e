"""What the editor's own choices are called."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def group(code: str) -> str:
    return {"all": _("All of these hold"), "any": _("At least one holds"), "none": _("None of these holds")}[code]


def test(code: str, kind: str) -> str:
    if code == "within_days":
        return _("in the last … days")
    return {
        "is": pgettext("condition", "is"),
        "is_not": pgettext("condition", "is not"),
        "in": _("is one of"),
        "contains": _("contains"),
        "starts_with": _("starts with"),
        "at_least": _("at least"),
        "at_most": _("at most"),
        "between": _("between"),
        "before": pgettext("condition", "before"),
        "after": pgettext("condition", "after"),
        "is_set": _("is known"),
        "is_empty": _("is not known"),
    }[code]


def mode(code: str) -> str:
    return {
        "at_least": _("Did, at least"),
        "at_most": _("Did, at most"),
        "exactly": _("Did, exactly"),
        "never": _("Did not"),
    }[code]


def direction(code: str) -> str:
    return {"in": _("From the buyer"), "out": _("To the buyer")}[code]


def actor(code: str) -> str:
    return {
        "buyer": _("Buyer"),
        "marketing": _("Marketing"),
        "sales": _("Sales"),
        "service": _("Service"),
        "system": _("System"),
    }[code]


def outcome(code: str) -> str:
    return {
        "none": _("None"),
        "attempt": _("Attempt"),
        "connection": _("Connection"),
        "meaningful": _("Meaningful"),
    }[code]
