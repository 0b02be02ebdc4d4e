"""A small company on a short road, made by hand so that every figure can be worked out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.journeys.models import Map, Position, Stage, Visit
from jornada.apps.leads.models import Lead, LeadRung
from jornada.apps.market.models import Account, Industry, Product
from jornada.apps.org.models import Team, User
from jornada.apps.sales.models import Opportunity, OpportunityLine, Pipeline, PipelineStage
from jornada.rules.default_map import DEFAULT_STAGES

START = datetime(2026, 1, 10, 12, tzinfo=UTC)


class World:
    """Makes rows with what a test cares about and sensible values for the rest."""

    def __init__(self) -> None:
        self.teams = {name: Team.objects.create(name=name, office=office) for name, office in OFFICES.items()}
        self.boss = self.user("boss", User.Role.MANAGER)
        self.ana = self.user("ana", User.Role.SALES, "North")
        self.rui = self.user("rui", User.Role.SALES, "South")
        Team.objects.filter(name="North").update(manager=self.boss)
        self.stages = _stages()
        self.pipeline_stage = _pipeline_stage()

    def user(self, name: str, role: str, team: str = "") -> User:
        team = self.teams.get(team)
        return User.objects.create(
            username=name, email=f"{name}@jornada.test", name=name.title(), role=role, team=team, language="en"
        )

    def account(self, name: str = "Acme", industry: str = "", owner: User | None = None, **values) -> Account:
        made = Industry.objects.get_or_create(name=industry)[0] if industry else None
        now = timezone.now()
        return Account.objects.create(name=name, industry=made, owner=owner, created_at=now, updated_at=now, **values)

    def walk(self, account: Account, *steps: tuple[str, int], ends: str = "", left_by: str = "evidence") -> None:
        """Let an account walk: (stage code, day of entry); `ends` is the outcome after the last."""
        for number, (code, day) in enumerate(steps, 1):
            is_last = number == len(steps)
            left = None if is_last else START + timedelta(days=steps[number][1])
            Visit.objects.create(
                account=account,
                cycle=1,
                number=number,
                stage=self.stages[code],
                entered_at=START + timedelta(days=day),
                left_at=left,
                left_by="" if is_last else left_by,
            )
        Position.objects.create(account=account, stage=self.stages[steps[-1][0]], outcome=ends)

    def visit(self, account: Account, *, cycle: int, number: int, code: str, day: int, behaviour: int) -> None:
        """Add one stay; a behaviour of -1 is a fall."""
        Visit.objects.create(
            account=account,
            cycle=cycle,
            number=number,
            stage=self.stages[code],
            entered_at=START + timedelta(days=day),
            behaviour=behaviour,
        )

    def lead(self, owner: User | None = None, account: Account | None = None, **rungs: int) -> Lead:
        lead = Lead.objects.create(
            name="Lead",
            account=account,
            owner=owner,
            thread=Thread.objects.create(account=account, opened_at=START),
            created_at=START,
            updated_at=START,
            type=list(rungs)[-1] if rungs else "suspect",
        )
        for rung, day in rungs.items():
            LeadRung.objects.create(lead=lead, type=rung, at=START + timedelta(days=day))
        return lead

    def deal(self, outcome: str = "open", amount: float | None = None, days: int | None = 10, **values) -> Opportunity:
        closed = values.pop("closed_on", date(2026, 3, 1)) if outcome != "open" else None
        engaged = values.pop("engaged_on", closed - timedelta(days=days) if closed and days is not None else None)
        account = values.get("account")
        return Opportunity.objects.create(
            name="Deal",
            outcome=outcome,
            amount=amount,
            closed_on=closed,
            engaged_on=engaged,
            stage=self.pipeline_stage,
            thread=Thread.objects.create(account=account, opened_at=START),
            created_at=START,
            updated_at=START,
            **values,
        )

    @staticmethod
    def item(deal: Opportunity, product: Product | None, price: float, **values) -> OpportunityLine:
        return OpportunityLine.objects.create(
            opportunity=deal, product=product, description="Item", unit_price=price, **values
        )

    @staticmethod
    def product(name: str) -> Product:
        return Product.objects.get_or_create(name=name)[0]


OFFICES = {"North": "Belém", "South": "Curitiba"}


@pytest.fixture
def world(db) -> World:
    _number_from_one(Account, Opportunity, OpportunityLine, Lead)
    return World()


def _number_from_one(*models) -> None:
    """Start ids again where other tests used up thousands, as PostgreSQL's sequences remember; buckets go by ids."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in models:
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
                cursor.execute(f"ALTER SEQUENCE {cursor.fetchone()[0]} RESTART")


def _stages() -> dict[str, Stage]:
    active = Map.objects.filter(status="active").order_by("-pk").first()
    if active is None:
        active = Map.objects.create(name="Default", status="active", definition={}, created_at=START)
    for order, stage in enumerate(DEFAULT_STAGES):
        labels = {"label_en": stage.en, "label_pt": stage.pt, "phase": stage.phase, "order": order}
        Stage.objects.get_or_create(map=active, code=stage.code, defaults=labels)
    return {stage.code: stage for stage in active.stages.all()}


def _pipeline_stage() -> PipelineStage:
    pipeline = Pipeline.objects.filter(is_default=True).first() or Pipeline.objects.create(name="Own", is_default=True)
    found = pipeline.stages.first()
    return found or PipelineStage.objects.create(
        pipeline=pipeline, order=1, code="talk", label_en="Talk", label_pt="Conversa", probability=0.5
    )
