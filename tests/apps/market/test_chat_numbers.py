"""WhatsApp is offered on mobile phones, and on fixed lines that somebody labelled so."""

import pytest

from jornada.apps.market.fields import has_chat
from jornada.apps.market.models import Account
from jornada.apps.market.panels import ways_of
from jornada.apps.market.points.models import ContactPoint

pytestmark = pytest.mark.django_db
MOBILE, FIXED = "+5511987654321", "+551133334444"


@pytest.mark.parametrize(
    ("stored", "label", "has"),
    [
        (MOBILE, "", True),
        (FIXED, "", False),
        (FIXED, "mobile", False),
        (FIXED, "whatsapp", True),
        (f"{FIXED};ext=12", "", False),
        ("+14155552671", "", True),  # of the United States nobody can tell
        ("+551187654321", "", True),  # of before the ninth digit
        ("+551178654321", "", True),  # once a radio, and still in the plan as it is
        ("08007701234", "", False),
        ("11987654 517", "", False),  # as a file brought it
        ("ask Bia", "whatsapp", False),
        ("", "", False),
    ],
)
def test_which_number_has_a_chat(stored, label, has):
    assert has_chat(stored, label) == has


def test_the_page_offers_it_where_it_is(client, owner, account):
    client.force_login(owner)
    Account.objects.filter(pk=account.pk).update(phone=FIXED)
    assert "wa.me" not in client.get(account.get_absolute_url()).text
    ContactPoint.objects.create(account=account, kind="phone", value=FIXED[:-1] + "5", label="whatsapp")
    page = client.get(account.get_absolute_url()).text
    assert "https://wa.me/551133334445" in page
    assert "https://wa.me/551133334444" not in page
    account.refresh_from_db()
    assert [way.has_chat for way in ways_of(account)["phone"]] == [False, True]


def test_a_number_of_before_the_ninth_digit_is_called_as_today(client, owner, account):
    client.force_login(owner)
    Account.objects.filter(pk=account.pk).update(phone="+551187654321")
    page = client.get(account.get_absolute_url()).text
    assert "https://wa.me/5511987654321" in page
    assert "(11) 8765-4321" in page


def test_an_e_mail_is_no_whatsapp(client, owner, contact):
    client.force_login(owner)
    page = client.get(f"/contacts/{contact.pk}/edit/").text
    labels = page[page.index('name="email_label"') : page.index('name="phone"')]
    assert 'value="whatsapp"' not in labels
    sent = {"name": "Bia", "email": "a@b.com", "email_label": "whatsapp", "owner": owner.pk, "is_sure": "1"}
    assert client.post(f"/contacts/{contact.pk}/edit/", sent).status_code == 422
    rows = {"points-kind": "email", "points-value": "c@b.com", "points-label": "whatsapp"}
    assert client.post(f"/contacts/{contact.pk}/edit/", {**sent, "email_label": "", **rows}).status_code == 422
