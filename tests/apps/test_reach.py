"""Call, WhatsApp and e-mail at the head of a lead, an opportunity, a contact: one tap, and recorded there."""

import pytest

from jornada.apps.market.models import Contact
from tests.apps.org.test_roles import fresh, lay_down

pytestmark = pytest.mark.django_db
PHONE = "+5511968727763"


@pytest.fixture
def reachable(contact, opportunity):
    contact.phone = PHONE
    contact.save()
    opportunity.contact = contact
    opportunity.save()
    return contact


def head_of(client, user, record):
    client.force_login(user)
    page = client.get(record.get_absolute_url()).content.decode()
    start = page.find('class="j-reach"')
    return "" if start < 0 else page[start : page.index("</div>", start)]


@pytest.mark.parametrize("name", ["lead", "opportunity"])
def test_the_person_is_called_from_the_record_and_the_touch_is_recorded_there(client, request, owner, reachable, name):
    record = request.getfixturevalue(name)
    head = head_of(client, owner, record)
    assert f"tel:{PHONE}" in head
    assert "https://wa.me/5511968727763" in head
    assert f"mailto:{reachable.email}" in head
    assert head.count(f"/touches/new/?thread={record.thread_id}&activity=") == 2
    assert f"/touches/whatsapp/?thread={record.thread_id}" in head


def test_a_contact_is_reached_from_its_head_where_its_facts_are_far_below(client, owner, reachable):
    head = head_of(client, owner, reachable)
    assert "data-phones" in head
    assert f"tel:{PHONE}" in head


def test_who_only_looks_records_nothing(client, viewer, reachable, lead):
    head = head_of(client, viewer, lead)
    assert f"tel:{PHONE}" in head
    assert "data-touch-now" not in head


@pytest.mark.parametrize("name", ["lead", "opportunity"])
def test_who_was_given_the_record_reaches_its_contact_whoever_owns_that_one(
    client, request, owner, outsider, reachable, name
):
    record = request.getfixturevalue(name)
    type(record).objects.filter(pk=record.pk).update(owner=outsider)
    assert reachable.owner_id == owner.pk
    assert f"tel:{PHONE}" in head_of(client, outsider, record)


def test_an_outsider_is_told_of_nobody(client, outsider, reachable, lead):
    client.force_login(outsider)
    assert client.get(lead.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["lead", "opportunity", "reachable"])
def test_a_role_that_does_not_see_phones_does_not_see_this_one(client, request, owner, reachable, name):
    lay_down(fields={"contact.phone": "hidden"})
    head = head_of(client, fresh(owner), request.getfixturevalue(name))
    assert "tel:" not in head
    assert "wa.me" not in head


def test_without_a_way_there_is_no_row(client, owner, reachable, lead):
    Contact.objects.filter(pk=reachable.pk).update(phone="", email="")
    assert not head_of(client, owner, lead)
