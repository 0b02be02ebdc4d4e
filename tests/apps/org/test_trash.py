"""What is deleted on a page comes back, with what went along."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.leads.models import Lead
from jornada.apps.leads.scoring import actions as scoring
from jornada.apps.leads.scoring.models import LeadScore
from jornada.apps.market.models import Account, Competitor, Product
from jornada.apps.org.lists import trash
from jornada.apps.org.models import DeletedRecord, Team, User
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db


def deleted(client, user, url):
    client.force_login(user)
    page = client.post(url, follow=True)
    return f"/deleted/{DeletedRecord.objects.get().pk}/undo/", page


@pytest.mark.parametrize("name", ["contact", "lead", "opportunity"])
def test_a_record_comes_back_from_the_message(request, client, owner, manager, name):
    record = request.getfixturevalue(name)
    undo, page = deleted(client, manager, f"{record.get_absolute_url()}delete/")
    assert undo in page.text
    assert not type(record).objects.filter(pk=record.pk).exists()
    assert client.post(undo)["Location"] == record.get_absolute_url()
    again = type(record).objects.get(pk=record.pk)
    assert (str(again), again.owner, again.created_at) == (str(record), owner, record.created_at)
    assert not DeletedRecord.objects.exists()


def test_an_account_comes_back_to_its_contacts(client, manager, account, contact):
    undo, _page = deleted(client, manager, f"{account.get_absolute_url()}delete/")
    contact.refresh_from_db()
    assert contact.account is None
    client.post(undo)
    contact.refresh_from_db()
    assert contact.account == account


def test_settings_come_back_too(client, admin, owner, opportunity):
    rival = Competitor.objects.create(name="Rival")
    Opportunity.objects.filter(pk=opportunity.pk).update(competitor=rival)
    undo, page = deleted(client, admin, f"/competitors/{rival.pk}/delete/")
    assert undo in page.text
    client.post(undo)
    opportunity.refresh_from_db()
    assert opportunity.competitor == rival


def test_what_follows_from_it_is_put_right(client, admin, monkeypatch):
    heard = []
    monkeypatch.setitem(trash._afterwards, "market.competitor", lambda user, row: heard.append((user, row)))
    rival = Competitor.objects.create(name="Rival")
    undo, _page = deleted(client, admin, f"/competitors/{rival.pk}/delete/")
    client.post(undo)
    assert heard == [(admin, rival)]


def test_points_of_a_model_that_is_back_are_given_again(client, admin, lead, monkeypatch):
    model = scoring.create_model(admin, name="Fit")
    monkeypatch.setattr(scoring, "_sound", lambda model, rules: None)
    scoring.publish(admin, model)
    before = list(LeadScore.objects.filter(model=model).values_list("lead", "points"))
    assert before
    undo, _page = deleted(client, admin, f"{model.get_absolute_url()}delete/")
    client.post(undo)
    assert before == list(LeadScore.objects.filter(model=model).values_list("lead", "points"))


def test_a_team_comes_back_to_its_members(client, admin, owner):
    team = Team.objects.create(name="North")
    User.objects.filter(pk=owner.pk).update(team=team)
    undo, _page = deleted(client, admin, f"/settings/teams/{team.pk}/delete/")
    client.post(undo)
    owner.refresh_from_db()
    assert owner.team == team


def test_settings_come_back_for_an_hour(client, admin):
    product = Product.objects.create(name="Sensor")
    deleted(client, admin, f"/products/{product.pk}/delete/")
    kept = DeletedRecord.objects.get()
    assert trash.take_back(admin, kept.pk, timezone.now() + dt.timedelta(hours=2)) is None
    assert trash.take_back(admin, kept.pk, timezone.now()) == product


def test_only_who_deleted_it_brings_it_back(client, owner, colleague, outsider, manager, account):
    undo, _page = deleted(client, manager, f"{account.get_absolute_url()}delete/")
    for other in (owner, colleague, outsider):
        client.force_login(other)
        client.post(undo)
        assert not Account.objects.exists()


def test_who_may_not_delete_any_more_brings_nothing_back(client, manager, account):
    undo, _page = deleted(client, manager, f"{account.get_absolute_url()}delete/")
    User.objects.filter(pk=manager.pk).update(role="viewer")
    client.post(undo)
    assert not Account.objects.exists()


def test_what_takes_too_much_with_it_is_asked_about_first(client, manager, account, contact, monkeypatch):
    monkeypatch.setattr(trash, "MOST", 0)
    client.force_login(manager)
    url = f"{contact.get_absolute_url()}delete/"
    asked = client.post(url)
    assert (asked.status_code, asked.context["is_final"]) == (422, True)
    page = client.post(url, {"is_sure": "1"}, follow=True)
    assert "/deleted/" not in page.text
    assert not DeletedRecord.objects.exists()


def test_what_cannot_be_deleted_is_said_and_nothing_is_kept(client, manager, account, lead):
    client.force_login(manager)
    refused = client.post(f"{account.get_absolute_url()}delete/")
    assert refused.status_code == 422
    assert Lead.objects.exists()
    assert not DeletedRecord.objects.exists()


def test_without_script_the_page_asks(client, manager, contact):
    client.force_login(manager)
    page = client.get(f"{contact.get_absolute_url()}delete/")
    assert page.status_code == 200
    assert "data-at-once" in client.get(contact.get_absolute_url()).text
