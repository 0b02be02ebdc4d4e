"""Leads set aside with a reason, and back: by date, before a contract ends, by new activity; all of it undone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from jornada.apps.handoff import offers
from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.leads import actions
from jornada.apps.leads.disposition import actions as disposition
from jornada.apps.leads.disposition import queries, reason_actions, returning
from jornada.apps.leads.models import DispositionReason, Lead
from jornada.apps.leads.queries import last_handoff
from jornada.apps.leads.temperature.queries import company_zone, day_of
from jornada.apps.market.models import Competitor
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Notice, RoleRule, User
from jornada.apps.sales.actions import create_opportunity, lose_opportunity, open_from_lead
from jornada.apps.sales.models import LossReason
from jornada.flow.settle import settle
from jornada.flow.winback import bring_back_due
from jornada.rules.conditions import Attribute
from jornada.ui.conditions.engine import engine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def reason(code):
    return DispositionReason.objects.get(code=code)


def in_days(number):
    return day_of(timezone.now(), company_zone()) + dt.timedelta(days=number)


def later(days):
    return timezone.now() + dt.timedelta(days=days)


def test_a_parked_lead_comes_back_on_the_day_of_its_reason_as_the_next_cycle(owner, lead):
    parked = actions.park_lead(owner, lead, reason("not_now"), note="After the fair")
    assert (parked.return_on, parked.reason) == (in_days(30), "After the fair")
    assert (bring_back_due(later(29)), Lead.objects.count()) == (0, 1)
    assert (bring_back_due(later(30)), bring_back_due(later(31))) == (1, 0)
    new = Lead.objects.get(returned_from=lead)
    assert (new.cycle, new.status, new.owner, new.thread_id == lead.thread_id) == (2, "open", owner, False)
    assert (new.account, new.contact, new.source, new.name) == (lead.account, lead.contact, lead.source, lead.name)
    old = Lead.objects.get(pk=lead.pk)
    assert (old.status, old.cycle, old.thread_id, old.disposition.code) == ("parked", 1, lead.thread_id, "not_now")
    noted = Touch.objects.get(thread=lead.thread_id, activity__code="subject.parked")
    assert "After the fair" in noted.note


def test_the_next_wait_is_that_of_the_next_cycle(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    new = disposition.bring_back(owner, lead)
    assert actions.park_lead(owner, new, reason("not_now")).return_on == in_days(60)


def test_a_day_that_is_given_holds_over_the_reason(owner, lead):
    assert actions.park_lead(owner, lead, reason("not_now"), return_on=in_days(5)).return_on == in_days(5)


def test_without_a_schedule_a_discarded_lead_stays_out(owner, lead):
    assert actions.discard_lead(owner, lead, reason("no_fit")).return_on is None


def test_who_bought_from_a_competitor_comes_back_before_the_contract_ends(owner, lead):
    rival = Competitor.objects.create(name="Nimbus")
    row = actions.discard_lead(owner, lead, reason("competitor"), competitor=rival, contract_ends_on=in_days(200))
    assert row.return_on == in_days(110)
    bring_back_due(later(110))
    note = Touch.objects.get(activity__code="lead.returned").note
    assert "Nimbus" in note or rival.name in note


def test_a_buyer_who_acts_again_brings_the_lead_back(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    record_touch(None, "page.viewed", account=lead.account, contact=lead.contact, at=later(0.1))
    settle([lead.account_id], now=later(0.5))
    assert not Lead.objects.filter(returned_from=lead).exists()
    record_touch(None, "demo.requested", account=lead.account, contact=lead.contact, at=later(0.2))
    settle([lead.account_id], now=later(0.5))
    assert Lead.objects.filter(returned_from=lead).count() == 1


@pytest.mark.parametrize("code", ["no_fit", "wrong_data", "duplicate"])
def test_some_reasons_are_final_whatever_the_buyer_does(owner, lead, code):
    actions.discard_lead(owner, lead, reason(code))
    record_touch(None, "demo.requested", account=lead.account, contact=lead.contact, at=later(0.1))
    settle([lead.account_id], now=later(0.5))
    assert not Lead.objects.filter(returned_from=lead).exists()


def test_what_happened_before_it_was_set_aside_brings_nothing_back(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    record_touch(None, "demo.requested", account=lead.account, contact=lead.contact, at=later(-3))
    settle([lead.account_id])
    assert not Lead.objects.filter(returned_from=lead).exists()


def test_a_buyer_with_an_open_lead_gets_no_second_one(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    actions.create_lead(owner, name="Fair", contact=lead.contact, owner=owner)
    assert bring_back_due(later(40)) == 0
    assert Lead.objects.count() == 2


@pytest.mark.parametrize("has_contact", [True, False])
def test_what_a_buyer_does_in_a_later_cycle_belongs_to_that_one(owner, lead, has_contact):
    if not has_contact:
        lead = actions.create_lead(owner, name="Of the company", account=lead.account, owner=owner)
    actions.park_lead(owner, lead, reason("not_now"))
    new = actions.create_lead(owner, name="Fair", account=lead.account, contact=lead.contact, owner=owner)
    deal = open_from_lead(owner, new)
    record_touch(None, "demo.requested", account=lead.account, contact=lead.contact, at=later(0.1))
    settle([lead.account_id], now=later(0.5))
    lose_opportunity(owner, deal, reason="Price", note="")
    settle([lead.account_id], now=later(0.6))
    assert not Lead.objects.filter(returned_from=lead).exists()


def test_nobody_is_brought_back_on_a_day_while_an_opportunity_is_open(owner, lead):
    parked = actions.park_lead(owner, lead, reason("not_now"))
    create_opportunity(owner, name="By hand", account=lead.account, contact=lead.contact)
    record_touch(None, "demo.requested", account=lead.account, contact=lead.contact, at=later(0.1))
    settle([lead.account_id], now=later(0.5))
    assert Lead.objects.get(pk=parked.pk).return_on == parked.return_on
    assert bring_back_due(later(30)) == 0
    assert Lead.objects.get(pk=parked.pk).return_on is None


def test_the_owner_is_told_and_finds_it_in_my_day_until_it_is_touched(client, owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    bring_back_due(later(30))
    new = Lead.objects.get(returned_from=lead)
    assert Notice.objects.filter(user=owner, kind="returned").count() == 1
    assert list(queries.fresh_returns(owner, [owner.pk], timezone.now())) == [new]
    client.force_login(owner)
    assert "Leads that are back" in client.get("/").content.decode()
    record_touch(owner, "call.attempted", thread=new.thread, account=new.account)
    assert list(queries.fresh_returns(owner, [owner.pk], timezone.now())) == []


def test_a_lead_without_company_or_person_comes_back_in_its_second_cycle(owner):
    alone = actions.create_lead(owner, name="A card from the fair", owner=owner)
    new = disposition.bring_back(owner, actions.park_lead(owner, alone, reason("not_now")))
    assert new.cycle == 2
    assert list(queries.fresh_returns(owner, [owner.pk], timezone.now())) == [new]


def test_setting_aside_is_undone_with_its_touch(owner, lead):
    actions.discard_lead(owner, lead, reason("competitor"), return_on=in_days(9))
    row = actions.wake_lead(owner, lead)
    assert (row.status, row.disposition, row.return_on, row.set_aside_at) == ("open", None, None, None)
    assert Touch.objects.filter(activity__code="lead.discarded", voids=None, voided_by=None).count() == 0


def test_a_return_is_undone_while_nothing_has_happened(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    new = disposition.bring_back(owner, lead)
    old = disposition.undo_return(owner, new)
    assert (old.pk, old.status, old.return_on, Lead.objects.count()) == (lead.pk, "parked", None, 1)


def test_a_return_that_was_worked_on_is_not_undone(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    new = disposition.bring_back(owner, lead)
    record_touch(owner, "call.attempted", thread=new.thread, account=new.account)
    with pytest.raises(WrongMomentError, match="happened in this cycle"):
        disposition.undo_return(owner, new)


def test_a_lead_that_came_back_is_neither_woken_nor_brought_back_again(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    disposition.bring_back(owner, lead)
    for again in (actions.wake_lead, disposition.bring_back):
        with pytest.raises(WrongMomentError, match="came back already"):
            again(owner, lead)


def test_a_day_in_the_past_is_refused(owner, lead):
    with pytest.raises(WrongMomentError, match="lies ahead"):
        actions.park_lead(owner, lead, reason("not_now"), return_on=in_days(0))
    assert not Touch.objects.exists()


def test_a_contract_of_no_possible_year_is_refused(owner, lead):
    with pytest.raises(WrongMomentError, match="between 1970 and 2199"):
        actions.park_lead(owner, lead, reason("competitor"), contract_ends_on=dt.date.min)


def test_the_page_sets_aside_with_a_way_back(client, owner, lead):
    client.force_login(owner)
    sent = {"reason": reason("only_asking").pk, "note": "A student"}
    page = client.post(f"/leads/{lead.pk}/discard/", sent, follow=True).content.decode()
    assert f"/leads/{lead.pk}/wake/" in page
    assert "A student" in page
    client.post(f"/leads/{lead.pk}/wake/")
    assert Lead.objects.get(pk=lead.pk).status == "open"


def test_the_page_brings_back_and_undoes_it(client, owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    client.force_login(owner)
    page = client.post(f"/leads/{lead.pk}/back/", follow=True).content.decode()
    new = Lead.objects.get(returned_from=lead)
    assert "This is cycle 2" in page
    assert f"/leads/{new.pk}/undo-return/" in page
    client.post(f"/leads/{new.pk}/undo-return/", follow=True)
    assert list(Lead.objects.all()) == [lead]


def test_another_day_is_set_on_the_page(client, owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    client.force_login(owner)
    client.post(f"/leads/{lead.pk}/when/", {"return_on": in_days(3).isoformat()})
    assert Lead.objects.get(pk=lead.pk).return_on == in_days(3)


@pytest.mark.parametrize("step", ["back", "when", "wake"])
@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_others_bring_nothing_back(request, client, owner, lead, step, who, status):
    actions.park_lead(owner, lead, reason("not_now"))
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/leads/{lead.pk}/{step}/").status_code == status


def test_figures_by_reason_open_their_leads(client, owner, outsider, lead):
    actions.discard_lead(owner, lead, reason("only_asking"))
    row = queries.figures(owner)[0]
    assert (row.reason.code, row.discarded, row.waiting, row.returned) == ("only_asking", 1, 1, 0)
    assert queries.figures(outsider) == []
    client.force_login(owner)
    assert f"why={row.reason.pk}&amp;status=discarded" in client.get("/set-aside/").content.decode()
    assert lead.name in client.get(f"/leads/?why={row.reason.pk}&status=discarded").content.decode()
    assert lead.name not in client.get(f"/leads/?why={reason('no_fit').pk}").content.decode()


def test_figures_of_a_reason_are_those_counted_by_hand(owner):
    """Three parked, of which one came back and was taken, and two discarded without a day, all for one reason."""
    made = [actions.create_lead(owner, name=f"Lead {n}", owner=owner) for n in range(6)]
    parked = [actions.park_lead(owner, lead, reason("not_now")) for lead in made[:3]]
    for lead in made[3:5]:
        actions.discard_lead(owner, lead, reason("not_now"))
    Lead.objects.filter(pk__in=[lead.pk for lead in made[3:5]]).update(return_on=None)
    back = disposition.bring_back(owner, parked[0])
    Lead.objects.filter(pk=back.pk).update(type=Lead.Type.SAL)
    row = queries.figures(owner)[0]
    assert (row.parked, row.discarded, row.waiting, row.returned, row.accepted) == (3, 2, 2, 1, 1)
    Lead.objects.filter(pk=parked[0].pk).update(status=Lead.Status.OPEN)
    row = queries.figures(owner)[0]
    assert (row.parked, row.discarded, row.waiting, row.returned, row.accepted) == (2, 2, 2, 1, 1)


def test_conditions_ask_for_reason_and_return(owner, lead):
    actions.park_lead(owner, lead, reason("not_now"))
    for field, test, value in (
        ("disposition", "is", str(reason("not_now").pk)),
        ("return_on", "after", in_days(20).isoformat()),
        ("came_back", "is", False),
    ):
        assert engine().ids("lead", Attribute(field, test, value)).tolist() == [lead.pk], field


def test_handing_back_until_a_day_is_no_refusal_in_the_log(marketer, owner, lead):
    offer = offers.make_offer(marketer, lead, to=owner)
    offers.hand_back(owner, offer, in_days(20), "Budget in May")
    touch = last_handoff(lead)
    assert (touch.activity.code, "Budget in May" in touch.note) == ("handoff.returned", True)
    assert offers.make_offer(marketer, Lead.objects.get(pk=lead.pk), to=owner).pk != offer.pk


def test_an_administrator_keeps_the_reasons(client, admin, owner, lead):
    client.force_login(admin)
    sent = {"label_pt": "Fundiu", "label_en": "Merged", "discards": "on", "notice_days": 90, "is_active": "on"}
    assert client.post("/settings/set-aside-reasons/new/", {**sent, "schedule": "soon"}).status_code == 422
    assert client.post("/settings/set-aside-reasons/new/", {**sent, "discards": ""}).status_code == 422
    client.post("/settings/set-aside-reasons/new/", {**sent, "schedule": "30/60"})
    made = DispositionReason.objects.get(label_en="Merged")
    assert made.days == (30, 60)
    actions.discard_lead(owner, lead, made)
    with pytest.raises(WrongMomentError):
        reason_actions.delete_reason(admin, made)
    client.force_login(owner)
    assert client.get("/settings/set-aside-reasons/").status_code == 403


def lay_down(rule):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": rule})


def test_who_may_only_read_the_day_of_return_neither_sets_nor_is_asked_for_it(client, owner, lead):
    lay_down({"fields": {"lead.return_on": "read"}})
    client.force_login(owner)
    page = client.get(f"/leads/{lead.pk}/park/").text
    assert 'name="reason"' in page
    assert 'name="return_on"' not in page
    with pytest.raises(PermissionDenied):
        actions.park_lead(User.objects.get(pk=owner.pk), lead, reason("not_now"), return_on=in_days(9))
    client.post(f"/leads/{lead.pk}/park/", {"reason": reason("not_now").pk})
    assert f"/leads/{lead.pk}/when/" not in client.get(f"/leads/{lead.pk}/").text
    assert client.get(f"/leads/{lead.pk}/when/").status_code == 403
    with pytest.raises(PermissionDenied):
        disposition.change_return(User.objects.get(pk=owner.pk), lead, in_days(9))


def test_a_cycle_before_that_is_out_of_sight_is_not_told(client, owner, outsider, lead):
    actions.park_lead(owner, lead, reason("not_now"), note="Their boss is ill")
    new = disposition.bring_back(owner, lead)
    Lead.objects.filter(pk=lead.pk).update(owner=outsider)
    client.force_login(owner)
    page = client.get(f"/leads/{new.pk}/").text
    assert "This is cycle 2" in page
    assert "Their boss is ill" not in page
    assert f"/leads/{lead.pk}/" not in page
    client.force_login(outsider)
    page = client.get(f"/leads/{lead.pk}/").text
    assert "It came back as cycle 2" in page
    assert f"/leads/{new.pk}/" not in page


def test_an_opportunity_that_is_out_of_sight_is_not_told(client, owner, lead):
    open_from_lead(owner, lead, name="Secret deal")
    lay_down({"reaches": {"opportunity.view": "none"}})
    client.force_login(owner)
    assert "Secret deal" not in client.get(f"/leads/{lead.pk}/").text


@pytest.mark.parametrize(("language", "written"), [("pt-br", "termina em 29/03/2027"), ("en", "ends on 03/29/2027")])
def test_why_a_lead_is_back_names_the_day_as_the_language_writes_it(owner, lead, language, written):
    lead.competitor, lead.contract_ends_on = Competitor(name="Rival"), dt.date(2027, 3, 29)
    with translation.override(language):
        assert written in returning._why(lead)


@pytest.mark.parametrize(
    ("days", "said"),
    [((), ""), ((1,), "volta após 1 dia"), ((180, 180), "volta após 180 dias, depois mais 180")],
)
def test_a_reason_says_in_words_when_what_it_ends_comes_back(days, said):
    with translation.override("pt-br"):
        assert DispositionReason(schedule=list(days)).said_days == said


def test_reasons_of_losses_have_a_plural():
    with translation.override("pt-br"):
        assert str(LossReason._meta.verbose_name_plural) == "motivos de perda"
