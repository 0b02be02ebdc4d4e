"""The shapes of records in the API. Instants are ISO 8601 in UTC, money is decimal text, ids are numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, StringConstraints

from jornada.api.tagged import Tags

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


def _not_in_the_future(year: int) -> int:
    this_year = datetime.now(UTC).year
    if year > this_year:
        raise ValueError(_("Expected a year from 1000 to %(year)s.") % {"year": this_year})
    return year


Year = Annotated[int, Field(ge=1000), AfterValidator(_not_in_the_future)]


# Custom fields by code: numbers and amounts as decimal text, days as 2026-01-31, choices by code, several as a list.
Custom = Annotated[dict[str, Any], BeforeValidator(lambda kept: kept or {})]
CustomIn = Annotated[dict[str, Any] | None, Field(description="custom fields by code; null takes a value away")]


class Strict(Schema):
    """Input in which a misspelt field is an error and not a silence."""

    model_config = ConfigDict(extra="forbid")


Label = Literal["work", "mobile", "home", "billing", "switchboard", "whatsapp", "former", "other"]
LabelOrNone = Literal["", "work", "mobile", "home", "billing", "switchboard", "whatsapp", "former", "other"]


class PointIn(Strict):
    kind: Literal["email", "phone"]
    value: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    label: Label = "work"


class PointOut(Schema):
    kind: str
    value: str
    label: str


Points = Annotated[list[PointIn], Field(max_length=20, description="beside the primary `email` and `phone`")]


class AccountIn(Strict):
    name: Name
    kind: Literal["b2b", "b2c"] = "b2b"
    domain: Short = ""
    tax_id: Annotated[str, StringConstraints(max_length=20)] = ""
    phone: Annotated[str, StringConstraints(max_length=32)] = ""
    phone_label: LabelOrNone = ""
    points: Points = []
    industry: Annotated[str, StringConstraints(max_length=120)] | None = Field(None, description="name; made when new")
    size_band: Literal["", "micro", "small", "medium", "large", "enterprise"] = ""
    employees: int | None = Field(None, ge=0, le=2_147_483_647)
    revenue: Decimal | None = Field(None, max_digits=18, decimal_places=2)
    founded: Year | None = None
    city: Annotated[str, StringConstraints(max_length=120)] = ""
    state: Annotated[str, StringConstraints(max_length=60)] = ""
    country: Annotated[str, StringConstraints(max_length=80)] = ""
    street: Annotated[str, StringConstraints(max_length=200)] = ""
    street_number: Annotated[str, StringConstraints(max_length=20)] = ""
    complement: Annotated[str, StringConstraints(max_length=120)] = ""
    district: Annotated[str, StringConstraints(max_length=120)] = ""
    postcode: Annotated[str, StringConstraints(max_length=20)] = Field(
        "",
        description="CEP, with hyphen or without, in Brazil or where `country` is blank; else as it is written there",
    )
    parent_id: int | None = None
    owner_id: int | None = None
    external_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    tags: Tags | None = None
    custom: CustomIn = None


class AccountOut(Schema):
    id: int
    name: str
    kind: str
    domain: str
    tax_id: str
    phone: str
    phone_label: str
    points: list[PointOut]
    industry: str | None
    size_band: str
    employees: int | None
    revenue: Decimal | None
    founded: int | None
    city: str
    state: str
    country: str
    street: str
    street_number: str
    complement: str
    district: str
    postcode: str
    parent_id: int | None
    owner_id: int | None
    external_id: str | None
    tags: list[str]
    custom: Custom
    created_at: datetime
    updated_at: datetime


class ContactIn(Strict):
    name: Name
    account_id: int | None = None
    email: Annotated[str, StringConstraints(max_length=254)] = ""
    email_label: LabelOrNone = ""
    phone: Annotated[str, StringConstraints(max_length=32)] = ""
    phone_label: LabelOrNone = ""
    points: Points = []
    title: Short = ""
    buying_role: Literal["", "decision_maker", "champion", "influencer", "user", "purchasing", "legal"] = ""
    language: Annotated[str, StringConstraints(max_length=8)] = ""
    owner_id: int | None = None
    external_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    tags: Tags | None = None
    custom: CustomIn = None


class ContactOut(Schema):
    id: int
    name: str
    account_id: int | None
    email: str
    email_label: str
    phone: str
    phone_label: str
    points: list[PointOut]
    title: str
    buying_role: str
    language: str
    owner_id: int | None
    external_id: str | None
    tags: list[str]
    custom: Custom
    created_at: datetime
    updated_at: datetime


class ProductOut(Schema):
    id: int
    name: str
    code: str
    family: str
    list_price: Decimal | None
    currency: str
    is_active: bool


class ProductIn(Strict):
    name: Name
    code: Annotated[str, StringConstraints(max_length=60)] = ""
    family: Annotated[str, StringConstraints(max_length=120)] = ""
    list_price: Decimal | None = Field(None, ge=0, max_digits=16, decimal_places=2)
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "BRL"
    is_active: bool = True


class LeadIn(Strict):
    name: Name
    account_id: int | None = None
    contact_id: int | None = None
    owner_id: int | None = None
    source: str | None = Field(None, description="code of the source")
    external_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    tags: Tags | None = None
    custom: CustomIn = None


class LeadOut(Schema):
    id: int
    name: str
    account_id: int | None
    contact_id: int | None
    thread_id: int
    owner_id: int | None
    source: str | None
    cycle: int | None = Field(description="null where the role hides it")
    status: str
    type: str = Field(description="derived: suspect, prospect, mql, sal, sql")
    type_since: datetime | None
    temperature: str = Field(description="derived: hot, warm, cold; blank when nothing is known")
    disposition: str | None = Field(description="code of the reason it was parked or discarded for")
    reason: str = Field(description="note to the reason")
    return_on: date | None = Field(description="day on which it comes back as the next cycle")
    competitor_id: int | None
    contract_ends_on: date | None
    returned_from_id: int | None = Field(description="the cycle before, when this one came back")
    external_id: str | None
    tags: list[str]
    custom: Custom
    created_at: datetime
    updated_at: datetime


class OpportunityIn(Strict):
    name: Name
    account_id: int | None = None
    contact_id: int | None = None
    owner_id: int | None = None
    product_id: int | None = None
    competitor_id: int | None = None
    pipeline_id: int | None = Field(None, description="pipeline of the stage; the default one when left out")
    stage: str | None = Field(None, description="code of the pipeline stage; the first when left out")
    amount: Decimal | None = Field(None, max_digits=16, decimal_places=2)
    currency: str | None = Field(
        None,
        description="of the amount: BRL, USD, EUR or the company's own, which it is when left out",
        examples=["USD"],
    )
    engaged_on: date | None = None
    expected_on: date | None = None
    external_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    tags: Tags | None = None
    custom: CustomIn = None


class FromLead(Strict):
    """What an opportunity begins with beside what its lead says; all of it may be left out unless it is required."""

    name: Name | None = Field(None, description="the lead's when left out")
    product_id: int | None = None
    pipeline_id: int | None = Field(None, description="pipeline of the stage; the default one when left out")
    stage: str | None = Field(None, description="code of the pipeline stage; the first when left out")
    amount: Decimal | None = Field(None, max_digits=16, decimal_places=2)
    currency: str | None = Field(None, description="of the amount; the company's own when left out", examples=["BRL"])
    engaged_on: date | None = None
    expected_on: date | None = None
    custom: CustomIn = None


class OpportunityOut(Schema):
    id: int
    name: str
    account_id: int | None
    contact_id: int | None
    lead_id: int | None
    thread_id: int
    owner_id: int | None
    product_id: int | None
    competitor_id: int | None
    pipeline_id: int
    stage: str
    outcome: Literal["open", "won", "lost"]
    amount: Decimal | None
    amount_from_lines: bool = Field(description="the amount follows the sum of the lines")
    currency: str
    engaged_on: date | None
    expected_on: date | None
    closed_on: date | None
    loss_reason_id: int | None = Field(description="of the pick list of lost reasons")
    lost_reason: str = Field(description="in words")
    return_on: date | None = Field(description="day on which the buyer of a lost one comes back as a lead")
    returned_as_id: int | None = Field(description="the lead that it came back as")
    external_id: str | None
    tags: list[str]
    custom: Custom
    created_at: datetime
    updated_at: datetime


class Closing(Strict):
    amount: Decimal | None = Field(None, max_digits=16, decimal_places=2)
    currency: str | None = Field(
        None,
        description="of a win: that of the amount, needed with another one, and of the opportunity from then on",
        examples=["BRL"],
    )
    closed_on: date | None = None
    reason: Short = Field("", description="needed for a loss without `loss_reason_id`; a new one joins the list")
    loss_reason_id: int | None = Field(None, description="of the pick list of lost reasons")
    competitor_id: int | None = Field(None, description="asked for where the lost reason says `asks_competitor`")
    competitor: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = Field(
        "", description="its name, in place of `competitor_id`; a new one joins the list"
    )
    return_on: date | None = Field(
        None, description="of a loss: comes back on this day; as the reason says when left out"
    )
    cancel_tasks: bool = Field(False, description="cancel what is planned on its thread")
    accepted_proposal_id: int | None = Field(
        None, ge=1, lt=2**63, description="of a win: the version, sent and not answered, that the buyer said yes to"
    )
    withdraw_proposals: bool = Field(False, description="withdraw the versions that still wait for an answer")


class StageMoveIn(Strict):
    stage: str = Field(description="code of the pipeline stage")
    pipeline_id: int | None = Field(None, description="another pipeline to move to; its own when left out")


class Reason(Strict):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class SettingAside(Strict):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="code or label of a reason; other words are kept as a note to the reason `other`"
    )
    note: Short = ""
    return_on: date | None = Field(None, description="comes back on this day; as the reason says when left out")
    competitor_id: int | None = None
    contract_ends_on: date | None = Field(None, description="of the competitor: the lead comes back in time before it")


class ReturnIn(Strict):
    return_on: date | None


class OfferIn(Strict):
    to_user_id: int
    note: Annotated[str, StringConstraints(max_length=2000)] = ""
