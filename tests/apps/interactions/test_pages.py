import datetime as dt
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch, record_touches
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.notes.models import Note
from jornada.apps.interactions.queries import numbers_of_contacts
from jornada.apps.interactions.sources import SOURCES
from jornada.apps.market.models import Account, Contact
from jornada.flow.settle import settle_dirty
from jornada.ui.paging import write_cursor
from tests.apps.interactions.conftest import sign_in, touch_data

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def new_touch_at(kind, record):
    pk = record.thread_id if kind == "thread" else record.pk
    return f"{reverse('touch_new')}?{kind}={pk}"


@pytest.mark.parametrize(
    ("kind", "name"), [("account", "account"), ("contact", "contact"), ("thread", "lead"), ("thread", "opportunity")]
)
def test_a_touch_is_recorded_from_every_kind_of_record(request, as_owner, kind, name):
    record = request.getfixturevalue(name)
    url = new_touch_at(kind, record)
    page = as_owner.get(f"{url}&activity=call.connected")
    assert 'value="call.connected" selected' in page.content.decode()
    response = as_owner.post(url, touch_data(note="asked for a price"))
    assert response.status_code == 302
    touch = Touch.objects.get()
    assert (touch.account_id, touch.user, touch.note) == (
        record.pk if kind == "account" else record.account_id,
        as_owner.get("/health/").wsgi_request.user,
        "asked for a price",
    )
    if kind == "thread":
        assert touch.thread_id == record.thread_id


def test_pressing_twice_records_once(as_owner, account):
    for _ in range(2):
        as_owner.post(new_touch_at("account", account), touch_data())
    assert Touch.objects.count() == 1


def test_the_same_form_with_other_content_is_another_touch(as_owner, account):
    for note in ("asked for a price", "asked for a visit"):
        as_owner.post(new_touch_at("account", account), touch_data(note=note))
    assert Touch.objects.count() == 2


def test_the_drawer_gets_the_form_without_the_shell_and_its_page_made_fresh(as_owner, account):
    url = new_touch_at("account", account)
    form = as_owner.get(url, **HTMX).content.decode()
    assert "<html" not in form
    assert "hx-post" in form
    done = as_owner.post(url, touch_data(), **HTMX)
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize(
    "wrong",
    [{"activity": "no.such"}, {"activity": "deal.won"}, {"at": "soon"}, {"at": "2999-01-01T10:00"}, {"key": ""}],
)
def test_a_wrong_form_says_so_and_records_nothing(as_owner, account, wrong):
    response = as_owner.post(new_touch_at("account", account), touch_data(**wrong))
    assert response.status_code == 422
    assert not Touch.objects.exists()


def test_only_contacts_of_the_account_can_be_chosen(as_owner, account, owner):
    stranger = Contact.objects.create(name="X", owner=owner, created_at=timezone.now(), updated_at=timezone.now())
    response = as_owner.post(new_touch_at("account", account), touch_data(contact=stranger.pk))
    assert response.status_code == 422


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 403), ("outsider", 404), ("viewer", 403)])
@pytest.mark.parametrize("kind", ["account", "contact", "lead", "opportunity"])
def test_who_may_record_and_plan(request, client, who, status, kind):
    record, user = request.getfixturevalue(kind), request.getfixturevalue(who)
    sign_in(client, user)
    query = f"thread={record.thread_id}" if kind in ("lead", "opportunity") else f"{kind}={record.pk}"
    assert client.get(f"{reverse('touch_new')}?{query}").status_code == status
    assert client.get(f"{reverse('task_new')}?{query}").status_code == status


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("outsider", 404), ("viewer", 200)])
def test_who_sees_the_timeline(request, client, account, who, status):
    sign_in(client, request.getfixturevalue(who))
    assert client.get(f"{reverse('timeline')}?account={account.pk}").status_code == status


@pytest.mark.parametrize(
    "query", ["", "account=0", "account=x", "contact=99999", "thread=99999", "account=" + "9" * 30]
)
def test_a_place_that_is_not_there_is_not_found(as_owner, query):
    assert as_owner.get(f"{reverse('timeline')}?{query}").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("owner", 302), ("colleague", 403), ("outsider", 404), ("viewer", 403)])
def test_who_may_void(request, client, account, who, status):
    touch = record_touch(None, "email.sent", account=account)
    sign_in(client, request.getfixturevalue(who))
    response = client.post(reverse("touch_void", args=[touch.pk]), {"reason": "wrong company"})
    assert response.status_code == status
    assert Touch.objects.filter(voids=touch).exists() == (status == 302)


def test_a_voided_touch_stays_on_the_timeline_with_its_reason(as_owner, account):
    touch = record_touch(None, "email.sent", account=account)
    as_owner.post(reverse("touch_void", args=[touch.pk]), {"reason": "wrong company"})
    page = as_owner.get(f"{reverse('timeline')}?account={account.pk}").content.decode()
    assert "data-voided" in page
    assert "wrong company" in page
    assert page.count(f'id="touch-{touch.pk}"') == 1


