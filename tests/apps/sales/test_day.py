"""Lines of My day from opportunities, for one person and for many."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.org.day import day_of
from jornada.apps.sales import actions
from jornada.apps.sales import day as sections
from jornada.apps.sales.models import Opportunity, PipelineStage

pytestmark = pytest.mark.django_db


def planned(owner, thread=None, **ended):
    call, now = Activity.objects.get(code="call.connected"), timezone.now()
    return PlannedTouch.objects.create(activity=call, owner=owner, thread=thread, due_at=now, created_at=now, **ended)


@pytest.mark.parametrize("few", [99, 0], ids=["of few", "of many"])
def test_one_with_a_next_step_may_have_stalled_and_no_other_has_one(owner, opportunity, stage, monkeypatch, few):
    monkeypatch.setattr(sections, "FEW", few)
    PipelineStage.objects.update(stalled_days=5)
    others = [
        actions.create_opportunity(owner, name=f"Other {number}", stage=stage, owner=owner) for number in range(3)
    ]
    long_ago = timezone.now() - dt.timedelta(days=9)
    Opportunity.objects.update(created_at=long_ago)
    opportunity.moves.model.objects.update(at=long_ago)
    planned(owner, opportunity.thread)
    planned(owner, others[0].thread, done_at=timezone.now())
    planned(owner, others[1].thread, cancelled_at=timezone.now())
    planned(owner)
    day = day_of(owner, "mine", team=())
    assert [line.url for line in sections.stalled(day).lines] == [opportunity.get_absolute_url()]
    without = {line.url for line in sections.without_next_step(day).lines}
    assert without == {other.get_absolute_url() for other in others}


def test_the_day_of_one_seller_does_not_read_what_all_have_planned(owner, opportunity):
    if connection.vendor != "sqlite":
        pytest.skip("how SQLite goes about it")
    assert "LIST SUBQUERY" not in sections._with_next_step(day_of(owner, "mine", team=())).explain()


def test_the_largest_come_first_of_equal_ones_the_newest_and_those_without_an_amount_last(owner, stage):
    amounts = [None, 10, 30, None, 30, 20]
    made = [
        actions.create_opportunity(owner, name=f"Deal {place}", stage=stage, owner=owner, amount=amount)
        for place, amount in enumerate(amounts)
    ]
    day = day_of(owner, "mine", team=())
    expected = [made[place].get_absolute_url() for place in (4, 2, 5, 1, 3, 0)]
    assert [line.url for line in sections.without_next_step(day).lines] == expected


def test_who_does_not_see_amounts_has_the_newest_first(owner, stage, monkeypatch):
    monkeypatch.setattr(sections, "hides_amounts", lambda user: True)
    made = [
        actions.create_opportunity(owner, name=f"Deal {amount}", stage=stage, owner=owner, amount=amount)
        for amount in (20, 10, 30)
    ]
    lines = sections.without_next_step(day_of(owner, "mine", team=())).lines
    assert [line.url for line in lines] == [row.get_absolute_url() for row in reversed(made)]
