"""Figures over REST: the definitions of `jornada kpi`, over what the caller may see."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.sales.models import Opportunity, PipelineStage
from jornada.project.commands.kpi import command

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deals(account, owner):
    """Two won and one lost, all of the owner."""
    now, stage = timezone.now(), PipelineStage.objects.first()
    for number, (outcome, amount) in enumerate((("won", 100), ("won", 300), ("lost", None)), 1):
        Opportunity.objects.create(
            name=f"Deal {number}",
            account=account,
            owner=owner,
            thread=Thread.objects.create(account=account, opened_at=now),
            stage=stage,
            outcome=outcome,
            amount=amount,
            engaged_on=dt.date(2026, 1, 1),
            closed_on=dt.date(2026, number, 11),
            created_at=now,
            updated_at=now,
        )


def test_the_figures_are_those_of_the_command(call, viewer, deals):
    told = json.loads(CliRunner().invoke(command, ["--json"], catch_exceptions=False).stdout)
    status, body = call(viewer, "get", "/kpis")
    assert (status, body) == (200, told)
    assert (body["won"], body["won_value"], body["won_cycle_days"]["mean"]) == (2, 400.0, 25.5)


@pytest.mark.parametrize(("who", "won"), [("owner", 2), ("colleague", 2), ("outsider", 0)])
def test_the_figures_are_of_what_the_caller_may_see(call, request, deals, who, won):
    body = call(request.getfixturevalue(who), "get", "/kpis?by=agent")[1]
    assert body["won"] == won
    assert list(body["by"]["agent"]) == (["Olga"] if won else [])


def test_dates_and_fields_narrow_the_figures(call, viewer, deals, owner):
    assert call(viewer, "get", "/kpis?from=2026-02-01&to=2026-02-28&by=month")[1]["won_value"] == 300.0
    assert call(viewer, "get", f"/kpis?owner={owner.pk}&by=year")[1]["opportunities"] == 3
    assert call(viewer, "get", "/kpis?owner=none")[1]["opportunities"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("by=shoe", "by"),
        ("owner=99999999", "owner"),
        ("from=2026-02-01&to=2026-01-01", "to"),
        ("period=ever", "period"),
    ],
)
def test_what_means_nothing_is_named(call, viewer, deals, query, field):
    status, body = call(viewer, "get", f"/kpis?{query}")
    assert status == 422
    assert body["errors"][0]["field"] == field


def test_a_stranger_gets_no_figures(call, deals):
    assert call(None, "get", "/kpis")[0] == call(None, "get", "/journey/figures")[0] == 401


@pytest.mark.parametrize(("who", "standing"), [("owner", 1), ("colleague", 1), ("outsider", 0)])
def test_the_road_is_of_the_accounts_within_reach(call, request, owner, account, who, standing):
    days_ago = lambda days: (timezone.now() - dt.timedelta(days=days)).isoformat()  # noqa: E731
    touches = [
        {"activity": code, "account": account.pk, "at": days_ago(days)}
        for code, days in (("content.downloaded", 9), ("meeting.held", 5))
    ]
    assert call(owner, "post", "/touches/", {"touches": touches})[0] == 201
    status, body = call(request.getfixturevalue(who), "get", "/journey/figures")
    now = {stage["code"]: stage["now"] for stage in body["stages"]}
    assert (status, now["consideration"], len(body["moves"])) == (200, standing, standing)