def test_a_note_of_several_lines_keeps_them_on_the_timeline(as_owner, account):
    record_touch(None, "email.sent", account=account, note="First <b>\nSecond")
    page = as_owner.get(f"{reverse('timeline')}?account={account.pk}").content.decode()
    assert "First &lt;b&gt;<br>Second" in page


def test_voiding_needs_a_reason(as_owner, account):
    touch = record_touch(None, "email.sent", account=account)
    assert as_owner.post(reverse("touch_void", args=[touch.pk]), {"reason": " "}).status_code == 422


def many_touches(account, number):
    now = timezone.now()
    rows = [
        NewTouch("email.sent" if n % 2 else "call.received", now - dt.timedelta(hours=9 * n), account=account.pk)
        for n in range(number)
    ]
    record_touches(rows, source="test")


def test_the_timeline_comes_in_parts_that_miss_and_repeat_nothing(as_owner, account):
    many_touches(account, 60)
    url, seen = f"{reverse('timeline')}?account={account.pk}", []
    while url:
        timeline = as_owner.get(url, **HTMX).context["timeline"]
        seen += [entry.item.pk for day in timeline.days for entry in day.entries]
        url = timeline.more_url
    assert seen == list(Touch.objects.order_by("-at").values_list("pk", flat=True))


def parts_of(client, url):
    while url:
        timeline = client.get(url, **HTMX).context["timeline"]
        yield [entry.item for day in timeline.days for entry in day.entries]
        url = timeline.more_url


@pytest.mark.parametrize("apart", [dt.timedelta(hours=1), dt.timedelta(0)])
@pytest.mark.parametrize("what", ["", "&what=notes"])
def test_more_notes_than_fit_into_a_part_come_in_the_next(as_owner, owner, account, apart, what):
    now = timezone.now()
    many_touches(account, 30)
    Note.objects.bulk_create(
        Note(account=account, text=f"n{n}", created_by=owner, created_at=now - n * apart) for n in range(450)
    )
    parts = list(parts_of(as_owner, f"{reverse('timeline')}?account={account.pk}{what}"))
    seen = [item for part in parts for item in part]
    assert len(seen) == len({(type(item), item.pk) for item in seen}) == 450 + (0 if what else 30)
    assert len(parts) > 1 or not apart


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": write_cursor("2026-01-01T00:00:00+00:00", 10**30)},
        {"after": write_cursor("never", 1)},
        {"until": "2026-13-45T00:00:00Z"},
        {"until": "2026-01-01T00:00:00", "after": "é"},
    ],
)
def test_a_damaged_address_shows_the_beginning(as_owner, account, query):
    many_touches(account, 2)
    answer = as_owner.get(f"{reverse('timeline')}?account={account.pk}&{urlencode(query)}")
    assert (answer.status_code, answer.content.decode().count("<li data-direction")) == (200, 2)


def test_a_damaged_address_is_said(as_owner, account):
    page = as_owner.get(f"{reverse('timeline')}?account={account.pk}&after=x").content.decode()
    assert "The address was damaged" in page


def test_a_later_part_does_not_look_up_what_filters_offer(as_owner, account):
    many_touches(account, 60)
    url = as_owner.get(f"{reverse('timeline')}?account={account.pk}").context["timeline"].more_url
    with CaptureQueriesContext(connection) as asked:
        as_owner.get(url, **HTMX)
    assert not [query for query in asked if "DISTINCT" in query["sql"] and "program_id" in query["sql"]]


def test_every_way_of_recording_has_a_name(as_owner, account):
    from jornada.edge.calendars.take import SOURCE

    assert {"manual", "import", "api", "link", SOURCE} == set(SOURCES)


def test_the_timeline_is_narrowed_by_channel_direction_and_person(as_owner, account, contact):
    many_touches(account, 4)
    record_touch(None, "email.sent", account=account, contact=contact)

    def found(query):
        timeline = as_owner.get(f"{reverse('timeline')}?account={account.pk}&{query}").context["timeline"]
        return sum(len(day.entries) for day in timeline.days)

    assert [found(q) for q in ("channel=email", "direction=in", f"person={contact.pk}", "channel=no")] == [3, 2, 1, 5]


