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
from tests.apps.org.test_roles import PHONE, fresh, lay_down

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


def in_trash(client, user):
    client.force_login(user)
    return [row.instance.name for row in client.get("/trash/").context["listing"].rows]


def test_the_trash_shows_what_ones_role_could_delete(client, owner, colleague, outsider, manager, admin, account):
    deleted(client, manager, f"{account.get_absolute_url()}delete/")
    far = User.objects.create(username="far", email="far@example.com", role="manager", team=outsider.team)
    shown = {person.name: in_trash(client, person) for person in (owner, colleague, outsider, far, manager, admin)}
    assert {name for name, names in shown.items() if names == ["Acme"]} == {"Marta", "Ada"}
    assert {name for name, names in shown.items() if not names} == {"Olga", "Carlos", "Ivo", ""}
    for person in (owner, colleague, outsider, far):
        client.force_login(person)
        client.post("/trash/restore/", {"ids": [DeletedRecord.objects.get().pk]})
        assert not Account.objects.exists()


def test_a_colleague_who_may_delete_it_brings_it_back_from_the_trash(client, admin, manager, account):
    deleted(client, manager, f"{account.get_absolute_url()}delete/")
    page = client.get("/trash/")
    assert "Acme" in page.text
    client.force_login(admin)
    answer = client.post("/trash/restore/", {"one": DeletedRecord.objects.get().pk, "ids": ["77"]})
    assert answer["Location"] == account.get_absolute_url()
    assert Account.objects.get(pk=account.pk).name == "Acme"


def test_several_come_back_at_once_and_what_does_not_is_said(client, manager, account, contact):
    client.force_login(manager)
    for record in (contact, account):
        client.post(f"{record.get_absolute_url()}delete/")
    ids = [*DeletedRecord.objects.values_list("pk", flat=True), 999_999]
    page = client.post("/trash/restore/", {"ids": ids}, follow=True)
    assert (Account.objects.count(), DeletedRecord.objects.count()) == (1, 0)
    assert [str(message) for message in page.context["messages"]][-2:] == [
        "2 records are back.",
        "1 could not be brought back.",
    ]


def test_the_trash_turns_pages_narrows_and_teaches_when_empty(client, manager, django_assert_max_num_queries):
    client.force_login(manager)
    assert "Nothing was deleted" in client.get("/trash/").text
    now = timezone.now()
    DeletedRecord.objects.bulk_create(
        DeletedRecord(record="contact", user=manager, at=now, name=f"Bia {n:02}", packed={"rows": []})
        for n in range(60)
    )
    with django_assert_max_num_queries(20):
        listing = client.get("/trash/").context["listing"]
    assert (len(listing.rows), listing.count, bool(listing.next_url)) == (50, 60, True)
    assert len(client.get(listing.next_url).context["listing"].rows) == 10
    assert client.get("/trash/?q=Bia 07").context["listing"].count == 1
    assert client.get("/trash/?record=account").context["listing"].count == 0


def test_what_is_older_than_thirty_days_is_in_no_trash(client, manager, account):
    deleted(client, manager, f"{account.get_absolute_url()}delete/")
    DeletedRecord.objects.update(at=timezone.now() - dt.timedelta(days=31))
    assert in_trash(client, manager) == []


def test_the_message_of_a_deletion_leads_to_the_trash(client, manager, contact):
    _undo, page = deleted(client, manager, f"{contact.get_absolute_url()}delete/")
    toast = page.text.partition('class="j-toasts"')[2].partition("<template")[0]
    assert 'href="/trash/"' in toast


def test_a_refused_deletion_promises_no_way_back_and_asks_nothing_again(client, manager, account, lead):
    client.force_login(manager)
    page = client.post(f"{account.get_absolute_url()}delete/").text
    assert "The message that follows" not in page
    assert 'type="submit" data-tone="danger"' not in page
    assert "The message that follows" not in client.get(f"{account.get_absolute_url()}delete/").text


def test_what_a_role_does_not_see_comes_back_too(client, owner, manager, contact):
    type(contact).objects.filter(pk=contact.pk).update(phone=PHONE)
    lay_down("manager", fields={"contact.phone": "hidden"})
    undo, _page = deleted(client, fresh(manager), f"{contact.get_absolute_url()}delete/")
    client.post(undo)
    assert type(contact).objects.get(pk=contact.pk).phone == PHONE
