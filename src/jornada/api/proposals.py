"""Pipelines, pick lists of sales, lines of opportunities, proposals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from jornada.api.filters import Id
from jornada.api.lookups import found, references
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.schemas import Name, Short, Strict
from jornada.apps.market.models import Competitor
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.apps.sales import line_actions
from jornada.apps.sales.actions import today
from jornada.apps.sales.models import LossReason, Opportunity, Pipeline, Proposal
from jornada.apps.sales.proposals import actions
from jornada.apps.sales.proposals.queries import visible_proposals
from jornada.apps.sales.proposals.views import pdf_answer
from jornada.apps.sales.queries import pipelines, stages, visible_opportunities

lists = Router(tags=["opportunities"])
lines = Router(tags=["opportunities"])
proposals = Router(tags=["proposals"])
Off = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Long = Annotated[str, StringConstraints(max_length=5000)]


class StageOfPipeline(Schema):
    code: str
    label_en: str
    label_pt: str
    probability: float = Field(description="share won from here, 0 to 1")
    journey_stage: str
    card_limit: int | None
    stalled_days: int | None
    purpose: str
    exit_criteria: str = Field(description="evidence, one a line")


class PipelineOut(Schema):
    id: int
    name: str
    purpose: str
    is_default: bool
    stages: list[StageOfPipeline]


class Choice(Schema):
    id: int
    label_en: str
    label_pt: str
    is_active: bool


class LostReasonOut(Choice):
    asks_competitor: bool = Field(description="a loss for this reason should name the competitor")


class CompetitorOut(Schema):
    id: int
    name: str
    website: str
    is_active: bool


class LineIn(Strict):
    product_id: int | None = None
    description: Short = Field("", description="the product's name when left out")
    quantity: Decimal = Field(Decimal(1), gt=0, max_digits=12, decimal_places=3)
    unit_price: Decimal | None = Field(None, ge=0, max_digits=16, decimal_places=2, description="else the list price")
    discount: Percent = Field(Decimal(0), description="in percent")
    discount_amount: Off = Field(Decimal(0), description="off the line, in its currency; in place of `discount`")


class LineOut(Schema):
    id: int
    product_id: int | None
    description: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal = Field(description="in percent")
    discount_amount: Decimal = Field(description="in place of `discount`, off the line, in its currency")
    total: Decimal


class ProposalIn(Strict):
    language: Literal["pt-br", "en"] = "pt-br"
    discount: Percent = Field(Decimal(0), description="on the total, in percent")
    discount_amount: Off = Field(Decimal(0), description="off the total, in its currency; in place of `discount`")
    valid_until: date | None = None
    terms: Long = Field("", description="left out: those of the last version, or the usual ones of the language")


class ProposalOut(Schema):
    id: int
    opportunity_id: int
    version: int
    status: Literal["draft", "sent", "seen", "accepted", "refused", "expired", "withdrawn"]
    language: str
    currency: str
    discount: Decimal = Field(description="on the total, in percent")
    discount_amount: Decimal = Field(description="in place of `discount`, off the total, in its currency")
    subtotal: Decimal
    total: Decimal
    valid_until: date
    terms: str
    sent_at: datetime | None
    seen_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    lines: list[LineOut]


class AnswerIn(Strict):
    answer: Literal["accepted", "refused"]
    name: Annotated[Name, StringConstraints(max_length=120)]
    note: Annotated[str, StringConstraints(max_length=500)] = ""


@lists.get("/pipelines", response=list[PipelineOut])
def list_pipelines(request: HttpRequest) -> Any:
    """List the pipelines with the stages in use, the default one first."""
    return [_pipeline(row) for row in pipelines()]


@lists.get("/pipelines/{int:pk}", response=PipelineOut)
def read_pipeline(request: HttpRequest, pk: int) -> Any:
    """Read one pipeline with the stages in use."""
    return _pipeline(found(pipelines(), pk))


@lists.get("/lost-reasons", response=list[LostReasonOut])
def list_lost_reasons(request: HttpRequest) -> Any:
    return list(LossReason.objects.order_by("order", "id"))


@lists.get("/competitors", response=list[CompetitorOut])
def list_competitors(request: HttpRequest) -> Any:
    return list(Competitor.objects.order_by(NAME))


@lines.get("/{int:pk}/lines", response=list[LineOut])
def list_lines(request: HttpRequest, pk: int) -> Any:
    """List the lines, with their prices: for those who see the amount that they make up."""
    access.require_seen(request.auth, "opportunity", "amount")
    return list(_opportunity(request, pk).lines.all())


@lines.put("/{int:pk}/lines", response=list[LineOut])
def replace_lines(request: HttpRequest, pk: int, payload: list[LineIn]) -> Any:
    """Put these lines in place of those there; the amount follows unless it was set by hand."""
    row = _opportunity(request, pk)
    wanted = [references(request.auth, line.dict()) for line in payload]
    line_actions.replace_lines(request.auth, row, wanted)
    return list(row.lines.all())


@lines.post("/{int:pk}/proposals", response={201: ProposalOut})
def draft_proposal(request: HttpRequest, pk: int, payload: ProposalIn) -> Any:
    """Draft the next version from the lines of the opportunity."""
    access.require_seen(request.auth, "opportunity", "amount")
    values = {name: value for name, value in payload.dict(exclude_unset=True).items() if value is not None}
    return Status(201, _shape(actions.draft_proposal(request.auth, _opportunity(request, pk), **values)))


@proposals.get("/", response=Page[ProposalOut])
def list_proposals(request: HttpRequest, paging: PageQuery = PAGE, opportunity_id: Id | None = None) -> Any:
    """List proposals, newest first, of one opportunity when asked."""
    rows = visible_proposals(request.auth)
    rows = rows if opportunity_id is None else rows.filter(opportunity=opportunity_id)
    return page(rows, paging, _shape)


@proposals.get("/{int:pk}", response=ProposalOut)
def read_proposal(request: HttpRequest, pk: int) -> Any:
    return _shape(_proposal(request, pk))


@proposals.get("/{int:pk}/pdf")
def read_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the proposal as application/pdf, in its own language."""
    return pdf_answer(_proposal(request, pk))


