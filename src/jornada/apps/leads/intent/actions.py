"""Writes of answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import Place, may_change
from jornada.apps.leads.intent import standings
from jornada.apps.leads.intent.models import IntentAnswer
from jornada.apps.leads.intent.queries import KnownTest
from jornada.apps.leads.intent.words import label, value_words
from jornada.apps.leads.temperature.actions import sound_instant, state_time_frame
from jornada.apps.leads.temperature.queries import company_zone, day_of
from jornada.apps.org.edits import refuse_unless
from jornada.rules.intent_test import Question, Value
from jornada.rules.intent_test_json import value_to_json

ANSWERED = "intent.answered"
LONGEST = 1000


def answer(
    user: Any,
    place: Place,
    known: KnownTest,
    values: Mapping[str, Value],
    *,
    at: datetime | None = None,
    touch: Touch | None = None,
) -> list[IntentAnswer]:
    """Keep answers to some of the questions: in a touch of their own, or in the one in which they were given."""
    if not may_change(user, place):
        raise PermissionDenied
    refuse_unless(bool(values), _("Answer one question at least."))
    at = sound_instant(at or (touch.at if touch else timezone.now()))
    given = {code: _checked(known, code, value) for code, value in values.items()}
    with transaction.atomic():
        touch = touch or record_touch(user, ANSWERED, at=at, note=_note(known, given), **place.ids)
        rows = [_row(place, known, code, value, touch, at) for code, value in given.items()]
        IntentAnswer.objects.bulk_create(rows)
        _state_time_frame(user, place, known, given, touch, at)
        standings.refresh([place.ids["thread"] or 0])
        lead = getattr(place.thread, "lead", None)
        if lead is not None:
            standings.qualify_if_passed(user, lead)
    return rows


def withdraw(user: Any, place: Place, touch: Touch) -> None:
    """Take the answers of a touch back, with the touch when it holds nothing else."""
    if not may_change(user, place):
        raise PermissionDenied
    refuse_unless(
        touch.activity.code == ANSWERED,
        _("These answers were given in a touch with more in it: void that touch instead."),
    )
    void_touch(user, touch, _("Answers withdrawn"))
    standings.refresh([place.ids["thread"] or 0])


def _row(place: Place, known: KnownTest, code: str, value: Value, touch: Touch, at: datetime) -> IntentAnswer:
    return IntentAnswer(
        thread=place.thread,
        test=known.test,
        version=known.version,
        question=code,
        value=value_to_json(value),
        touch=touch,
        contact=place.contact,
        at=at,
    )


def _checked(known: KnownTest, code: str, value: Value) -> Value:
    """Refuse answers that the question cannot have, naming it."""
    question = known.rule.question(code)
    refuse_unless(question is not None, _("%(test)s has no question “%(code)s”.") % {"test": known.test, "code": code})
    expected = _expected(question, value)  # type: ignore[arg-type]
    said = _("%(question)s expects %(expected)s; got “%(came)s”.")
    refuse_unless(
        not expected,
        said % {"question": label(question), "expected": expected, "came": value},  # type: ignore[arg-type]
    )
    return value.strip()[:LONGEST] if isinstance(value, str) else value


def _expected(question: Question, value: Value) -> str:
    """Say what a question expects, when a value is not that."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match question.kind:
        case "choice" if question.option(value) is None:
            return _("one of %(codes)s") % {"codes": ", ".join(option.code for option in question.options)}
        case "yes_no" if not isinstance(value, bool):
            return _("yes or no")
        case "date" if not isinstance(value, date) or not 1970 <= value.year <= 2199:
            return _("a day such as 2026-01-31")
        case "money" if not is_number or not 0 <= float(value) < 1e15:  # type: ignore[arg-type]
            return _("an amount of 0 or more")
        case "text" if not isinstance(value, str) or not value.strip():
            return _("a text")
    return ""


def _note(known: KnownTest, given: Mapping[str, Value]) -> str:
    lines = [
        f"{label(question)} {value_words(question, given[question.code])}"
        for question in known.rule.questions
        if question.code in given
    ]
    return "\n".join([str(known.test), *lines])


def _state_time_frame(
    user: Any, place: Place, known: KnownTest, given: Mapping[str, Value], touch: Touch, at: datetime
) -> None:
    """A day by which they decide is a time frame like any other: the temperature follows from it."""
    for question in known.rule.questions:
        day = given.get(question.code)
        if question.is_time_frame and isinstance(day, date):
            has_passed = _("%(question)s: this day has passed.") % {"question": label(question)}
            refuse_unless(day >= day_of(at, company_zone()), has_passed)
            state_time_frame(user, place, "planned", ends_on=day, at=at, touch=touch)
