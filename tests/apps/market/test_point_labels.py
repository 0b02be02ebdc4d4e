"""The label of the primary e-mail and phone: kept with its address wherever the address goes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.market import actions
from jornada.apps.market.duplicates.actions import merge, split
from jornada.apps.market.models import Contact
from jornada.apps.market.points.arranging import Point
from jornada.apps.market.points.queries import points_of
from jornada.apps.org.history import changes_of
from jornada.apps.org.lists.inline import digest_of
from tests.apps.org.test_roles import fresh, lay_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def labelled(owner, contact):
    return actions.update_contact(owner, contact, email_label="billing", phone="+551133334444", phone_label="mobile")


def edit(client, contact, **values):
    field = next(iter(values))
    row = Contact.objects.get(pk=contact.pk)
    return client.post(
        f"/lists/contact/{contact.pk}/edit/{field}/", {**values, "seen": digest_of(row, field)}
    ).status_code


def test_a_form_keeps_the_label_and_the_page_shows_it(client, owner, contact):
    client.force_login(owner)
    sent = {"name": "Bia Reis", "email": "bia@acme.com", "email_label": "billing", "owner": owner.pk, "is_sure": "1"}
    assert client.post(reverse("contact_edit", args=[contact.pk]), sent).status_code == 302
    assert Contact.objects.get(pk=contact.pk).email_label == "billing"
    assert "Billing" in client.get(contact.get_absolute_url()).content.decode()


def test_a_label_that_is_not_of_the_list_is_refused(client, owner, contact):
    client.force_login(owner)
    sent = {"name": "Bia Reis", "email": "bia@acme.com", "email_label": "moon", "owner": "", "is_sure": "1"}
    assert client.post(reverse("contact_edit", args=[contact.pk]), sent).status_code == 422


def test_the_label_is_edited_in_place_and_noted_by_whoever_may(client, owner, colleague, outsider, labelled):
    for person, status in ((owner, 200), (outsider, 404), (colleague, 403)):
        client.force_login(person)
        assert edit(client, labelled, email_label="home") == status
    assert changes_of(labelled).filter(field="email_label").first().new == "home"


def test_another_primary_one_brings_its_label_and_the_first_keeps_its_own(client, owner, labelled):
    client.force_login(owner)
    sent = {"name": "Bia Reis", "email": "bia@acme.com", "email_label": "billing", "owner": owner.pk, "is_sure": "1"}
    rows = {"points-kind": "email", "points-value": "b@home.com", "points-label": "home", "points-primary": "0"}
    assert client.post(reverse("contact_edit", args=[labelled.pk]), {**sent, **rows}).status_code == 302
    row = Contact.objects.get(pk=labelled.pk)
    assert (row.email, row.email_label) == ("b@home.com", "home")
    assert points_of(row) == [Point("email", "bia@acme.com", "billing")]


def test_a_merge_keeps_each_label_with_its_address_and_a_split_gives_it_back(owner, labelled):
    now = timezone.now()
    other = Contact.objects.create(
        name="B. Reis", email="b@home.com", email_label="home", phone="+551144445555", phone_label="switchboard",
        owner=owner, created_at=now, updated_at=now,
    )  # fmt: skip
    done = merge(owner, labelled, other, {"email": "b@home.com"})
    kept = Contact.objects.get(pk=labelled.pk)
    assert (kept.email_label, kept.phone_label) == ("home", "mobile")
    assert points_of(kept) == [Point("phone", "+551144445555", "switchboard")]
    back = split(owner, done)
    kept.refresh_from_db()
    assert (kept.email, kept.email_label) == ("bia@acme.com", "billing")
    assert (back.email_label, back.phone_label) == ("home", "switchboard")


def test_a_hidden_address_hides_its_label_too(client, owner, labelled):
    lay_down(fields={"contact.email": "hidden", "contact.phone": "read"})
    client.force_login(fresh(owner))
    page = client.get(labelled.get_absolute_url()).content.decode()
    assert ("Billing" in page, "Mobile" in page) == (False, True)
    assert [edit(client, labelled, **{name: "home"}) for name in ("email_label", "phone_label")] == [404, 404]