@proposals.post("/{int:pk}/send", response=ProposalOut)
def send_proposal(request: HttpRequest, pk: int) -> Any:
    """Note that the version went out: it is fixed from now on, and the log has a touch."""
    return _shape(actions.send_proposal(request.auth, _proposal(request, pk)))


@proposals.post("/{int:pk}/withdraw", response=ProposalOut)
def withdraw_proposal(request: HttpRequest, pk: int) -> Any:
    """Take a version back that was sent and not answered: its link says so."""
    return _shape(actions.withdraw_proposal(request.auth, _proposal(request, pk)))


@proposals.post("/{int:pk}/answer", response=ProposalOut)
def answer_proposal(request: HttpRequest, pk: int, payload: AnswerIn) -> Any:
    """Record the buyer's answer that came by another way than the link."""
    row = _proposal(request, pk)
    given = payload.dict()
    return _shape(actions.answer_proposal(request.auth, row, given["answer"], name=given["name"], note=given["note"]))


def _pipeline(row: Pipeline) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in ("id", "name", "purpose", "is_default")}
    return {**own, "stages": list(stages(row))}


def _shape(row: Proposal) -> dict[str, Any]:
    shaped = {"status": row.state(today()), "lines": list(row.lines.all())}
    return {**{name: getattr(row, name) for name in ProposalOut.model_fields if name not in shaped}, **shaped}


def _opportunity(request: HttpRequest, pk: int) -> Opportunity:
    access.require_seen(request.auth, "opportunity", "amount")
    return found(visible_opportunities(request.auth).select_related("owner"), pk)


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    return found(visible_proposals(request.auth), pk)
