"""The list of interactions: what each person sees, filters, files, a fixed number of queries."""

import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.touch_list import RECORD
from jornada.apps.leads import actions
from jornada.apps.leads.models import DispositionReason
from jornada.apps.market.models import Account
from jornada.apps.org.lists import texts
from jornada.ui import counted, list_fields

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def touches(owner, account, contact):
    calls = [
        ("call.connected", {"account": account, "contact": contact, "note": "Asked for a price"}),
        ("email.sent", {"account": account}),
    ]
    return [record_touch(owner, code, at=NOW + dt.timedelta(hours=n), **more) for n, (code, more) in enumerate(calls)]


def shown(client, query=""):
    page = client.get(f"/interactions/?{query}")
    assert page.status_code == 200
    return page.content.decode()


def number(client, query=""):
    return shown(client, query).count("<tr data-id=")


def test_the_latest_stands_first_and_leads_to_its_account(client, owner, touches, account):
    client.force_login(owner)
    page = shown(client)
    assert page.index(f'data-id="{touches[1].pk}"') < page.index(f'data-id="{touches[0].pk}"')
    assert f'class="row-link" href="{account.get_absolute_url()}"' in page
    assert "Asked for a price" in page


@pytest.mark.parametrize(
    ("who", "rows"), [("owner", 2), ("colleague", 2), ("outsider", 0), ("viewer", 2), ("admin", 2)]
)
def test_who_sees_which_interactions(request, client, touches, who, rows):
    client.force_login(request.getfixturevalue(who))
    assert number(client) == rows


def test_what_was_voided_is_not_there(client, owner, touches):
    void_touch(owner, touches[0], "by mistake")
    client.force_login(owner)
    assert number(client) == 1


def test_filters(client, owner, touches, account, contact):
    client.force_login(owner)
    asked = {
        "channel=phone": 1,
        f"activity={touches[1].activity_id}": 1,
        "direction=out": 2,
        "direction=in": 0,
        "outcome=meaningful": 0,
        f"user={owner.pk}": 2,
        "human=0": 0,
        "source=manual": 2,
        "source=import": 0,
        f"account={account.pk}": 2,
        f"contact={contact.pk}": 1,
        "since=2026-03-02&until=2026-03-02": 2,
        "since=2026-03-03": 0,
        "f=note:has:price": 1,
        "f=account:has:moon": 0,
        "f=at:between:2026-03-01|2026-03-02": 2,
    }
    assert {query: number(client, query) for query in asked} == asked


@pytest.mark.parametrize("few", [0, 1_000])
def test_names_of_linked_records_narrow_alike_whether_few_or_many_bear_them(
    client, owner, touches, account, contact, few, monkeypatch
):
    monkeypatch.setattr(texts, "FEW", few)
    client.force_login(owner)
    first = contact.name.split()[0]
    asked = {
        f"f=contact:has:{first}": 1,
        f"f=contact:starts:{first}": 1,
        f"f=contact:has_not:{first}": 1,
        "f=contact:has:nobody": 0,
        "f=contact:has_not:nobody": 2,
        "f=contact:filled:": 1,
        "f=contact:empty:": 1,
        f"f=account:equals:{account.name}": 2,
    }
    assert {query: number(client, query) for query in asked} == asked


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many rows there are")
@pytest.mark.parametrize(
    ("field", "index"), [("note", "touch_with_note"), ("value", "touch_with_value"), ("user", "touch_of_user")]
)
def test_what_is_filled_in_is_found_by_the_index_of_such_rows(owner, touches, field, index, rf):
    request = rf.get("/interactions/")
    request.user = owner
    known = list_fields.field_for(request, RECORD, field)
    rows = list_fields.apply(Touch.objects.order_by(), list_fields.read(request, known, "filled", ""))
    assert index in rows.values("pk").explain()


def test_our_own_decisions_went_through_no_channel(client, owner, account):
    lead = actions.create_lead(owner, name="Webinar", account=account, owner=owner)
    actions.park_lead(owner, lead, DispositionReason.objects.get(code="not_now"))
    client.force_login(owner)
    assert number(client) == 1
    assert [number(client, asked) for asked in ("channel=email", "direction=out")] == [0, 0]
    row = shown(client).split("<tbody", 1)[1]
    assert "Parked" in row
    assert "E-mail" not in row
    timeline = f"/touches/?thread={lead.thread_id}"
    assert ["Parked" in client.get(timeline + more).content.decode() for more in ("", "&channel=email")] == [
        True,
        False,
    ]


