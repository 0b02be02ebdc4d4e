"""What can be wrong with a touch, in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "unknown_activity": _("there is no activity “%(value)s”; choose one of the catalogue"),
    "unknown_channel": _("there is no channel “%(value)s”"),
    "unknown_direction": _("the direction is “in” or “out”, not “%(value)s”"),
    "unknown_by": _("“%(value)s” is none of buyer, marketing, sales, service, system"),
    "unknown_outcome": _("“%(value)s” is none of none, attempt, connection, meaningful"),
    "unknown_role": _("there is no buying role “%(value)s”"),
    "unknown_account": _("there is no account with id %(value)s"),
    "unknown_contact": _("there is no contact with id %(value)s"),
    "unknown_thread": _("there is no thread with id %(value)s"),
    "unknown_product": _("there is no product with id %(value)s"),
    "unknown_user": _("there is no user with id %(value)s"),
    "no_subject": _("a touch needs an account, a contact or a thread"),
    "time_missing": _("a touch needs a date and time; this is “%(value)s”"),
    "time_without_zone": _("the time “%(value)s” has no time zone"),
    "time_too_early": _("the time “%(value)s” is before 1970"),
    "time_in_future": _("the time “%(value)s” lies in the future; plan a task instead"),
    "value_not_a_number": _("the value “%(value)s” is not a number"),
    "key_too_long": _("the key “%(value)s” is longer than 120 characters"),
}


class TouchFault(NamedTuple):
    """What is wrong with one row: its place in what was given (from 0), a code, and the value that came."""

    row: int
    code: str
    value: Any = None

    @property
    def message(self) -> str:
        return str(SENTENCES[self.code]) % {"value": self.value}


class InvalidTouchesError(ValueError):
    """Some rows cannot be touches; nothing was written."""

    def __init__(self, faults: list[TouchFault]) -> None:
        self.faults = faults
        shown = "; ".join(gettext("row %(row)s: %(what)s") % {"row": f.row + 1, "what": f.message} for f in faults[:5])
        super().__init__(shown if len(faults) <= 5 else f"{shown}; … ({len(faults)})")


class CannotVoidError(ValueError):
    """A touch that is void already, or is itself a voiding, cannot be voided."""
