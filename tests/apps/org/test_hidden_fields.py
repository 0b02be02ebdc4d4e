"""What a role hides stays hidden in further e-mails and phones, in filters, addresses and edits in place."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.market import actions
from jornada.apps.market.models import Account
from jornada.apps.market.points.arranging import Point
from jornada.apps.org.access import hidden_names, repeats
from jornada.apps.org.lists.inline import digest_of
from jornada.apps.org.role_pages import hideable
from tests.apps.org.test_roles import PHONE, STAMPS, fresh, lay_down

pytestmark = pytest.mark.django_db


def beside(contact):
    return sorted(contact.points.values_list("kind", "value"))


def test_further_phones_of_a_role_that_only_reads_them_stay(client, owner, contact):
    points = [Point("email", "bia@work.com"), Point("phone", PHONE)]
    actions.update_contact(owner, contact, points=points)
    lay_down(fields={"contact.phone": "read"})
    actions.update_contact(
        fresh(owner), contact, points=[Point("email", "b@home.com"), Point("phone", "+551133334444")]
    )
    assert beside(contact) == [("email", "b@home.com"), ("phone", PHONE)]
    client.force_login(fresh(owner))
    form = {"name": "Bia Reis", "email": "bia@acme.com", "owner": "", "is_sure": "1"}
    rows = {"points-kind": ["email"], "points-value": ["c@home.com"], "points-label": ["work"]}
    assert client.post(reverse("contact_edit", args=[contact.pk]), {**form, **rows}).status_code == 302
    assert beside(contact) == [("email", "c@home.com"), ("phone", PHONE)]


def test_further_phones_that_are_hidden_are_hidden_in_the_history_too(client, owner, contact):
    actions.update_contact(owner, contact, points=[Point("phone", PHONE)])
    client.force_login(owner)
    page = reverse("contact", args=[contact.pk])
    assert PHONE in client.get(page).content.decode()
    lay_down(fields={"contact.phone": "hidden"})
    assert PHONE not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("path", "field", "query"),
    [
        ("/accounts/", "account.size_band", "size=large"),
        ("/contacts/", "contact.buying_role", "role=user"),
        ("/opportunities/", "opportunity.loss_reason", "reason=1"),
        ("/opportunities/", "opportunity.engaged_on", "incomplete=1"),
        ("/leads/", "lead.disposition", "why=none"),
        ("/leads/", "lead.returned_from", "returned=1"),
        ("/leads/", "lead.return_on", "returning=1"),
    ],
)
def test_a_filter_goes_with_the_hidden_field_that_it_tells_of(client, owner, lead, opportunity, path, field, query):
    client.force_login(owner)
    name = query.partition("=")[0]
    assert name in [item.filter.code for item in client.get(path).context["listing"].filters]
    lay_down(fields={field: "hidden"})
    listing = client.get(f"{path}?{query}").context["listing"]
    assert name not in [item.filter.code for item in listing.filters]
    assert (listing.count, len(listing.left_out)) == (1, 1)


def test_no_control_and_no_address_asks_for_a_hidden_field(client, owner, account):
    lay_down(fields={"account.revenue": "hidden"})
    client.force_login(owner)
    assert client.get("/lists/account/filter/?f_field=revenue").content == b""
    answer = client.get("/accounts/?f_field=revenue&f_test=at_least&f_value=5")
    assert "revenue" not in answer.url
    left_out = client.get("/accounts/?f=revenue:at_least:5").context["listing"].left_out
    assert left_out == ("a field that your role does not see",)


def test_an_edit_in_place_draws_no_hidden_column(client, owner, account):
    Account.objects.filter(pk=account.pk).update(parent=Account.objects.create(name="Mother", owner=owner, **STAMPS))
    lay_down(fields={"account.parent": "hidden"})
    client.force_login(owner)
    row = Account.objects.get(pk=account.pk)
    sent = {"city": "Natal", "seen": digest_of(row, "city"), "column": "parent"}
    answer = client.post(f"/lists/account/{account.pk}/edit/city/", sent)
    assert "Mother" not in answer.json()["html"]


def test_a_field_that_repeats_a_hidden_one_is_hidden_with_it(owner):
    repeats("echo", "words", of="contact", source="phone")
    assert hidden_names(fresh(owner), "echo") == frozenset()
    lay_down(fields={"contact.phone": "hidden"})
    assert "words" in hidden_names(fresh(owner), "echo")


def test_the_calendar_of_a_role_that_does_not_see_closing_days_shows_none(client, owner, opportunity):
    lay_down(fields={"opportunity.expected_on": "hidden"})
    type(opportunity).objects.update(expected_on=timezone.localdate())
    client.force_login(fresh(owner))
    answer = client.get("/opportunities/calendar/")
    assert answer.status_code == 200
    assert opportunity.name not in answer.content.decode()


@pytest.mark.parametrize("record", ["account", "contact", "lead", "opportunity"])
def test_pages_of_an_opportunity_and_its_lead_open_whatever_is_hidden(
    client, owner, account, contact, lead, opportunity, record
):
    opportunity.lead = lead
    opportunity.contact = contact
    opportunity.save()
    client.force_login(owner)
    places = [row.get_absolute_url() for row in (account, contact, lead, opportunity)]
    places += ["/", "/opportunities/board/", "/opportunities/", "/leads/", f"{opportunity.get_absolute_url()}edit/"]
    names = [f"{record}.{name}" for name, _label in hideable(record)]
    for some in (names[:1], names):
        lay_down(fields=dict.fromkeys(some, "hidden"))
        for place in places:
            assert client.get(place).status_code == 200, (record, some, place)
