"""Winning and losing with what is still open then, and the way back."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.interactions.places import Place, place_of_record
from jornada.apps.interactions.planning import complete_task, plan_touch
from jornada.apps.interactions.queries import live_touches
from jornada.apps.leads.intent import actions as intent
from jornada.apps.leads.intent.queries import test_in_use as known_test
from jornada.apps.leads.temperature.actions import state_time_frame
from jornada.apps.org import edits
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import RoleRule, User
from jornada.apps.sales import actions, closing, line_actions
from jornada.apps.sales.closing_forms import LostForm, WonForm
from jornada.apps.sales.loose_ends import loose_ends
from jornada.apps.sales.models import LossReason, Opportunity
from jornada.apps.sales.proposals import actions as proposals
from jornada.apps.sales.proposals import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(owner, opportunity):
    place = Place(opportunity.account, None, opportunity.thread)
    due_at = timezone.now() + dt.timedelta(days=1)
    return plan_touch(owner, place, Activity.objects.get(code="call.connected"), due_at, note="Ask about it")


@pytest.fixture
def versions(owner, opportunity):
    """Two versions that are out, of 90 and 80, and a deal of 100."""
    line_actions.add_line(owner, opportunity, description="Setup", unit_price=Decimal(100))
    drafts = [proposals.draft_proposal(owner, opportunity, discount=Decimal(off)) for off in (10, 20)]
    opportunity.refresh_from_db()
    return [proposals.send_proposal(owner, draft) for draft in drafts]


def standing(opportunity):
    """Say how the deal, its tasks, its versions and their touches stand."""
    row = Opportunity.objects.get(pk=opportunity.pk)
    tasks = PlannedTouch.objects.filter(thread=row.thread).order_by("id")
    told = live_touches().filter(thread=row.thread).values_list("activity__code", flat=True)
    return {
        "deal": (row.outcome, row.amount, row.closed_on, row.lost_reason),
        "open": [task.cancelled_at is None for task in tasks],
        "versions": [(each.status, each.answered_by) for each in row.proposals.order_by("version")],
        "touches": sorted(told),
    }


@pytest.fixture
def held(monkeypatch):
    """The records that were held, in order."""
    found, locked = [], edits.locked
    monkeypatch.setattr(edits, "locked", lambda record: found.append(type(record)) or locked(record))
    return found


def test_the_opportunity_is_held_before_its_versions(owner, opportunity, versions, held):
    closing.win(owner, opportunity, accepted=versions[0], withdraw=True)
    assert held[0] is Opportunity


def test_won_twice_with_a_version_is_told_so(owner, opportunity, versions):
    closing.win(owner, opportunity, accepted=versions[0])
    with override("en"), pytest.raises(WrongMomentError, match="closed already"):
        closing.win(owner, opportunity, accepted=versions[0])


def win_all(owner, opportunity, versions, task):
    _first, second = versions
    return closing.win(owner, opportunity, accepted=second, withdraw=True, cancel=[task], amount=second.total)


def test_winning_settles_what_is_still_open(owner, opportunity, versions, task):
    won = win_all(owner, opportunity, versions, task)
    now = standing(won)
    assert now["deal"][:2] == ("won", Decimal(80))
    assert (now["open"], [status for status, _who in now["versions"]]) == ([False], ["withdrawn", "accepted"])
    assert {"deal.won", "proposal.accepted"} <= set(now["touches"])


def test_without_a_word_everything_else_stays(owner, opportunity, versions, task):
    before = standing(opportunity)
    closing.win(owner, opportunity, amount=Decimal(5))
    after = standing(opportunity)
    assert (after["open"], after["versions"]) == (before["open"], before["versions"])


def test_reopening_takes_all_of_it_back(owner, opportunity, versions, task):
    before = standing(opportunity)
    closing.reopen(owner, win_all(owner, opportunity, versions, task))
    assert standing(opportunity) == before
    assert queries.why_no_answer(versions[1]) == ""


def test_an_amount_that_was_typed_without_cents_is_given_back_too(client, owner, opportunity, versions):
    client.force_login(owner)
    given = {"closed_on": timezone.localdate().isoformat(), "amount": "80", "accepted": ""}
    client.post(f"/opportunities/{opportunity.pk}/win/", given)
    closing.reopen(owner, opportunity)
    assert Opportunity.objects.get().amount == Decimal(100)


def test_reopening_is_taken_back_and_that_again(owner, opportunity, versions, task):
    before = standing(opportunity)
    won = win_all(owner, opportunity, versions, task)
    closed = standing(won)
    moves = won.moves.count()
    for _round in range(2):
        closing.close_again(owner, closing.reopen(owner, won))
        assert (standing(won), won.moves.count()) == (closed, moves)
    closing.reopen(owner, won)
    assert standing(won) == before


def test_a_loss_comes_back_with_its_reason(owner, opportunity, task):
    lost = closing.lose(owner, opportunity, reason="Price", note="Too dear", cancel=[task])
    closed, day = standing(lost), lost.return_on
    again = closing.close_again(owner, closing.reopen(owner, lost))
    assert (standing(again), again.return_on, again.loss_reason) == (closed, day, lost.loss_reason)


def test_what_was_changed_since_stays(owner, opportunity, versions, task):
    won = win_all(owner, opportunity, versions, task)
    actions.update_opportunity(owner, won, amount=Decimal(7))
    closing.reopen(owner, won)
    assert standing(won)["deal"][:2] == ("open", Decimal(7))


def test_nothing_is_closed_again_that_moved_on(owner, opportunity, task):
    row = closing.reopen(owner, closing.win(owner, opportunity))
    actions.move_opportunity(owner, row, row.stage.pipeline.stages.last())
    with pytest.raises(WrongMomentError):
        closing.close_again(owner, row)
    with pytest.raises(WrongMomentError):
        closing.close_again(owner, closing.win(owner, row))


def test_a_task_that_was_done_meanwhile_is_no_error(owner, opportunity, task):
    complete_task(owner, task)
    closing.lose(owner, opportunity, reason="Price", cancel=[task])
    task.refresh_from_db()
    assert task.done_at
    assert not task.cancelled_at


def test_a_version_accepted_once_more_after_the_way_back_is_a_touch_again(owner, opportunity, versions, task):
    closing.reopen(owner, win_all(owner, opportunity, versions, task))
    versions[1].refresh_from_db()
    win_all(owner, opportunity, versions, task)
    assert standing(opportunity)["touches"].count("proposal.accepted") == 1


def test_a_withdrawn_version_waits_for_nothing(client, owner, opportunity, versions):
    proposals.withdraw_proposal(owner, versions[1])
    assert queries.why_no_answer(versions[0]) == ""
    page = client.get(f"/p/{queries.token_of(versions[1])}/").text
    assert "Accept" not in page.split("</header>")[1]
    with pytest.raises(WrongMomentError):
        proposals.withdraw_proposal(owner, versions[1])


def test_a_version_is_withdrawn_on_its_page_with_a_way_back(client, owner, outsider, versions):
    url = f"/proposals/{versions[1].pk}/"
    client.force_login(owner)
    assert "Withdraw this version" in client.get(url).text
    page = client.post(f"{url}recall/", follow=True).text
    assert f"{url}wait-again/" in page
    assert "Let it wait for an answer again" in page
    client.post(f"{url}wait-again/")
    assert standing(versions[1].opportunity)["versions"][1] == ("sent", "")
    client.force_login(outsider)
    assert client.post(f"{url}recall/").status_code == 404


def test_the_form_of_winning_shows_what_is_open(owner, opportunity, versions, task):
    form = WonForm(opportunity=opportunity, user=owner)
    assert form["accepted"].initial == str(versions[1].pk)
    assert form["amount"].initial == versions[1].total
    assert form.fields["amount"].help_text.count("data-fill") == 2
    assert "100" in form.fields["amount"].help_text
    assert (form["withdraw"].initial, form["cancel"].initial) == (True, [])
    assert "Ask about it" in str(form["cancel"])


def test_an_amount_is_filled_in_as_the_page_s_language_writes_it(owner, opportunity, versions):
    Opportunity.objects.update(amount=Decimal("12345.60"))
    opportunity.refresh_from_db()
    with override("pt-br"):
        assert "[&quot;12.345,60&quot;]" in WonForm(opportunity=opportunity, user=owner).fields["amount"].help_text


def test_losing_cancels_what_is_planned_unless_one_unticks_it(owner, opportunity, task):
    form = LostForm(opportunity=opportunity, user=owner)
    assert form["cancel"].initial == [task.pk]
    assert "withdraw" not in form.fields


def test_a_deal_without_loose_ends_is_asked_for_no_more_than_before(owner, opportunity):
    form = WonForm(opportunity=opportunity, user=owner)
    assert {"accepted", "withdraw", "cancel"} & set(form.fields) == set()


def test_who_sees_no_amounts_is_told_of_no_proposals(owner, opportunity, versions, task):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {"opportunity.amount": "hidden"}}})
    ends = loose_ends(User.objects.get(pk=owner.pk), opportunity)
    assert (ends.waiting, ends.lines, len(ends.tasks)) == ([], None, 1)


def test_the_page_wins_with_all_of_it_and_the_message_takes_it_back(client, owner, opportunity, versions, task):
    client.force_login(owner)
    before = standing(opportunity)
    given = {"closed_on": timezone.localdate().isoformat(), "amount": "80.00", "withdraw": "on"}
    given |= {"accepted": str(versions[1].pk), "cancel": [str(task.pk)]}
    page = client.post(f"/opportunities/{opportunity.pk}/win/", given, follow=True).text
    won = standing(opportunity)
    assert won["versions"][1] == ("accepted", "Acme")
    assert f"/opportunities/{opportunity.pk}/reopen/" in page
    page = client.post(f"/opportunities/{opportunity.pk}/reopen/", follow=True).text
    assert standing(opportunity) == before
    assert f"/opportunities/{opportunity.pk}/close-again/" in page
    client.post(f"/opportunities/{opportunity.pk}/close-again/")
    assert standing(opportunity) == won


def test_an_outsider_closes_nothing_again(client, outsider, owner, opportunity):
    closing.reopen(owner, closing.win(owner, opportunity))
    client.force_login(outsider)
    assert client.post(f"/opportunities/{opportunity.pk}/close-again/").status_code in (403, 404)


@pytest.fixture
def late(opportunity, versions):
    """The versions above, whose validity was over yesterday."""
    opportunity.proposals.update(valid_until=actions.today() - dt.timedelta(days=1))
    return versions


def test_each_version_brings_its_amount_with_it(owner, opportunity, versions):
    form = WonForm(opportunity=opportunity, user=owner)
    amount, told = form.fields["amount"], form.fields["accepted"].widget.attrs
    worths = {**{str(row.pk): row.total for row in versions}, "": opportunity.amount}
    assert json.loads(told["data-values"]) == {pk: [amount.widget.format_value(worth)] for pk, worth in worths.items()}
    assert f'id="{told["data-fills"]}"' in str(form["amount"])


def test_a_version_whose_validity_is_over_is_offered_but_not_chosen(owner, opportunity, late):
    with override("en"):
        form = WonForm(opportunity=opportunity, user=owner)
    accepted = form.fields["accepted"]
    assert (accepted.initial, form.fields["amount"].initial) == ("", opportunity.amount)
    assert [name.split(" ·")[0] for _pk, name in accepted.choices][:2] == ["Version 2 (expired)", "Version 1 (expired)"]


def test_what_the_buyer_said_yes_to_after_its_validity_counts(owner, opportunity, late, task):
    now = standing(win_all(owner, opportunity, late, task))
    assert [status for status, _who in now["versions"]] == ["withdrawn", "accepted"]


def test_the_page_of_a_late_version_takes_what_one_of_us_heard(client, owner, late):
    client.force_login(owner)
    assert "Record the answer" in client.get(late[1].get_absolute_url()).content.decode()
    sent = {"answer": "accepted", "name": "Bia"}
    assert client.post(f"/proposals/{late[1].pk}/answer/", sent).status_code == 302
    late[1].refresh_from_db()
    assert late[1].status == "accepted"


def test_a_closed_opportunity_is_given_no_advice_by_its_temperature(client, owner, opportunity):
    client.force_login(owner)
    assert "State a time frame" in client.get(opportunity.get_absolute_url()).text
    closing.win(owner, opportunity)
    page = client.get(opportunity.get_absolute_url()).text
    assert "State a time frame" not in page
    assert ">Temperature<" not in page


def test_what_was_stated_stays_on_a_closed_opportunity(client, owner, account, opportunity):
    state_time_frame(owner, Place(opportunity.account, None, opportunity.thread), "now")
    closing.win(owner, opportunity)
    client.force_login(owner)
    page = client.get(opportunity.get_absolute_url()).text
    assert "Buys now" in page
    assert "they said that they buy now" not in page


def bant_of(owner, record, **answers):
    intent.answer(owner, place_of_record("lead", record), known_test("bant"), answers)


def close(owner, opportunity, outcome):
    reason = actions.lose_opportunity if outcome == "lost" else actions.win_opportunity
    more = {"reason": LossReason.objects.first()} if outcome == "lost" else {}
    reason(owner, opportunity, **more)


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_what_was_found_out_is_a_folded_record_once_it_is_closed(client, owner, opportunity, outcome):
    bant_of(owner, opportunity, budget="yes")
    address = f"/threads/{opportunity.thread_id}/intent/bant/"
    client.force_login(owner)
    page = client.get(opportunity.get_absolute_url()).text
    assert address in page
    assert "data-known" not in page
    close(owner, opportunity, outcome)
    page = client.get(opportunity.get_absolute_url()).text
    assert address not in page
    assert '<details class="j-card j-history" data-known="bant">' in page
    assert "1 of 4 answered" in page
    assert "Not asked yet" not in page
    assert "To pass:" not in page
    actions.reopen_opportunity(owner, opportunity)
    assert address in client.get(opportunity.get_absolute_url()).text


def test_what_nobody_had_found_out_is_not_asked_for_once_it_is_closed(client, owner, opportunity):
    client.force_login(owner)
    assert "Not asked yet" in client.get(opportunity.get_absolute_url()).text
    assert "test-bant-budget" in client.get(f"/touches/new/?thread={opportunity.thread_id}").text
    actions.win_opportunity(owner, opportunity)
    page = client.get(opportunity.get_absolute_url()).text
    assert "BANT" not in page
    assert "Nobody plays:" not in page
    assert "With lines, the amount adds up" not in page
    assert "test-bant-budget" not in client.get(f"/touches/new/?thread={opportunity.thread_id}").text


def test_the_lead_of_a_won_opportunity_asks_for_nothing_either(client, owner, lead):
    deal = actions.open_from_lead(owner, lead)
    bant_of(owner, lead, budget="yes")
    client.force_login(owner)
    assert "State a time frame" in client.get(lead.get_absolute_url()).text
    actions.win_opportunity(owner, deal)
    page = client.get(lead.get_absolute_url()).text
    assert "State a time frame" not in page
    assert f"/threads/{lead.thread_id}/intent/bant/" not in page
    assert 'data-known="bant"' in page


@pytest.mark.parametrize(("who", "sees"), [("owner", True), ("colleague", True), ("outsider", False)])
def test_the_record_of_what_was_known_is_for_whoever_sees_the_opportunity(
    request, client, owner, opportunity, who, sees
):
    bant_of(owner, opportunity, budget="yes")
    actions.win_opportunity(owner, opportunity)
    client.force_login(request.getfixturevalue(who))
    answer = client.get(opportunity.get_absolute_url())
    assert (answer.status_code == 200 and "data-known" in answer.text) is sees


def test_a_decision_is_not_voided_behind_its_record(client, owner, opportunity):
    actions.win_opportunity(owner, opportunity)
    won = Touch.objects.get(activity__code="deal.won")
    client.force_login(owner)
    assert reverse("touch_void", args=[won.pk]) not in client.get(opportunity.get_absolute_url()).content.decode()
    page = client.post(reverse("touch_void", args=[won.pk]), {"reason": "slip"}, follow=True).content.decode()
    assert "take the change back there" in page
    assert not Touch.objects.filter(voids=won).exists()
    actions.reopen_opportunity(owner, opportunity)
    assert Touch.objects.filter(voids=won).exists()
