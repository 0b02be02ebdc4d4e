"""The open opportunities of a pipeline by stage: how many, what they are worth, the first of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.http import HttpRequest, QueryDict

from jornada.apps.market.models import Account
from jornada.apps.market.segments.members import in_segment
from jornada.apps.market.segments.models import Segment
from jornada.apps.market.segments.queries import visible_segments
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.masks import hidden_in
from jornada.apps.org.models import User
from jornada.apps.org.owners import NOBODY, owned_by
from jornada.apps.org.tags.queries import names_of_tags, tagged
from jornada.apps.sales import queries
from jornada.apps.sales.lists import search_opportunities
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage
from jornada.ui.addresses import is_id

MOST_SEGMENTS = 100
CAP = 12
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Worth:
    """What the opportunities of a column come to in one currency, as they stand and times the probability."""

    currency: str
    total: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage of the board; what it is worth is left out for a role that sees no amounts."""

    stage: PipelineStage
    number: int
    worth: list[Worth] | None
    cards: list[Opportunity]

    @property
    def key(self) -> str:
        """Return the stage's key as forms write it."""
        return str(self.stage.pk)

    @property
    def has_more(self) -> bool:
        return self.number > len(self.cards)

    @property
    def is_at_limit(self) -> bool:
        return self.stage.card_limit is not None and self.number == self.stage.card_limit

    @property
    def is_over_limit(self) -> bool:
        return self.stage.card_limit is not None and self.number > self.stage.card_limit


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which opportunities the board and the calendar show: of a pipeline, of whom, in which segment, with what."""

    pipeline: Pipeline
    who: str = ""
    segment: Segment | None = None
    tag: int | None = None
    text: str = ""

    @property
    def query(self) -> str:
        """Write it as an address, for the links between the views."""
        asked = QueryDict(mutable=True)
        asked["pipeline"] = str(self.pipeline.pk)
        found = (
            ("q", self.text),
            ("owner", self.who),
            ("segment", self.segment and self.segment.pk),
            ("tag", self.tag),
        )
        for name, value in found:
            if value:
                asked[name] = str(value)
        return asked.urlencode()

    @property
    def is_of_accounts(self) -> bool:
        """Say whether it holds what the list of opportunities cannot be asked for: a segment of accounts."""
        return self.segment is not None and self.segment.record == "account"

    def list_query(self, user: Any) -> str:
        """Write it for the list of opportunities, as far as that can be asked for the same."""
        asked = QueryDict(mutable=True)
        found = (
            ("q", self.text),
            *self._whose(user),
            ("segment", self.segment.pk if self.segment and not self.is_of_accounts else ""),
        )
        for name, value in (*found, ("f", f"tags:is:{self.tag}" if self.tag else "")):
            if value:
                asked[name] = str(value)
        return asked.urlencode()

    def _whose(self, user: Any) -> tuple[tuple[str, Any], ...]:
        if self.who.startswith("team"):
            return (("team", self.who.removeprefix("team-") if "-" in self.who else user.team_id),)
        return (("owner", user.pk if self.who == "me" else self.who),)


def narrowing_of(request: HttpRequest) -> Narrowing:
    """Read `?pipeline=2&owner=me&segment=3&tag=4&q=acme`; what names nothing is left out."""
    asked = request.GET.get("pipeline", "")
    found = queries.pipelines().filter(pk=int(asked)).first() if is_id(asked) else None
    segment = request.GET.get("segment", "")
    kept = _choosable(request.user).filter(pk=int(segment)).first() if is_id(segment) else None
    who = request.GET.get("owner", "")
    is_known = who in ("me", "team", "none") or is_id(who.removeprefix("team-"))
    tag = request.GET.get("tag", "")
    hung = next((pk for pk, _name in names_of_tags() if str(pk) == tag), None)
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    return Narrowing(found or queries.default_pipeline(), who if is_known else "", kept, hung, text)


def narrowed(user: Any, wanted: Narrowing) -> QuerySet[Opportunity]:
    """Return the open opportunities that the user sees and asked for."""
    return _asked(user, wanted).filter(stage__pipeline=wanted.pipeline)


def _asked(user: Any, wanted: Narrowing) -> QuerySet[Opportunity]:
    """Return those of all pipelines."""
    rows = queries.visible_opportunities(user).filter(outcome=Opportunity.Outcome.OPEN)
    rows = _in_segment(rows, wanted.segment)
    rows = tagged(rows, "opportunity", [wanted.tag]) if wanted.tag else rows
    rows = search_opportunities(rows, wanted.text) if wanted.text else rows
    if wanted.who == "me":
        return rows.filter(owner=user.pk)
    if wanted.who == "none":
        return rows.filter(owned_by([NOBODY]))
    if wanted.who.startswith("team"):
        team = wanted.who.removeprefix("team-") if "-" in wanted.who else user.team_id
        return rows.filter(owner__in=User.objects.filter(team=team).exclude(team=None))
    return rows.filter(owner=int(wanted.who)) if wanted.who else rows


def board(user: Any, wanted: Narrowing, cap: int = CAP) -> list[BoardColumn]:
    """Return the columns: one query for the sums, one for the keys of each stage's cards, one for the cards.

    Rows are counted and not ids, which on PostgreSQL do not stand in the index that the sums are read from.
    """
    rows, stages = _asked(user, wanted), list(queries.stages(wanted.pipeline))
    sums: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _sums(rows.filter(stage__in=[stage.pk for stage in stages])):
        sums[row["stage"]].append(row)
    cards = _cards(rows, stages, cap)
    return [_column(stage, sums[stage.pk], cards[stage.pk], "amount" not in hidden_in(rows)) for stage in stages]


def segments_to_choose(user: Any) -> list[tuple[int, str]]:
    return list(_choosable(user).order_by(NAME).values_list("pk", "name")[:MOST_SEGMENTS])


def _choosable(user: Any) -> QuerySet[Segment]:
    return visible_segments(user).filter(record__in=("opportunity", "account"))


def _sums(rows: QuerySet[Opportunity]) -> Iterable[dict[str, Any]]:
    """Count and add up by stage and currency, the largest first.

    Where each stage knows one currency, as most do, the index has the rows in the order they are added up in.
    """
    figures = {"number": Count("*"), "total": Sum("amount")}
    found = rows.values("stage").annotate(**figures, least=Min("currency"), most=Max("currency")).order_by()
    if all(row["least"] == row["most"] for row in found):
        return [{**row, "currency": row["least"]} for row in found]
    return rows.values("stage", "currency").annotate(**figures).order_by("-total")


def _cards(rows: QuerySet[Opportunity], stages: Sequence[PipelineStage], cap: int) -> dict[int, list[Opportunity]]:
    """Return the newest of each stage: their keys by the index first, then all of them at once with what they show."""
    newest = rows.order_by("-created_at", "-id").values_list("pk", flat=True)
    keys = {stage.pk: list(newest.filter(stage=stage)[:cap]) for stage in stages}
    shown = rows.filter(pk__in=[key for some in keys.values() for key in some]).select_related(
        "account", "owner", "lead"
    )
    found = {row.pk: row for row in shown}
    for stage in stages:
        for card in (found[key] for key in keys[stage.pk] if key in found):
            card.stage = stage
    return {stage: [found[key] for key in some if key in found] for stage, some in keys.items()}


def _column(stage: PipelineStage, sums: list[dict[str, Any]], cards: list[Opportunity], is_seen: bool) -> BoardColumn:
    share = Decimal(str(stage.probability))
    worth = [Worth(row["currency"], row["total"], row["total"] * share) for row in sums if row["total"]]
    return BoardColumn(stage, sum(row["number"] for row in sums), worth if is_seen else None, cards)


def _in_segment(rows: QuerySet[Opportunity], segment: Segment | None) -> QuerySet[Opportunity]:
    """Keep the members of a segment of opportunities, or the opportunities of the members of one of accounts."""
    if segment is None:
        return rows
    if segment.record == "opportunity":
        return in_segment(rows, segment.pk)
    return rows.filter(account__in=in_segment(Account.objects.all(), segment.pk))
