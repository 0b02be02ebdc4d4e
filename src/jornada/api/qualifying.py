"""What qualifies a lead: when the buyer wants to decide, and intent tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from jornada.api.lookups import found, references
from jornada.api.schemas import Strict
from jornada.apps.interactions.places import Place
from jornada.apps.leads.intent import actions as intent_actions
from jornada.apps.leads.intent import queries as intent
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.temperature import actions as temperature_actions
from jornada.apps.leads.temperature import queries as temperature
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import visible_opportunities
from jornada.rules.intent_test_json import value_to_json
from jornada.ui.api_moments import AwareMoment

router = Router(tags=["leads"])
opportunities = Router(tags=["opportunities"])
tests = Router(tags=["leads"])
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class TimeFrameIn(Strict):
    intent: Literal["now", "planned", "interest"]
    ends_on: date | None = Field(None, description="decides by this day; needed with `planned`")
    starts_on: date | None = Field(None, description="and not before this one")
    contact_id: int | None = Field(None, description="who said it; the contact of the lead when left out")
    words: Words = ""
    at: AwareMoment | None = Field(None, description="when it was said; now when left out")


class TimeFrameOut(Schema):
    id: int
    intent: str
    starts_on: date | None
    ends_on: date | None
    contact_id: int | None
    words: str
    at: datetime
    touch_id: int


class TemperatureOut(Schema):
    temperature: str | None
    why: str = Field(
        description="says_now, near, due, soon, far, passed, now_is_over, no_date, accepted, accepted_before, "
        "asked, seen, replied, interest, nothing; private when what was stated in a private touch of others decides"
    )
    day: date | None = Field(description="the day that decided")
    changes_on: date | None = Field(description="the day on which it may change though nothing happens")
    time_frames: list[TimeFrameOut] = Field(
        description="what was stated, the latest first; it decides. Private ones of others count and are left out"
    )


@router.get("/{int:pk}/temperature", response=TemperatureOut)
def read_temperature(request: HttpRequest, pk: int) -> Any:
    """Say how hot a lead is, and why."""
    lead = lead_of(request, pk)
    stated = temperature.history_of(lead.thread_id, request.auth)
    warmth = temperature.temperature_for(lead, stated)
    return {
        "temperature": warmth.heat,
        "why": warmth.why,
        "day": warmth.day,
        "changes_on": warmth.changes_on,
        "time_frames": [row for row, is_hidden in stated if not is_hidden],
    }


@router.post("/{int:pk}/time-frames", response={201: TimeFrameOut})
def state_time_frame(request: HttpRequest, pk: int, payload: TimeFrameIn) -> Any:
    """Note when the buyer wants to decide."""
    lead, values = lead_of(request, pk), references(request.auth, payload.dict())
    contact = values.pop("contact") or lead.contact
    place = Place(lead.account, contact, lead.thread)
    return Status(201, temperature_actions.state_time_frame(request.auth, place, **values))


@router.delete("/{int:pk}/time-frames/{int:frame}", response={204: None})
def withdraw_time_frame(request: HttpRequest, pk: int, frame: int) -> Any:
    """Take a statement back; the one before it counts again."""
    lead = lead_of(request, pk)
    rows = temperature.withdrawable(request.auth).filter(thread=lead.thread_id)
    place = Place(lead.account, lead.contact, lead.thread)
    temperature_actions.withdraw_time_frame(request.auth, found(rows, frame), place)
    return Status(204, None)


class OptionOut(Schema):
    code: str
    en: str
    pt: str
    points: float
    counts: bool


class IntentQuestionOut(Schema):
    code: str
    en: str
    pt: str
    kind: str = Field(description="choice, yes_no, text, date, money")
    is_required: bool
    points: float
    options: list[OptionOut]
    is_time_frame: bool


class TestOut(Schema):
    code: str
    name: str
    version: int
    qualifies: bool = Field(description="passing it makes an accepted lead an SQL")
    least_met: int
    least_points: float
    questions: list[IntentQuestionOut]


class AnswerOut(Schema):
    question: str
    value: Any
    is_met: bool
    points: float
    at: datetime
    touch_id: int
    contact_id: int | None


class StandingOut(Schema):
    test: str
    status: Literal["open", "passed", "failed"]
    met: int | None = Field(description="null where answers of private touches of others count")
    points: float | None = Field(description="null where answers of private touches of others count")
    answers: list[AnswerOut] = Field(description="those that you may see; private ones of others count too")


class AnswersIn(Strict):
    answers: dict[str, str | bool | float] = Field(
        description="by code of the question: an option's code, true or false, a text, a day (2026-01-31), an amount"
    )
    contact_id: int | None = Field(None, description="who answered; the contact of the record when left out")
    at: AwareMoment | None = None


@tests.get("/", response=list[TestOut])
def list_tests(request: HttpRequest) -> Any:
    """List the intent tests in use, with their questions."""
    return [
        {
            "code": known.test.code,
            "name": str(known.test),
            "version": known.version.number,
            "qualifies": known.test.qualifies,
            "least_met": known.rule.least_met,
            "least_points": known.rule.least_points,
            "questions": known.rule.questions,
        }
        for known in intent.tests_in_use()
    ]


@router.get("/{int:pk}/intent-tests", response=list[StandingOut])
def tests_of_lead(request: HttpRequest, pk: int) -> Any:
    """Say how each intent test stands on a lead."""
    return _standings(request, lead_of(request, pk).thread_id)


@router.post("/{int:pk}/intent-tests/{code}", response=list[StandingOut])
def answer_for_lead(request: HttpRequest, pk: int, code: str, payload: AnswersIn) -> Any:
    """Keep answers to some questions of a test; a passed one makes an accepted lead an SQL."""
    return _answer(request, lead_of(request, pk), code, payload)


@opportunities.get("/{int:pk}/intent-tests", response=list[StandingOut])
def tests_of_opportunity(request: HttpRequest, pk: int) -> Any:
    """Say how each intent test stands on an opportunity, which continues the thread of its lead."""
    return _standings(request, _opportunity(request, pk).thread_id)


@opportunities.post("/{int:pk}/intent-tests/{code}", response=list[StandingOut])
def answer_for_opportunity(request: HttpRequest, pk: int, code: str, payload: AnswersIn) -> Any:
    """Keep answers to some questions of a test."""
    return _answer(request, _opportunity(request, pk), code, payload)


def _answer(request: HttpRequest, record: Lead | Opportunity, code: str, payload: AnswersIn) -> Any:
    known = intent.test_in_use(code)
    if known is None:
        codes = ", ".join(each.test.code for each in intent.tests_in_use())
        raise ValidationError(
            {"code": [_("There is no intent test “%(code)s”; there are: %(codes)s.") % {"code": code, "codes": codes}]}
        )
    contact = references(request.auth, {"contact_id": payload.contact_id})["contact"] or record.contact
    place = Place(record.account, contact, record.thread)
    intent_actions.answer(request.auth, place, known, _typed(known, payload.answers), at=payload.at)
    return _standings(request, record.thread_id)


def _typed(known: intent.KnownTest, answers: dict[str, Any]) -> dict[str, Any]:
    """Read days; what is none stays as it came and is refused with what was expected."""
    dates = {question.code for question in known.rule.questions if question.kind == "date"}
    return {
        code: _day(value) or value if code in dates and isinstance(value, str) else value
        for code, value in answers.items()
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _standings(request: HttpRequest, thread_id: int) -> list[dict[str, Any]]:
    given = intent.seen_on(thread_id, request.auth)
    return [_standing(known, given.get(known.test.pk, {})) for known in intent.tests_in_use()]


def _standing(known: intent.KnownTest, given: dict[str, intent.Given]) -> dict[str, Any]:
    result = intent.result_on(known, given)
    rows = [
        {
            "question": line.question.code,
            "value": value_to_json(line.answer.value),
            "is_met": line.is_met,
            "points": line.points,
            "at": given[line.question.code].row.at,
            "touch_id": given[line.question.code].row.touch_id,
            "contact_id": given[line.question.code].row.contact_id,
        }
        for line in result.lines
        if line.answer is not None and not given[line.question.code].is_hidden
    ]
    is_whole = not any(each.is_hidden for each in given.values())
    counts = {"met": result.met, "points": result.points} if is_whole else {"met": None, "points": None}
    return {"test": known.test.code, "status": result.status, **counts, "answers": rows}


def _opportunity(request: HttpRequest, pk: int) -> Opportunity:
    rows = visible_opportunities(request.auth).select_related("account__owner", "contact__owner", "thread", "owner")
    return found(rows, pk)


def lead_of(request: HttpRequest, pk: int) -> Lead:
    rows = visible_leads(request.auth).select_related("account__owner", "contact__owner", "thread", "owner", "source")
    return found(rows, pk)
