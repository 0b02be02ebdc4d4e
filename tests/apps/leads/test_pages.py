import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.handoff.models import RefusalReason
from jornada.apps.leads import actions
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import RoleRule

pytestmark = pytest.mark.django_db


def test_a_lead_is_made_on_a_page_for_the_account_asked_for(client, owner, account):
    client.force_login(owner)
    assert 'value="Acme"' in client.get(f"/leads/new/?account={account.pk}").content.decode()
    client.post("/leads/new/", {"name": "Fair", "account": f"Acme (#{account.pk})", "owner": owner.pk})
    assert Lead.objects.get().account == account


def test_saving_a_new_lead_asks_little(client, owner, account, django_assert_max_num_queries):
    client.force_login(owner)
    sent = {"name": "Fair", "account": "Acme", "owner": owner.pk, "form_token": "one"}
    client.post("/leads/new/", {**sent, "form_token": "zero"})
    with django_assert_max_num_queries(14):
        assert client.post("/leads/new/", {**sent, "is_sure": "1"}).status_code == 302


def test_a_lead_of_nobody_is_refused(client, owner):
    client.force_login(owner)
    response = client.post("/leads/new/", {"name": "Fair"})
    assert response.status_code == 422
    assert not Lead.objects.exists()


def test_a_second_open_lead_of_the_same_person_is_asked_about(client, owner, lead):
    client.force_login(owner)
    sent = {"name": "Again", "contact": f"Bia Reis (#{lead.contact_id})", "owner": owner.pk}
    assert lead.get_absolute_url() in client.post("/leads/new/", sent).content.decode()
    client.post("/leads/new/", {**sent, "is_sure": "1"})
    assert Lead.objects.count() == 2


def test_the_page_offers_the_steps_that_fit(client, marketer, owner, lead):
    client.force_login(owner)
    assert f"/leads/{lead.pk}/offer/" in client.get(lead.get_absolute_url()).content.decode()
    actions.hand_over(marketer, lead, owner)
    page = client.get(lead.get_absolute_url()).content.decode()
    assert f"/leads/{lead.pk}/accept/" in page
    assert f"/leads/{lead.pk}/offer/" not in page


def test_the_page_reads_the_choices_of_a_step_when_it_is_asked_for(client, owner, lead):
    client.force_login(owner)
    with CaptureQueriesContext(connection) as asked:
        client.get(lead.get_absolute_url())
    assert not [each for each in asked.captured_queries if 'FROM "leads_dispositionreason"' in each["sql"]]
    box = client.get(f"/leads/{lead.pk}/park/", headers={"HX-Request": "true"}).text
    assert "data-dialog-close" in box
    assert f'action="/leads/{lead.pk}/park/"' in box


def test_sales_refuses_with_a_reason_and_lands_on_the_list_when_the_lead_is_gone(client, marketer, owner, lead):
    actions.hand_over(marketer, lead, owner)
    client.force_login(owner)
    assert client.post(f"/leads/{lead.pk}/refuse/", {"reason": ""}).status_code == 422
    assert (
        client.post(f"/leads/{lead.pk}/refuse/", {"reason": RefusalReason.objects.get(code="no_fit").pk}).url
        == "/leads/"
    )


def test_a_step_at_the_wrong_moment_is_told_and_not_done(client, owner, lead):
    client.force_login(owner)
    response = client.post(f"/leads/{lead.pk}/accept/", follow=True)
    assert "Only a lead that was offered" in response.content.decode()


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_others_take_no_steps(request, client, lead, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/leads/{lead.pk}/discard/", {"reason": "x"}).status_code == status


def test_a_stale_edit_shows_both_values(client, owner, lead):
    client.force_login(owner)
    seen_at = lead.updated_at.isoformat()
    actions.update_lead(owner, lead, name="Theirs")
    account = f"Acme (#{lead.account_id})"
    response = client.post(f"/leads/{lead.pk}/edit/", {"name": "Mine", "account": account, "seen_at": seen_at})
    page = response.content.decode()
    assert (response.status_code, "Theirs" in page, "Mine" in page) == (422, True, True)
    lead.refresh_from_db()
    assert lead.name == "Theirs"


def test_the_receiver_finds_an_offered_lead_among_the_tasks_until_it_is_answered(client, marketer, owner, lead):
    client.force_login(owner)
    assert "Leads offered to you" not in client.get("/tasks/").text
    actions.hand_over(marketer, lead, owner)
    page = client.get("/tasks/").text
    assert f"/leads/{lead.pk}/accept/" in page
    assert f"/leads/{lead.pk}/refuse/" in page
    client.post(f"/leads/{lead.pk}/accept/")
    assert "Leads offered to you" not in client.get("/tasks/").text


def test_an_empty_task_list_leads_to_everybody_s(client, marketer):
    client.force_login(marketer)
    assert "?owner=all" in client.get("/tasks/").text
    assert "See everybody" not in client.get("/tasks/?owner=all").text


def test_a_lead_whose_company_is_another_sellers_becomes_an_opportunity(client, owner, outsider, lead, stage):
    Account.objects.filter(pk=lead.account_id).update(owner=outsider)
    Contact.objects.filter(pk=lead.contact_id).update(owner=outsider)
    client.force_login(owner)
    address = f"/opportunities/new/?lead={lead.pk}"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in ("name", "account", "contact")}
    assert client.post(address, {**sent, "stage": stage.pk, "currency": "BRL"}).status_code == 302
    assert Lead.objects.get(pk=lead.pk).opportunity.account_id == lead.account_id


def test_the_head_of_a_lead_says_its_company_and_contact_once(client, owner, lead, contact):
    type(contact).objects.filter(pk=contact.pk).update(title="Buyer of parts")
    Lead.objects.filter(pk=lead.pk).update(name=f"{contact.name} · {lead.account.name}")
    client.force_login(owner)
    head = client.get(lead.get_absolute_url()).text.partition("j-page-head")[2].partition("</header>")[0]
    assert head.count(contact.name) == 1
    assert head.count(f">{lead.account.name}</a>") == 1
    assert "Buyer of parts" in head


def test_a_lead_of_a_person_is_proposed_to_be_called_by_person_and_company(client, owner, account, contact):
    client.force_login(owner)
    page = client.get(f"/leads/new/?contact={contact.pk}").text
    assert f'value="{contact.name} · {account.name}"' in page
    contact.account = None
    contact.save(update_fields=["account"])
    assert re.search(rf'name="name" value="{contact.name}"', client.get(f"/leads/new/?contact={contact.pk}").text)


def test_the_proposed_name_keeps_a_hidden_company_to_itself(client, owner, account, contact):
    RoleRule.objects.create(code="sales", rule={"fields": {"contact.account": "hidden"}})
    client.force_login(owner)
    assert f"· {account.name}" not in client.get(f"/leads/new/?contact={contact.pk}").text


def test_where_nothing_is_known_of_chances_none_is_told(client, owner, lead):
    client.force_login(owner)
    text = client.get("/ranking/").content.decode()
    assert "No chance is told yet" in text
    assert "0%" not in text
