"""The hand-off: one's queue, every way to answer, what Marketing owes, agreements in force."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field, StringConstraints

from jornada.api.lookups import found
from jornada.api.schemas import Strict
from jornada.apps.handoff import offers, queries, refusals, unaccept, unrefuse
from jornada.apps.handoff.clock_views import clocks_of
from jornada.apps.handoff.models import Offer, Question, RefusalReply
from jornada.apps.handoff.queue import by_value, with_clocks
from jornada.apps.leads.scoring.ranking import Ranked, require_scores
from jornada.rules.ranking import Basis

router = Router(tags=["handoff"])
MOST = 500
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Rating = Annotated[int, Field(ge=1, le=5)]


class OfferOut(Schema):
    """An offer; times are working time in seconds, null where no agreement says by when."""

    id: int
    lead_id: int
    to_user_id: int | None
    status: str
    agreement: str | None
    version: int | None
    note: str
    is_hot: bool
    offered_at: datetime
    due_at: datetime | None
    used_seconds: int | None
    allowed_seconds: int | None
    answered_at: datetime | None
    is_late: bool
    reason: str | None
    rating: int | None
    return_on: date | None
    missing: list[str]


class UrgencyOut(Schema):
    """What made a lead more or less urgent: above 1 more, below 1 less; the text is in your language."""

    code: str
    factor: float
    text: str


class RankOut(Schema):
    """Why an offer stands where it does: the chance of converting, what that rests on, and how urgent it is."""

    chance: float | None = Field(description="null where the basis is unknown: no score counts, no past is known")
    basis: Basis
    urgency: float
    reasons: list[UrgencyOut]


class QueuedOut(OfferOut):
    """An offer of the queue; with its rank when the queue was asked for by value."""

    rank: RankOut | None


class Accepting(Strict):
    rating: Rating | None = None


class Refusing(Strict):
    reason: Text
    note: Note = ""
    rating: Rating | None = None


class Asking(Strict):
    text: Text


class HandingBack(Strict):
    return_on: date
    note: Note = ""


class QuestionOut(Schema):
    id: int
    offer_id: int
    text: str
    asked_at: datetime
    due_at: datetime | None
    answer: str
    answered_at: datetime | None


class RefusalAnswer(Strict):
    change: Literal["nothing", "criterion", "source", "data", "nurture", "routing", "other"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class RefusalOut(Schema):
    """A refusal and Marketing's answer; the id is that of the offer."""

    id: int
    lead_id: int
    reason: str | None
    note: str
    rating: int | None
    refused_at: datetime | None
    due_at: datetime | None
    change: str
    answer: str
    answered_at: datetime | None


class AgreementOut(Schema):
    id: int
    name: str
    version: int
    in_force_at: datetime | None
    terms: dict[str, Any]


@router.get("/queue", response=list[QueuedOut])
def my_queue(request: HttpRequest, order: Literal["clock", "value"] = "clock") -> Any:
    """List the offers that wait for your answer: the first to fall due first, or by value and urgency, with reasons."""
    offers_, now = queries.queue_of(request.auth), timezone.now()
    if order == "clock":
        return [{**shape, "rank": None} for shape in _out(list(with_clocks(offers_)[:MOST]))]
    require_scores(request.auth)
    found = by_value(offers_, now, MOST)
    shapes = _out([offer for offer, _rank in found])
    return [{**shape, "rank": _rank_out(rank)} for shape, (_offer, rank) in zip(shapes, found, strict=True)]


@router.get("/offers/{int:pk}", response=OfferOut)
def read_offer(request: HttpRequest, pk: int) -> Any:
    return _one(_offer(request, pk))


@router.post("/offers/{int:pk}/accept", response=OfferOut)
def accept(request: HttpRequest, pk: int, payload: Accepting) -> Any:
    """Take the lead; of several who try at once, one is first and the others are told who (409)."""
    offer = _offer(request, pk)
    _require_rating(offer, payload.rating)
    return _one(offers.accept(request.auth, offer, payload.rating))


@router.post("/offers/{int:pk}/refuse", response=OfferOut)
def refuse(request: HttpRequest, pk: int, payload: Refusing) -> Any:
    """Give the lead back; the reason is a code of the list, its label, or words of one's own."""
    offer = _offer(request, pk)
    _require_rating(offer, payload.rating)
    reason, words = queries.reason_of(payload.reason)
    return _one(offers.refuse(request.auth, offer, reason, payload.note or words, payload.rating))


@router.post("/offers/{int:pk}/unrefuse", response=OfferOut)
def unrefuse_offer(request: HttpRequest, pk: int) -> Any:
    """Take your own refusal of the last half hour back; 409 once Marketing has answered, or the lead went on."""
    return _one(unrefuse.take_back(request.auth, _offer(request, pk)))


@router.post("/offers/{int:pk}/unaccept", response=OfferOut)
def unaccept_offer(request: HttpRequest, pk: int) -> Any:
    """Take your own acceptance of the last half hour back; 409 once something was done with the lead."""
    return _one(unaccept.take_back(request.auth, _offer(request, pk)))


