"""Duplicates over the API: find, look, merge, set aside, split."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from jornada.api.lookups import found
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.schemas import Strict
from jornada.apps.market.duplicates import actions, finding, queries, review
from jornada.apps.market.duplicates.check import PROBABLE, Likeness, alike, compared
from jornada.apps.market.duplicates.kinds import Kind, kind_of
from jornada.apps.market.duplicates.models import DuplicatePair, Merge
from jornada.apps.org import access

Record = Literal["account", "contact"]
router = Router(tags=["duplicates"])


class ReasonOut(Schema):
    field: str
    level: Literal["same", "near", "part", "other"]
    bits: float = Field(description="weight of evidence: +1 doubles the odds, -1 halves them")


class Candidate(Schema):
    id: int
    name: str
    probability: float
    is_branch: bool = Field(description="same root of the CNPJ: rather head office or branch")
    reasons: list[ReasonOut]


class DuplicateProblem(Schema):
    type: str
    title: str
    status: int
    detail: str
    candidates: list[Candidate]


class PairOut(Schema):
    id: int
    record: Record
    left_id: int
    right_id: int
    probability: float
    is_branch: bool
    reasons: list[ReasonOut]
    found_at: datetime


class SearchIn(Strict):
    record: Record


class SearchOut(Schema):
    job_id: int
    status: str


class PairIn(Strict):
    record: Record
    left_id: int
    right_id: int


class MergeIn(Strict):
    record: Record
    survivor_id: int
    loser_id: int = Field(description="taken in: its touches and all else then belong to the survivor")
    take: dict[str, Literal["survivor", "loser"]] = Field(
        default_factory=dict,
        description="whose value stays, by field; else the survivor's, or the loser's where that is blank",
    )


class MergeOut(Schema):
    id: int
    record: Record
    survivor_id: int
    loser_id: int
    name: str
    external_id: str | None
    at: datetime
    moved: dict[str, int] = Field(description="number of rows moved, by app.model.field")
    split_at: datetime | None


class DuplicatesFoundError(Exception):
    """What is about to be made is probably there already."""

    def __init__(self, candidates: list[Candidate]) -> None:
        self.candidates = candidates
        super().__init__("It is probably there already.")


def refuse_duplicates(user: Any, record: str, values: dict[str, Any]) -> None:
    """Refuse what is probably there already, naming what the caller may see of it."""
    near = [one for one in alike(user, record, compared(record, values)) if one.judgement.probability >= PROBABLE]
    near = [one for one in near if not one.judgement.is_branch]
    if near:
        raise DuplicatesFoundError([_candidate(one) for one in near])


def with_external(rows: QuerySet[Any], record: str, external_id: str) -> QuerySet[Any]:
    """Find a record by its external id, or by that of one that it took in."""
    taken_in = Merge.objects.filter(record=record, split_at=None, external_id=external_id).values("survivor_id")
    return rows.filter(Q(external_id=external_id) | Q(pk__in=taken_in))


@router.get("/", response=Page[PairOut])
def list_pairs(request: HttpRequest, record: Record, paging: PageQuery = PAGE, least: float = 0.5) -> Any:
    """List open pairs of which the caller may change both records."""
    access.require(request.auth, record, "change")
    rows = queries.visible_pairs(request.auth, kind_of(record)).filter(probability__gte=least)
    return page(rows, paging, pair_out)


@router.post("/search", response={202: SearchOut})
def search(request: HttpRequest, payload: SearchIn) -> Any:
    """Search the base for duplicates, as a job."""
    access.require(request.auth, payload.record, "change")
    job = finding.start(request.auth, payload.record)
    return Status(202, {"job_id": job.pk, "status": job.status})


@router.post("/dismiss", response={204: None})
def dismiss(request: HttpRequest, payload: PairIn) -> Any:
    """Say that two records are not the same: the pair is never shown again."""
    kind = kind_of(payload.record)
    left, right = _both(request, kind, payload.left_id, payload.right_id)
    actions.dismiss(request.auth, kind, left.pk, right.pk)
    return Status(204, None)


@router.post("/merges", response={201: MergeOut})
def merge(request: HttpRequest, payload: MergeIn) -> Any:
    """Take one record into another."""
    kind = kind_of(payload.record)
    keep, gone = _both(request, kind, payload.survivor_id, payload.loser_id)
    sides = {name: "left" if side == "survivor" else "right" for name, side in payload.take.items()}
    actions.refuse_unknown(kind, payload.take)
    row = actions.merge(request.auth, keep, gone, review.values(kind, keep, gone, sides))
    return Status(201, merge_out(row))


@router.get("/merges/{int:pk}", response=MergeOut)
def read_merge(request: HttpRequest, pk: int) -> Any:
    return merge_out(found(queries.visible_merges(request.auth), pk))


@router.post("/merges/{int:pk}/split", response=MergeOut)
def split(request: HttpRequest, pk: int) -> Any:
    """Take a merge back, as far as nobody changed things since."""
    row = found(queries.visible_merges(request.auth), pk)
    actions.split(request.auth, row)
    row.refresh_from_db()
    return merge_out(row)


def pair_out(row: DuplicatePair) -> dict[str, Any]:
    names = ("id", "record", "left_id", "right_id", "probability", "is_branch", "found_at")
    reasons = [{"field": field, "level": level, "bits": bits} for field, level, bits in row.reasons]
    return {**{name: getattr(row, name) for name in names}, "reasons": reasons}


def merge_out(row: Merge) -> dict[str, Any]:
    names = ("id", "record", "survivor_id", "loser_id", "name", "external_id", "at", "split_at")
    moved = {place: len(ids) for place, ids in row.moved.items()}
    return {**{name: getattr(row, name) for name in names}, "moved": moved}


def _candidate(one: Likeness) -> Candidate:
    reasons = [{"field": r.field, "level": r.level, "bits": round(r.bits, 1)} for r in one.judgement.reasons]
    judged = one.judgement
    return Candidate(
        id=one.record.pk, name=str(one.record), probability=round(judged.probability, 4), is_branch=judged.is_branch,
        reasons=reasons,
    )  # fmt: skip


def _both(request: HttpRequest, kind: Kind, one: int, two: int) -> tuple[Any, Any]:
    rows = kind.visible(request.auth, "change")
    return found(rows, one), found(rows, two)