def test_a_file_holds_what_may_be_exported(client, manager, owner, outsider, touches, account):
    client.force_login(manager)
    lines = b"".join(client.get("/interactions/?export=csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    Account.objects.filter(pk=account.pk).update(owner=outsider)
    assert number(client) == 2
    lines = b"".join(client.get("/interactions/?export=csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1
    client.force_login(owner)
    assert client.get("/interactions/?export=csv").status_code == 403


def test_it_costs_the_same_for_more_rows(client, owner, touches):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            shown(client)
        return len(captured)

    client.force_login(owner)
    few = queries()
    copies = [Touch.objects.get(pk=touches[0].pk) for _n in range(60)]
    for copy in copies:
        copy.pk = copy.key = None
    Touch.objects.bulk_create(copies)
    assert queries() <= few + 1 <= 16


def test_a_view_of_the_list_is_kept_as_a_tab_and_shared_with_the_team(client, owner, colleague, outsider, touches):
    client.force_login(owner)
    kept = {"name": "E-mails", "share": "team", "query": "channel=email&sort=-value"}
    view_url = client.post("/lists/touch/views/", kept).url
    assert view_url.startswith("/interactions/?view=")
    for person, is_seen in ((owner, True), (colleague, True), (outsider, False)):
        client.force_login(person)
        assert (">E-mails</a>" in shown(client)) is is_seen
    client.force_login(colleague)
    assert number(client, view_url.partition("?")[2]) == 1


def test_the_list_opens_with_the_view_that_was_made_the_default(client, owner, touches):
    client.force_login(owner)
    client.post("/lists/touch/views/", {"name": "Mine", "share": "me", "query": "channel=email", "is_default": "1"})
    assert "channel=email" in client.get("/interactions/").url
    assert number(client, "view=all") == 2


def test_the_columns_that_were_chosen_stay(client, owner, touches):
    client.force_login(owner)
    client.post("/lists/touch/columns/", {"columns": ["activity", "recorded"], "query": "channel=email"})
    table = shown(client).partition("<thead>")[2]
    assert "Recorded" in table.partition("</thead>")[0]
    assert "Asked for a price" not in table


@pytest.mark.parametrize(
    ("who", "said"), [("owner", "2 records"), ("colleague", "2 records"), ("outsider", "0 records")]
)
def test_rows_are_counted_and_values_added_up_as_far_as_one_sees(request, client, touches, owner, account, who, said):
    Touch.objects.filter(pk=touches[0].pk).update(value="12.50")
    client.force_login(request.getfixturevalue(who))
    line = client.get("/lists/touch/figures/?columns=value").content.decode()
    assert said in line
    assert ("12.5" in line) is (who != "outsider")


def test_nothing_of_the_log_is_picked_or_changed_by_the_list(client, owner, touches):
    client.force_login(owner)
    assert "data-pick-page" not in shown(client)
    assert client.post("/lists/touch/bulk/edit/", {"ids": [touches[0].pk]}).status_code == 404


@pytest.mark.parametrize(("text", "rows"), [("price", 1), ("ACME", 2), ("bia", 1), ("acme price", 0), ("xavante", 0)])
def test_the_search_finds_words_of_notes_companies_and_people(client, owner, outsider, touches, text, rows):
    client.force_login(owner)
    assert number(client, f"q={text}") == rows
    client.force_login(outsider)
    assert number(client, f"q={text}") == 0


def test_a_list_waits_no_longer_for_the_number_of_what_was_searched(client, owner, account, monkeypatch):
    for minutes in range(60):
        record_touch(owner, "email.sent", at=NOW + dt.timedelta(minutes=minutes), account=account)
    client.force_login(owner)
    assert "60 records" in shown(client, "q=acme")

    def too_long(*_args):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(counted, "capped_count", too_long)
    page = shown(client, "q=acme")
    assert page.count("<tr data-id=") == 50
    assert "More than 50" in page
    assert "/lists/touch/figures/?q=acme" in page
