"""What each table of the database gets: model, fields, and rows made piece by piece."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jornada.analytics.simulate import DemoCompany
from jornada.apps.interactions.models import Activity, PlannedTouch, Thread, Touch
from jornada.apps.leads.models import Lead, Program, Source
from jornada.apps.market.models import Account, Contact, Industry, Product
from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove
from jornada.project.demo.values import amounts, bare, instant, instants, looked_up, numbered, pieces, texts

Piece = dict[str, Any]
Filled = dict[str, list[Any]]

# what a lead's link carried, by the code of its source: utm_source, utm_medium
_UTM = {
    "advertising": ("busca", "cpc"),
    "email_campaign": ("nutricao", "email"),
    "linkedin": ("linkedin", "social"),
    "social_network": ("redes", "social"),
    "content": ("blog", "organic"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table to fill: `fill` turns a piece of the simulator's columns into columns by field name."""

    model: Any
    columns: Piece
    fill: Callable[[Piece], Filled]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def parts(self) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]], int]]:
        """Give field names, rows and number of rows, piece by piece; ids count from 1."""
        written = 0
        for piece in pieces(self.columns):
            filled = self.fill(piece)
            number = len(next(iter(filled.values())))
            filled = {"id": list(range(written + 1, written + number + 1)), **filled}
            yield list(filled), zip(*filled.values(), strict=True), number
            written += number


def tables(company: DemoCompany) -> list[Table]:
    """List the tables in the order in which they may be filled; users and teams are in place by then."""
    industries = {name: number for number, name in enumerate(company.accounts["industry"].values, start=1)}
    sources = dict(Source.objects.values_list("code", "pk"))
    source_ids = [sources[code] for code in company.sources["code"].tolist()]
    stages = dict(PipelineStage.objects.filter(pipeline__is_default=True).values_list("code", "pk"))
    activities = dict(Activity.objects.values_list("code", "pk"))
    names = company.programs["name"].tolist()
    return [
        Table(Product, company.products, lambda piece: _products(piece, company.start)),
        Table(Industry, {"name": company.accounts["industry"].values}, lambda piece: {"name": list(piece["name"])}),
        Table(Account, company.accounts, lambda piece: _accounts(piece, industries)),
        Table(Contact, company.contacts, _contacts),
        Table(Program, company.programs, lambda piece: _programs(piece, source_ids)),
        Table(Thread, company.leads, _threads),
        Table(Lead, company.leads, lambda piece: _leads(piece, source_ids, company.sources["code"].tolist(), names)),
        Table(Opportunity, company.opportunities, lambda piece: _opportunities(piece, stages)),
        Table(StageMove, company.moves, lambda piece: _moves(piece, stages)),
        Table(PlannedTouch, company.tasks, lambda piece: _tasks(piece, activities)),
        Table(Touch, company.touches, lambda piece: _touches(piece, activities)),
    ]


def _products(piece: Piece, start: int) -> Filled:
    number = len(piece["name"])
    return {
        "name": piece["name"].tolist(),
        "code": piece["code"].tolist(),
        "family": texts(piece["family"]),
        "list_price": amounts(piece["list_price"]),
        "currency": ["BRL"] * number,
        "is_active": [True] * number,
        "created_at": [instant(start)] * number,
    }


def _accounts(piece: Piece, industries: dict[str, int]) -> Filled:
    created = instants(piece["created_at"])
    return {
        "name": piece["name"].tolist(),
        "kind": ["b2b"] * len(created),
        "domain": piece["domain"].tolist(),
        "tax_id": bare(piece["tax_id"]),
        "phone": bare(piece["phone"]),
        "industry": looked_up(piece["industry"], industries),
        "size_band": texts(piece["size_band"]),
        "employees": piece["employees"].tolist(),
        "revenue": amounts(piece["revenue"]),
        "founded": piece["founded"].tolist(),
        "city": texts(piece["city"]),
        "state": texts(piece["state"]),
        "country": texts(piece["country"]),
        "owner": numbered(piece["owner"]),
        "created_at": created,
        "updated_at": created,
    }


def _contacts(piece: Piece) -> Filled:
    created = instants(piece["created_at"])
    return {
        "account": numbered(piece["account"]),
        "name": piece["name"].tolist(),
        "email": piece["email"].tolist(),
        "phone": bare(piece["phone"]),
        "title": texts(piece["title"]),
        "buying_role": texts(piece["buying_role"]),
        "language": ["pt-br"] * len(created),
        "owner": numbered(piece["owner"]),
        "created_at": created,
        "updated_at": created,
    }


