"""Temperatures and time frames in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from jornada.rules.temperature import Temperature

LABELS = {
    "hot": pgettext_lazy("temperature", "Hot"),
    "warm": pgettext_lazy("temperature", "Warm"),
    "cold": pgettext_lazy("temperature", "Cold"),
    "": pgettext_lazy("temperature", "Not known"),
}
TONES = {"hot": "bad", "warm": "warn", "cold": "info", "": "neutral"}
ICONS = {"hot": "flame", "warm": "temperature", "cold": "snowflake", "": "help"}


def statement_words(row: Any) -> str:
    """Say a statement in one sentence without its end."""
    if row.intent == "now":
        return _("Buys now")
    if row.intent == "interest":
        return _("Interested, names no time")
    if row.starts_on and row.starts_on != row.ends_on:
        return _("Decides between %(first)s and %(last)s") % {"first": _day(row.starts_on), "last": _day(row.ends_on)}
    return _("Decides by %(day)s") % {"day": _day(row.ends_on)}


def reason_words(found: Temperature) -> str:
    """Say why a lead is as hot as it is."""
    day = _day(found.day) if found.day else ""
    sentences = {
        "says_now": _("On %(day)s they said that they buy now."),
        "now_is_over": _("On %(day)s they said that they buy now, and nothing since: ask again."),
        "near": _("They decide by %(day)s: that is near."),
        "due": _("They wanted to decide by %(day)s: it is due, ask how it went."),
        "soon": _("They decide by %(day)s."),
        "far": _("They decide by %(day)s: that is far off."),
        "passed": _("They wanted to decide by %(day)s, and that has passed: ask for a new time."),
        "no_date": _("On %(day)s they were interested and named no time."),
        "asked": _("On %(day)s they asked for a demo, a trial or an offer."),
        "accepted": _("On %(day)s they accepted a proposal."),
        "accepted_before": _("On %(day)s they accepted a proposal, and it is not won yet: ask what is missing."),
        "seen": _("On %(day)s they opened a proposal."),
        "replied": _("On %(day)s they replied or called."),
        "interest": _("They show interest; nobody has asked yet when they want to decide."),
        "nothing": _("Nothing shows interest yet."),
        "private": _("What they said in a private touch decides; only its participants see it."),
    }
    return sentences[found.why] % {"day": day}


def change_words(found: Temperature) -> str:
    """Say when the temperature changes though nothing happens."""
    return _("Looked at again on %(day)s.") % {"day": _day(found.changes_on)} if found.changes_on else ""


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else "–"
