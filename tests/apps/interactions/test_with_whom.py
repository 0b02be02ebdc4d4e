"""The form of a touch knows with whom it probably was."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.market.models import Contact
from jornada.apps.sales.actions import open_from_lead

pytestmark = pytest.mark.django_db


def test_the_contact_of_the_place_or_the_only_one_of_the_account_is_chosen(client, owner, account, contact, lead):
    client.force_login(owner)
    page = client.get(reverse("touch_new"), {"account": account.pk}).content.decode()
    assert f'<option value="{contact.pk}" selected' in page
    other = Contact.objects.create(name="Caio", account=account, created_at=timezone.now(), updated_at=timezone.now())
    page = client.get(reverse("touch_new"), {"account": account.pk}).content.decode()
    assert f'<option value="{other.pk}">' in page
    assert f'<option value="{contact.pk}">' in page
    for place in ({"thread": lead.thread_id}, {"contact": contact.pk}):
        page = client.get(reverse("touch_new"), place).content.decode()
        assert f'<option value="{contact.pk}" selected' in page


def test_the_contact_of_an_opportunity_is_known_though_the_lead_had_none(owner, lead, contact):
    lead.contact = None
    lead.save()
    Thread.objects.update(contact=None)
    open_from_lead(owner, lead, contact=contact)
    assert Thread.objects.get().contact == contact


@pytest.mark.parametrize("text", ["laboratorio", "queiroz laboratório", "LAB", "98765-4321", "bia"])
def test_whom_a_touch_was_with_is_found_as_in_the_search_box(client, owner, account, contact, text):
    account.name = "Laboratório Queiroz & Ramos"
    account.save()
    contact.phone = "+5511987654321"
    contact.save()
    client.force_login(owner)
    page = client.get(reverse("touch_new"), {"q": text}, HTTP_HX_REQUEST="true").content.decode()
    wanted = {"98765-4321": f"contact={contact.pk}", "bia": f"contact={contact.pk}"}
    assert wanted.get(text, f"account={account.pk}") in page


def test_before_anything_has_happened_the_newest_accounts_are_offered(client, owner, outsider, account):
    for person, is_offered in ((owner, True), (outsider, False)):
        client.force_login(person)
        page = client.get("/touches/new/").content.decode()
        assert (account.name in page, "No account yet" in page) == (is_offered, not is_offered), person
