import datetime as dt
from decimal import Decimal

import pytest

from jornada.apps.interactions.queries import live_touches
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.tags.actions import change_tags, named
from jornada.apps.org.tags.queries import tags_of
from jornada.apps.sales import actions
from jornada.apps.sales.models import Opportunity, PipelineStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return PipelineStage.objects.get(code="proposal")


def codes_of(opportunity):
    rows = live_touches().filter(thread=opportunity.thread).order_by("id")
    return list(rows.values_list("activity__code", flat=True))


def test_an_opportunity_of_a_lead_continues_its_thread(owner, lead):
    opportunity = actions.open_from_lead(owner, lead)
    lead.refresh_from_db()
    assert (opportunity.thread, opportunity.account, lead.status) == (lead.thread, lead.account, "converted")
    assert codes_of(opportunity) == ["deal.opened"]


def test_a_lead_opens_one_opportunity_only(owner, lead):
    actions.open_from_lead(owner, lead)
    with pytest.raises(WrongMomentError):
        actions.open_from_lead(owner, lead)


def test_the_opening_touch_stands_on_the_day_it_was_engaged(owner, account):
    opportunity = actions.create_opportunity(owner, name="Old", account=account, engaged_on=dt.date(2025, 3, 1))
    touch = live_touches().get(thread=opportunity.thread)
    assert touch.at == dt.datetime(2025, 3, 1, 3, tzinfo=dt.UTC)


def test_each_move_is_a_row(owner, opportunity, proposal):
    actions.move_opportunity(owner, opportunity, proposal)
    move = opportunity.moves.get()
    assert (move.from_stage.code, move.to_stage.code, move.user) == ("qualification", "proposal", owner)


def test_moving_to_where_it_stands_writes_nothing(owner, opportunity, stage):
    actions.move_opportunity(owner, opportunity, stage)
    assert not opportunity.moves.exists()


def test_winning_keeps_what_was_sold_and_when(owner, opportunity):
    won = actions.win_opportunity(owner, opportunity, amount=Decimal("1200.50"))
    touch = live_touches().get(thread=won.thread)
    assert (won.outcome, won.closed_on, touch.activity.code, touch.value) == (
        "won",
        actions.today(),
        "deal.won",
        1200.5,
    )


def test_losing_needs_a_reason(owner, opportunity):
    with pytest.raises(WrongMomentError):
        actions.lose_opportunity(owner, opportunity, reason=" ")
    lost = actions.lose_opportunity(owner, opportunity, reason="Price")
    assert (lost.outcome, lost.lost_reason, codes_of(lost)) == ("lost", "Price", ["deal.lost"])


def test_there_is_one_outcome(owner, opportunity):
    actions.win_opportunity(owner, opportunity)
    with pytest.raises(WrongMomentError):
        actions.lose_opportunity(owner, opportunity, reason="Price")


def test_a_closed_opportunity_does_not_move(owner, opportunity, proposal):
    actions.win_opportunity(owner, opportunity)
    with pytest.raises(WrongMomentError):
        actions.move_opportunity(owner, opportunity, proposal)


def test_reopening_voids_the_decision(owner, opportunity):
    actions.lose_opportunity(owner, opportunity, reason="Price")
    again = actions.reopen_opportunity(owner, opportunity)
    assert (again.outcome, again.closed_on, again.lost_reason, codes_of(again)) == ("open", None, "", [])


def test_deleting_voids_what_it_wrote_and_opens_the_lead_again(admin, owner, lead):
    opportunity = actions.open_from_lead(owner, lead)
    actions.delete_opportunity(admin, opportunity)
    lead.refresh_from_db()
    assert (lead.status, codes_of(lead)) == ("open", [])
    assert not Opportunity.objects.exists()


def test_an_opportunity_of_a_lead_bears_its_tags_and_the_lead_keeps_them(owner, lead):
    change_tags(owner, "lead", [lead], named(["vip", "fair"]))
    opportunity = actions.open_from_lead(owner, lead)
    for kind, row in (("opportunity", opportunity), ("lead", lead)):
        assert [tag.name for tag in tags_of(kind, [row.pk])[row.pk]] == ["fair", "vip"]
