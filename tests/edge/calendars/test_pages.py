"""The calendar page: the secret link and the import of a file."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.market.models import Account, Contact
from jornada.edge.calendars.feed import make_link
from tests.apps.conftest import account, colleague, contact, outsider, owner, team  # noqa: F401

pytestmark = pytest.mark.django_db
DUE = timezone.now().replace(microsecond=0) + dt.timedelta(days=1)


@pytest.fixture
def task(owner, account):  # noqa: F811
    activity = Activity.objects.get(code="meeting.held")
    return PlannedTouch.objects.create(
        owner=owner, account=account, activity=activity, due_at=DUE, created_at=DUE, remind_before=15, remind_at=DUE
    )


def events(client, secret):
    answer = client.get(reverse("calendar_feed", args=[secret]))
    assert answer["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


@pytest.mark.parametrize(("language", "title"), [("en", "Meeting · Acme"), ("pt-br", "Reunião · Acme")])
def test_the_link_gives_one_s_tasks_in_one_s_language_without_signing_in(client, owner, task, language, title):  # noqa: F811
    owner.language = language
    owner.save()
    (event,) = events(client, make_link(owner))
    assert (str(event["SUMMARY"]), str(event["UID"])) == (title, f"task-{task.pk}@jornada")
    assert event.decoded("DTSTART") == DUE
    assert len(event.walk("VALARM")) == 1


@pytest.mark.parametrize(("said", "minutes"), [(None, 60), (25, 25)])
def test_an_event_is_as_long_as_the_task_says_or_its_kind_usually_is(client, owner, task, said, minutes):  # noqa: F811
    task.minutes = said
    task.save()
    (event,) = events(client, make_link(owner))
    assert event.decoded("DTEND") - event.decoded("DTSTART") == dt.timedelta(minutes=minutes)


def test_nobody_else_s_tasks_stand_there(client, colleague, task):  # noqa: F811
    assert events(client, make_link(colleague)) == []


def test_a_new_link_a_revoked_one_and_a_person_who_left_end_the_old(client, owner):  # noqa: F811
    first, second = make_link(owner), make_link(owner)
    assert client.get(reverse("calendar_feed", args=[first])).status_code == 404
    owner.is_active = False
    owner.save()
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404
    owner.is_active = True
    owner.save()
    client.force_login(owner)
    client.post(reverse("calendar_link_revoke"))
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404


def test_the_link_is_shown_once(client, owner):  # noqa: F811
    client.force_login(owner)
    link = client.post(reverse("calendar_link")).context["link"]
    assert client.get(link).status_code == 200
    assert link not in client.get(reverse("calendar")).text


def test_the_page_that_shows_the_link_and_is_loaded_again_keeps_the_link(client, owner):  # noqa: F811
    client.force_login(owner)
    first, again = (client.post(reverse("calendar_link"), {"form_token": "link-shown"}) for _ in range(2))
    assert again["Location"] == reverse("calendar")
    assert client.get(first.context["link"]).status_code == 200


def file_of(*meetings):
    parts = [
        f"BEGIN:VEVENT\r\nUID:{number}@test\r\nSUMMARY:Visit {number}\r\nDTSTART:{at:%Y%m%dT%H%M%SZ}\r\n"
        f"ATTENDEE:mailto:{email}\r\nEND:VEVENT\r\n"
        for number, (at, email) in enumerate(meetings)
    ]
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(parts)}END:VCALENDAR\r\n"
    return SimpleUploadedFile("meetings.ics", text.encode(), "text/calendar")


def send(client, user, *meetings):
    client.force_login(user)
    return client.post(reverse("calendar_import"), {"file": file_of(*meetings)})


PAST, COMING = DUE - dt.timedelta(days=3), DUE


def test_meetings_with_contacts_become_touches_and_tasks_and_once_only(client, owner, contact):  # noqa: F811
    counted = []
    for _ in range(2):
        page = send(client, owner, (PAST, "BIA@acme.com"), (COMING, "bia@acme.com"), (PAST, "who@else.com"))
        counted.append(page.context["counts"])
    first = {"recorded": 1, "planned": 1, "known": 0, "skipped": 1}
    assert counted == [first, {**first, "recorded": 0, "planned": 0, "known": 2}]
    touch, task = Touch.objects.get(), PlannedTouch.objects.get()
    assert (touch.contact, touch.at, touch.activity.code, touch.user) == (contact, PAST, "meeting.held", owner)
    assert (task.contact, task.due_at, task.owner) == (contact, COMING, owner)


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_contacts_of_others_are_not_matched(request, client, contact, who):  # noqa: F811
    page = send(client, request.getfixturevalue(who), (PAST, "bia@acme.com"))
    assert page.context["counts"]["skipped"] == 1
    assert not Touch.objects.exists()


def test_two_people_of_one_account_are_one_touch(client, owner, account, contact):  # noqa: F811
    now = timezone.now()
    Contact.objects.create(
        name="Leo", email="leo@acme.com", account=account, owner=owner, created_at=now, updated_at=now
    )
    send(client, owner, (PAST, "bia@acme.com\r\nATTENDEE:mailto:leo@acme.com"))
    assert Touch.objects.get().account == Account.objects.get()


def test_a_file_without_events_says_so_and_counts_nothing(client, owner):  # noqa: F811
    client.force_login(owner)
    bare = SimpleUploadedFile("a.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")
    page = client.post(reverse("calendar_import"), {"file": bare})
    assert (page.status_code, page.context["form"].errors) == (422, {"file": ["There is no event in the file."]})
    assert "left out" not in page.text


def test_a_missing_or_broken_file_says_so(client, owner):  # noqa: F811
    client.force_login(owner)
    assert client.post(reverse("calendar_import")).status_code == 422
    broken = SimpleUploadedFile("x.ics", b"not a calendar")
    page = client.post(reverse("calendar_import"), {"file": broken})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])