@router.post("/offers/{int:pk}/ask", response=QuestionOut)
def ask(request: HttpRequest, pk: int, payload: Asking) -> Any:
    """Ask Marketing; your clock stands still until the answer."""
    return offers.ask(request.auth, _offer(request, pk), payload.text)


@router.post("/offers/{int:pk}/back", response=OfferOut)
def hand_back(request: HttpRequest, pk: int, payload: HandingBack) -> Any:
    """Hand the lead back until a day; it is offered again then."""
    return _one(offers.hand_back(request.auth, _offer(request, pk), payload.return_on, payload.note))


@router.get("/questions", response=list[QuestionOut])
def questions(request: HttpRequest) -> Any:
    """List what Sales asked and you may answer."""
    return list(queries.questions_to_answer(request.auth)[:MOST])


@router.post("/questions/{int:pk}/answer", response=QuestionOut)
def answer(request: HttpRequest, pk: int, payload: Asking) -> Any:
    """Answer a question; the clock of Sales goes on."""
    visible = queries.visible_offers(request.auth).values("pk")
    rows = Question.objects.filter(offer__in=visible).select_related("offer__lead__owner")
    return offers.give_information(request.auth, found(rows, pk), payload.text)


@router.get("/refusals", response=list[RefusalOut])
def refused(request: HttpRequest, state: Literal["open", "late", "answered", "all"] = "open") -> Any:
    """List the refusals that you may see; those that wait for Marketing's answer unless told otherwise."""
    rows = refusals.ordered(refusals.refusals(request.auth, timezone.now(), state=state), state)
    return [_refusal(row) for row in rows[:MOST]]


@router.post("/refusals/{int:pk}/answer", response=RefusalOut)
def answer_refusal(request: HttpRequest, pk: int, payload: RefusalAnswer) -> Any:
    """Say what Marketing does about a refusal, and what it changed."""
    rows = refusals.refusals(request.auth, timezone.now()).select_related(*refusals.RELATED)
    row = found(rows, pk)
    return _refusal(offers.reply_to_refusal(request.auth, row, payload.text, change=payload.change))


@router.get("/agreements", response=list[AgreementOut])
def agreements(request: HttpRequest) -> Any:
    """List what is in force, with its terms; working time in minutes."""
    return [
        {
            "id": version.agreement_id,
            "name": version.agreement.name,
            "version": version.number,
            "in_force_at": version.in_force_at,
            "terms": version.terms,
        }
        for version in queries.versions_in_force()
    ]


def _refusal(row: RefusalReply) -> dict[str, Any]:
    offer = row.offer
    return {
        "id": row.pk,
        "lead_id": offer.lead_id,
        "reason": offer.reason.code if offer.reason else None,
        "note": offer.answer_note,
        "rating": offer.rating,
        "refused_at": offer.answered_at,
        "due_at": row.due_at,
        "change": row.change,
        "answer": row.text,
        "answered_at": row.replied_at,
    }


def _rank_out(ranked: Ranked) -> dict[str, Any]:
    """Tell what is behind a rank, but not the points: by the chance beside them they would tell what deals bring."""
    rank = ranked.rank
    said = zip(rank.reasons, ranked.reasons, strict=True)
    reasons = [{"code": code, "factor": factor, "text": text} for (code, factor), text in said]
    chance = None if rank.basis == "unknown" else rank.chance
    return {"chance": chance, "basis": rank.basis, "urgency": rank.urgency, "reasons": reasons}


def _require_rating(offer: Offer, rating: int | None) -> None:
    if rating is None and offer.owes_rating:
        raise HttpError(422, _("The agreement asks for a rating from 1 to 5 with the answer."))


def _offer(request: HttpRequest, pk: int) -> Offer:
    return found(with_clocks(queries.visible_offers(request.auth)), pk)


def _one(offer: Offer) -> dict[str, Any]:
    return _out(list(with_clocks(Offer.objects.filter(pk=offer.pk))))[0]


def _out(rows: list[Offer]) -> list[dict[str, Any]]:
    clocks = clocks_of(rows, timezone.now())
    return [_shape(row, clocks.get(row.pk)) for row in rows]


def _shape(row: Offer, clock: Any) -> dict[str, Any]:
    same = ("id", "lead_id", "status", "note", "is_hot", "offered_at", "due_at", "answered_at", "rating", "return_on")
    return {
        **{name: getattr(row, name) for name in same},
        "to_user_id": row.to_id,
        "agreement": row.version.agreement.name if row.version else None,
        "version": row.version.number if row.version else None,
        "used_seconds": clock.used if clock else None,
        "allowed_seconds": clock.allowed if clock else None,
        "is_late": row.is_breached or bool(clock and row.status in Offer.OPEN and clock.level == 3),
        "reason": row.reason.code if row.reason else None,
        "missing": row.missing,
    }