def _programs(piece: Piece, sources: list[int]) -> Filled:
    return {
        "name": piece["name"].tolist(),
        "source": [sources[row] for row in piece["source"].tolist()],
        "channel": texts(piece["channel"]),
        "starts_on": piece["starts_on"].tolist(),
        "ends_on": piece["ends_on"].tolist(),
        "cost": amounts(piece["cost"]),
        "currency": ["BRL"] * len(piece["name"]),
    }


def _threads(piece: Piece) -> Filled:
    return {
        "account": numbered(piece["account"]),
        "contact": numbered(piece["contact"]),
        "opened_at": instants(piece["created_at"]),
    }


def _leads(piece: Piece, sources: list[int], codes: list[str], programs: list[str]) -> Filled:
    created = instants(piece["created_at"])
    tagged = zip(piece["source"].tolist(), piece["program"].tolist(), strict=True)
    return {
        "name": piece["name"].tolist(),
        "account": numbered(piece["account"]),
        "contact": numbered(piece["contact"]),
        "thread": numbered(piece["thread"]),
        "owner": numbered(piece["owner"]),
        "source": [sources[row] for row in piece["source"].tolist()],
        "last_source": [sources[row] for row in piece["last_source"].tolist()],
        "program": numbered(piece["program"]),
        "utm": [_utm(codes[source], programs[program] if program >= 0 else "") for source, program in tagged],
        "cycle": piece["cycle"].tolist(),
        "status": texts(piece["status"]),
        "type": ["suspect"] * len(created),
        "created_at": created,
        "updated_at": created,
    }


def _utm(source: str, program: str) -> str:
    if source not in _UTM:
        return "{}"
    origin, medium = _UTM[source]
    campaign = {"utm_campaign": program} if program else {}
    return json.dumps({"utm_source": origin, "utm_medium": medium, **campaign}, ensure_ascii=False)


def _opportunities(piece: Piece, stages: dict[str, int]) -> Filled:
    return {
        "name": piece["name"].tolist(),
        "account": numbered(piece["account"]),
        "contact": numbered(piece["contact"]),
        "thread": numbered(piece["thread"]),
        "lead": numbered(piece["lead"]),
        "owner": numbered(piece["owner"]),
        "product": numbered(piece["product"]),
        "stage": looked_up(piece["stage"], stages),
        "outcome": texts(piece["outcome"]),
        "amount": amounts(piece["amount"]),
        "currency": ["BRL"] * len(piece["name"]),
        "engaged_on": piece["engaged_on"].tolist(),
        "expected_on": piece["expected_on"].tolist(),
        "closed_on": piece["closed_on"].tolist(),
        "lost_reason": texts(piece["lost_reason"]),
        "created_at": instants(piece["created_at"]),
        "updated_at": instants(piece["updated_at"]),
    }


def _moves(piece: Piece, stages: dict[str, int]) -> Filled:
    return {
        "opportunity": numbered(piece["opportunity"]),
        "at": instants(piece["at"]),
        "user": numbered(piece["user"]),
        "from_stage": looked_up(piece["from_stage"], stages),
        "to_stage": looked_up(piece["to_stage"], stages),
        "outcome": texts(piece["outcome"]),
    }


def _tasks(piece: Piece, activities: dict[str, int]) -> Filled:
    owner = numbered(piece["owner"])
    return {
        "account": numbered(piece["account"]),
        "contact": numbered(piece["contact"]),
        "thread": numbered(piece["thread"]),
        "activity": looked_up(piece["activity"], activities),
        "owner": owner,
        "due_at": instants(piece["due_at"]),
        "note": [""] * len(owner),
        "created_by": owner,
        "created_at": instants(piece["created_at"]),
    }


def _touches(piece: Piece, activities: dict[str, int]) -> Filled:
    at = instants(piece["at"])
    return {
        "account": numbered(piece["account"]),
        "contact": numbered(piece["contact"]),
        "thread": numbered(piece["thread"]),
        "at": at,
        "activity": looked_up(piece["activity"], activities),
        "channel": texts(piece["channel"]),
        "direction": texts(piece["direction"]),
        "by": texts(piece["by"]),
        "outcome": texts(piece["outcome"]),
        "human": piece["human"].tolist(),
        "role": texts(piece["role"]),
        "program_id": numbered(piece["program"]),
        "product": numbered(piece["product"]),
        "user": numbered(piece["user"]),
        "value": amounts(piece["value"]),
        "note": [""] * len(at),
        "source": ["demo"] * len(at),
        "recorded_at": at,
    }