def test_what_one_recorded_is_taken_back_at_once(as_owner, owner, colleague, account):
    page = as_owner.post(f"{new_touch_at('account', account)}&next=/tasks/", touch_data(), follow=True)
    touch = Touch.objects.get()
    undo = reverse("touch_undo", args=[touch.pk])
    assert f"{undo}?next=%2Ftasks%2F" in page.text
    assert as_owner.post(f"{undo}?next=/tasks/")["Location"] == "/tasks/"
    assert Touch.objects.get(voids=touch).user == owner
    other = record_touch(colleague, "call.connected", account=account)
    assert as_owner.post(reverse("touch_undo", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("language", ["en", "pt-br"])
@pytest.mark.parametrize("kind", ["account", "contact", "lead", "opportunity"])
def test_record_pages_carry_the_panels_in_both_languages(request, as_owner, owner, kind, language):
    record = request.getfixturevalue(kind)
    owner.language = language
    owner.save()
    account = record if kind == "account" else record.account
    thread = {"thread": record.thread_id} if kind in ("lead", "opportunity") else {}
    person = {"contact": record.pk} if kind == "contact" else {}
    record_touches([NewTouch("demo.held", timezone.now(), account=account.pk, **thread, **person)], source="test")
    settle_dirty()
    page = as_owner.get(record.get_absolute_url()).content.decode()
    for mark in ("touch-drawer", "j-timeline", "touches-by-month", "j-path"):
        assert mark in page


def test_the_account_page_has_a_query_budget(as_owner, account, django_assert_max_num_queries):
    many_touches(account, 40)
    settle_dirty()
    with django_assert_max_num_queries(42):
        as_owner.get(account.get_absolute_url())


def test_lists_show_interactions_with_a_fixed_number_of_queries(as_owner, owner, django_assert_max_num_queries):
    now = timezone.now()
    accounts = Account.objects.bulk_create(
        Account(name=f"A{n}", owner=owner, created_at=now, updated_at=now) for n in range(40)
    )
    record_touches([NewTouch("demo.held", now, account=row.pk) for row in accounts], source="test")
    settle_dirty()
    as_owner.get(f"{reverse('account_list')}?channel=video")  # what comes first to need the copy makes it
    with django_assert_max_num_queries(22):
        page = as_owner.get(f"{reverse('account_list')}?stage=evaluation&channel=video")
    assert len(page.context["listing"].rows) == 40
    assert as_owner.get(f"{reverse('account_list')}?stage=interest").context["listing"].count == 0


def test_a_touch_without_a_place_asks_with_whom(as_owner, account):
    page = as_owner.get(reverse("touch_new"), {"q": account.name[:4]})
    assert f"{reverse('touch_new')}?account={account.pk}" in page.text


def test_places_of_others_are_not_offered(client, outsider, account):
    page = sign_in(client, outsider).get(reverse("touch_new"), {"q": account.name[:4]}, **HTMX)
    assert "account=" not in page.text


def test_a_lead_page_says_why_the_lead_is_what_it_is(as_owner, owner, lead):
    owner.language = "en"
    owner.save()
    record_touches([NewTouch("demo.requested", timezone.now(), thread=lead.thread_id)], source="test")
    settle_dirty()
    page = as_owner.get(lead.get_absolute_url()).content.decode()
    assert "What would make it SAL" in page
    assert page.count("Demo requested") >= 2


@pytest.mark.parametrize("name", ["lead_list", "opportunity_list"])
def test_lists_of_leads_and_opportunities_count_the_touches_of_their_threads(as_owner, lead, opportunity, name):
    for record in (lead, opportunity):
        decided = NewTouch("deal.opened", timezone.now(), thread=record.thread_id)
        sent = NewTouch("email.sent", timezone.now(), thread=record.thread_id)
        record_touches([sent, sent, sent, decided], source="test")
    (row,) = as_owner.get(reverse(name)).context["listing"].rows
    drawn = {cell.column.code: str(cell.drawn) for cell in row.cells}
    assert drawn["touches"] == "3"
    assert "<time" in drawn["last_touch"]


def test_a_decision_stands_on_the_timeline_with_a_flag_and_is_not_counted(as_owner, account, contact):
    record_touches([NewTouch("deal.won", timezone.now(), account=account.pk, contact=contact.pk)], source="test")
    settle_dirty()
    page = as_owner.get(account.get_absolute_url()).text
    assert "#flag" in page
    assert "touches-by-month" not in page
    assert numbers_of_contacts([contact.pk]) == {}


def test_an_exported_list_carries_the_number_of_interactions(client, admin, account):
    record_touches([NewTouch("email.sent", timezone.now(), account=account.pk)] * 3, source="test")
    settle_dirty()
    answer = sign_in(client, admin).get(f"{reverse('account_list')}?export=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1].replace(";", ",").split(",")[lines[0].replace(";", ",").split(",").index("Interactions")] == "3"


def test_the_list_of_accounts_compares_the_last_30_days_with_the_30_before_without_judging(as_owner, account):
    now = timezone.now()
    days = [1, 40, 41, 42]
    record_touches([NewTouch("email.sent", now - dt.timedelta(days=n), account=account.pk) for n in days], source="t")
    settle_dirty()
    (row,) = as_owner.get(reverse("account_list")).context["listing"].rows
    drawn = {cell.column.code: str(cell.drawn) for cell in row.cells}
    assert drawn["touches"] == "4"
    assert 'title="3 in the 30 days before"' in drawn["recent"]
    assert "data-tone" not in drawn["recent"]


def test_no_interactions_are_nought_in_a_list_as_on_the_page(as_owner, account, contact):
    for name, codes in (("account_list", ["touches", "recent"]), ("contact_list", ["touches"])):
        (row,) = as_owner.get(reverse(name)).context["listing"].rows
        drawn = {cell.column.code: str(cell.drawn) for cell in row.cells}
        assert [drawn[code] for code in codes] == ["0"] * len(codes)
        assert "cell-empty" in drawn["last_touch"]
