"""Lost opportunities come back: on the day of their reason, by hand, and not while somebody works with the buyer."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.models import Touch
from jornada.apps.leads.disposition import actions as disposition
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Change, Notice, RoleRule, User
from jornada.apps.sales import actions, reason_actions, returning
from jornada.apps.sales.models import LossReason, Opportunity
from jornada.flow.winback import bring_back_due

pytestmark = pytest.mark.django_db


def in_days(number):
    return actions.today() + dt.timedelta(days=number)


def later(days):
    return timezone.now() + dt.timedelta(days=days)


@pytest.fixture
def lost(owner, lead):
    return actions.lose_opportunity(owner, actions.open_from_lead(owner, lead), reason="Price", note="Too dear")


def test_a_lost_opportunity_comes_back_on_the_day_of_its_reason_as_the_next_cycle(owner, lead, lost):
    assert lost.return_on == in_days(30)
    assert (bring_back_due(later(29)), bring_back_due(later(30)), bring_back_due(later(31))) == (0, 1, 0)
    new, old = Lead.objects.get(lost_before=lost.pk), Lead.objects.get(pk=lead.pk)
    assert (new.cycle, new.status, new.owner, new.account, new.contact) == (
        2,
        "open",
        owner,
        lead.account,
        lead.contact,
    )
    assert (new.returned_from, new.source, new.thread_id == lead.thread_id) == (old, lead.source, False)
    assert (old.status, Opportunity.objects.get(pk=lost.pk).outcome) == ("converted", "lost")
    assert "Too dear" in Touch.objects.get(thread=new.thread_id, activity__code="lead.returned").note
    assert Notice.objects.filter(user=owner, kind="returned").exists()


def test_the_next_wait_is_that_of_the_next_cycle(owner, lost):
    second = returning.bring_back(owner, lost)
    again = actions.lose_opportunity(owner, actions.open_from_lead(owner, second), reason="Price")
    assert again.return_on == in_days(60)


def test_without_a_lead_the_cycles_are_counted_all_the_same(owner, opportunity):
    lost = actions.lose_opportunity(owner, opportunity, reason="Price")
    second = returning.bring_back(owner, lost)
    assert (second.cycle, second.returned_from) == (2, None)
    again = actions.lose_opportunity(owner, actions.open_from_lead(owner, second), reason="Price")
    assert again.return_on == in_days(60)


def test_each_reason_has_its_schedule_or_none(admin, owner, opportunity):
    reason = reason_actions.reason_named("Closed down")
    reason_actions.update_reason(admin, reason, schedule=[])
    reason.refresh_from_db()
    assert actions.lose_opportunity(owner, opportunity, reason=reason).return_on is None


def test_a_day_that_is_given_holds_over_the_reason(owner, opportunity):
    with pytest.raises(WrongMomentError):
        actions.lose_opportunity(owner, opportunity, reason="Price", return_on=actions.today())
    assert actions.lose_opportunity(owner, opportunity, reason="Price", return_on=in_days(5)).return_on == in_days(5)


def test_reopening_takes_the_day_away(owner, lost):
    assert actions.reopen_opportunity(owner, lost).return_on is None
    assert bring_back_due(later(400)) == 0


def test_what_came_back_is_not_reopened_but_undone_on_the_lead(owner, lost):
    new = returning.bring_back(owner, lost)
    with pytest.raises(WrongMomentError):
        actions.reopen_opportunity(owner, lost)
    disposition.undo_return(owner, new)
    lost.refresh_from_db()
    assert (lost.returned_as_id, lost.return_on, bring_back_due(later(400))) == (None, None, 0)


def test_nobody_comes_back_who_is_worked_with(owner, lost):
    actions.create_opportunity(owner, name="Other", account=lost.account, contact=lost.contact)
    assert bring_back_due(later(30)) == 0
    lost.refresh_from_db()
    assert (lost.return_on, lost.returned_as_id) == (None, None)


def test_the_page_shows_the_day_changes_it_and_brings_back(client, owner, lost):
    client.force_login(owner)
    url = lost.get_absolute_url()
    assert "return/" in client.get(url).content.decode()
    client.post(f"{url}return/", {"return_on": in_days(9).isoformat()})
    lost.refresh_from_db()
    assert lost.return_on == in_days(9)
    assert client.post(f"{url}return/", {"return_on": "2020-01-01"}).status_code == 422
    page = client.post(f"{url}back/", follow=True).content.decode()
    assert "Too dear" in page
    assert Lead.objects.get(lost_before=lost.pk).get_absolute_url() in client.get(url).content.decode()


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_others_bring_nothing_back(request, client, lost, who, status):
    client.force_login(request.getfixturevalue(who))
    for path in ("return/", "back/"):
        assert client.post(f"{lost.get_absolute_url()}{path}", {"return_on": ""}).status_code == status


def test_the_schedule_of_a_reason_is_a_setting(client, admin):
    client.force_login(admin)
    reason = LossReason.objects.first()
    url, values = f"/settings/loss-reasons/{reason.pk}/", {"label_en": "Price", "label_pt": "Preço", "is_active": "on"}
    assert "30, 60, 90, 180" in client.get(url).content.decode()
    assert client.post(url, {**values, "schedule": "soon"}).status_code == 422
    client.post(url, {**values, "schedule": "90 / 180"})
    reason.refresh_from_db()
    assert reason.days == (90, 180)


def test_who_may_make_no_leads_brings_none_back(client, owner, lost):
    RoleRule.objects.create(code="sales", rule={"reaches": {"lead.create": "none"}})
    client.force_login(owner)
    assert "Bring back now" not in client.get(lost.get_absolute_url()).text
    assert client.post(reverse("opportunity_back", args=[lost.pk])).status_code == 403
    assert bring_back_due(later(30)) == 1  # the worker does, whoever owns it


def test_who_may_only_read_the_day_is_not_offered_to_change_it(client, owner, lost):
    RoleRule.objects.create(code="sales", rule={"fields": {"opportunity.return_on": "read"}})
    client.force_login(owner)
    page, at = client.get(lost.get_absolute_url()).text, reverse("opportunity_return", args=[lost.pk])
    assert at not in page
    assert "Bring back now" in page
    assert client.get(at).status_code == 403


def test_a_return_without_a_lead_is_undone_on_the_new_lead(client, owner, opportunity):
    lost = actions.lose_opportunity(owner, opportunity, reason="Price")
    new = returning.bring_back(owner, lost)
    client.force_login(owner)
    undo = reverse("lead_step", args=[new.pk, "undo-return"])
    assert undo in client.get(new.get_absolute_url()).text
    assert client.post(undo).url == lost.get_absolute_url()
    lost.refresh_from_db()
    assert (lost.returned_as_id, lost.return_on, Lead.objects.filter(pk=new.pk).exists()) == (None, None, False)
    assert Change.objects.filter(object_id=lost.pk, field="returned_as", user=owner).count() == 2
    assert actions.reopen_opportunity(owner, lost).outcome == "open"


def test_undoing_a_return_is_a_change_of_the_opportunity_too(client, owner, opportunity):
    lost = actions.lose_opportunity(owner, opportunity, reason="Price")
    new = returning.bring_back(owner, lost)
    RoleRule.objects.create(code="sales", rule={"reaches": {"opportunity.change": "none"}})
    client.force_login(owner)
    undo = reverse("lead_step", args=[new.pk, "undo-return"])
    assert undo not in client.get(new.get_absolute_url()).text
    assert client.post(undo).status_code == 403
    with pytest.raises(PermissionDenied):
        disposition.undo_return(User.objects.get(pk=owner.pk), new)
    assert Opportunity.objects.get(pk=lost.pk).returned_as_id == new.pk


def test_leads_that_are_out_of_sight_are_not_told(client, owner, lost):
    new = returning.bring_back(owner, lost)
    client.force_login(owner)
    page = client.get(lost.get_absolute_url()).text
    assert f"/leads/{new.pk}/" in page
    assert f"/leads/{lost.lead_id}/" in page
    RoleRule.objects.create(code="sales", rule={"reaches": {"lead.view": "none"}})
    page = client.get(lost.get_absolute_url()).text
    assert "It came back as cycle 2" in page
    assert f"/leads/{new.pk}/" not in page
    assert f"/leads/{lost.lead_id}/" not in page
