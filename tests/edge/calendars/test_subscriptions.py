import datetime as dt
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse

from jornada.apps.interactions import planning
from jornada.apps.interactions.models import PlannedTouch, Touch
from jornada.apps.market.models import Contact
from jornada.apps.org.models import Change, User
from jornada.edge import safe_get
from jornada.edge.calendars import subscriptions
from jornada.edge.calendars.models import CalendarSource

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
URL = "https://calendar.example.com/my.ics"


def event(uid, at, mail="bia@acme.com"):
    start = at.strftime("%Y%m%dT%H%M%SZ")
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{uid}\r\nDTSTART:{start}\r\nATTENDEE:mailto:{mail}\r\nEND:VEVENT\r\n"


def calendar(*events):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


@pytest.fixture
def owner(db):
    return User.objects.create(username="olga", name="Olga", role="sales", language="en")


@pytest.fixture
def contact(owner):
    return Contact.objects.create(name="Bia", email="bia@acme.com", owner=owner, created_at=NOW, updated_at=NOW)


@pytest.fixture
def answers(monkeypatch):
    """What the address answers, one after the other; the last one from then on."""
    given = []

    def read(url, most_bytes, tag=""):
        got = given.pop(0) if len(given) > 1 else given[0]
        if isinstance(got, Exception):
            raise got
        return safe_get.Read(got, "t1")

    monkeypatch.setattr(safe_get, "read", read)
    return given


def later(days):
    return dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=days)


def test_meetings_become_touches_and_tasks_and_follow_the_calendar(owner, contact, answers):
    past, soon = event("past", later(-3)), event("soon", later(3))
    answers += [calendar(past, soon), calendar(past, event("soon", later(5)))]
    source = subscriptions.subscribe(owner, "Work", URL)
    assert (source.recorded, source.planned) == (1, 1)
    subscriptions.refresh(source)
    open_tasks = PlannedTouch.objects.filter(cancelled_at=None)
    assert (Touch.objects.count(), PlannedTouch.objects.count(), open_tasks.count()) == (1, 2, 1)
    assert (open_tasks.get().due_at - later(5)).total_seconds() < 60


def test_reading_again_changes_nothing(owner, contact, answers):
    answers.append(calendar(event("past", later(-3)), event("soon", later(3))))
    source = subscriptions.subscribe(owner, "Work", URL)
    for _turn in range(3):
        subscriptions.refresh(source)
    assert (Touch.objects.count(), PlannedTouch.objects.filter(cancelled_at=None).count()) == (1, 1)


def test_a_planned_meeting_that_is_over_is_left_to_its_owner(owner, contact, answers):
    answers.append(calendar(event("soon", later(1))))
    source = subscriptions.subscribe(owner, "Work", URL)
    subscriptions.refresh(source, later(2))
    assert not Touch.objects.exists()
    assert PlannedTouch.objects.get().cancelled_at is None


def test_a_calendar_that_does_not_answer_waits_longer_and_says_why(owner, contact, answers):
    answers += [calendar(event("soon", later(3))), safe_get.CannotReadError("The server answered 500.")]
    source = subscriptions.subscribe(owner, "Work", URL)
    waits = []
    for _turn in range(7):
        now = later(0)
        subscriptions.refresh(source, now)
        source.refresh_from_db()
        waits.append(source.next_at - now)
    assert waits == sorted(waits)
    assert (waits[-1], source.problem) == (subscriptions.LONGEST, "The server answered 500.")
    assert PlannedTouch.objects.get().cancelled_at is None


def test_only_what_is_due_is_read_and_once(owner, contact, answers):
    answers.append(calendar(event("soon", later(3))))
    source = subscriptions.subscribe(owner, "Work", URL)
    assert subscriptions.refresh_due(later(0)) == 0
    assert subscriptions.refresh_due(source.next_at) == 1
    assert subscriptions.refresh_due(source.next_at) == 0


def test_removing_it_cancels_what_is_to_come_and_keeps_what_was(owner, contact, answers):
    answers.append(calendar(event("past", later(-3)), event("soon", later(3))))
    subscriptions.unsubscribe(owner, subscriptions.subscribe(owner, "Work", URL))
    assert (Touch.objects.count(), PlannedTouch.objects.filter(cancelled_at=None).count()) == (1, 0)


def _open():
    return PlannedTouch.objects.filter(cancelled_at=None).count()


def test_a_meeting_that_went_and_came_back_is_a_task_again(owner, contact, answers):
    there, empty = calendar(event("soon", later(3))), calendar(event("past", later(-3)))
    answers += [there, empty, there]
    source, seen = subscriptions.subscribe(owner, "Work", URL), []
    for _turn in range(2):
        subscriptions.refresh(source)
        seen.append(_open())
    assert (seen, PlannedTouch.objects.count()) == ([0, 1], 1)
    task = PlannedTouch.objects.get()
    assert (
        list(Change.objects.filter(model="interactions.plannedtouch", field="cancelled_at").values("object_id"))
        == [{"object_id": task.pk}] * 2
    )


def test_what_its_owner_cancelled_stays_cancelled(owner, contact, answers):
    answers.append(calendar(event("soon", later(3))))
    source = subscriptions.subscribe(owner, "Work", URL)
    planning.cancel_task(owner, PlannedTouch.objects.get())
    subscriptions.refresh(source)
    assert _open() == 0


def test_a_calendar_that_is_read_again_brings_its_tasks_back(owner, contact, answers):
    answers.append(calendar(event("soon", later(3))))
    subscriptions.unsubscribe(owner, subscriptions.subscribe(owner, "Work", URL))
    assert _open() == 0
    subscriptions.subscribe(owner, "Work", URL)
    assert (_open(), PlannedTouch.objects.count()) == (1, 1)


@pytest.mark.parametrize("fails", [False, True])
def test_a_calendar_that_was_removed_while_it_was_read_stays_removed(owner, contact, answers, fails):
    answers.append(calendar(event("soon", later(3))))
    source = subscriptions.subscribe(owner, "Work", URL)
    kept = CalendarSource.objects.get(pk=source.pk)
    subscriptions.unsubscribe(owner, source)
    answers[0] = safe_get.CannotReadError("No answer.") if fails else calendar(event("soon", later(4)))
    subscriptions.refresh(kept)
    assert not CalendarSource.objects.exists()
    assert _open() == 0


@pytest.mark.parametrize("url", ["ftp://x.com/a", "https://", "http://user:pw@x.com/", "https://x.com/a b", "nonsense"])
def test_what_is_no_address_is_said_on_the_page(client, owner, url):
    client.force_login(owner)
    answer = client.post(reverse("calendar_source_new"), {"name": "Work", "url": url})
    assert answer.status_code == 422
    assert not CalendarSource.objects.exists()


@pytest.mark.parametrize("body", [b"<html>sign in</html>", b""])
def test_a_page_that_is_no_calendar_is_refused(client, owner, answers, body):
    answers.append(body)
    client.force_login(owner)
    answer = client.post(reverse("calendar_source_new"), {"name": "Work", "url": URL})
    assert "There is no calendar at this address" in answer.content.decode()
    assert not CalendarSource.objects.exists()


def test_a_calendar_is_one_persons(client, owner, contact, answers):
    answers.append(calendar(event("soon", later(3))))
    source = subscriptions.subscribe(owner, "Hers alone", URL)
    client.force_login(User.objects.create(username="ivo", name="Ivo", role="admin", language="en"))
    for name in ("calendar_source_read", "calendar_source_remove"):
        assert client.post(reverse(name, args=[source.pk])).status_code == 404
    assert "Hers alone" not in client.get(reverse("calendar")).content.decode()


@pytest.fixture
def server():
    """A server on this machine: to be refused, unless it is let in by name."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:9/secret")
                self.end_headers()
                return
            body = b"x" * 5000 if self.path == "/large" else b"hello"
            self.send_response(304 if self.headers.get("If-None-Match") == "v1" else 200)
            self.send_header("ETag", "v1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    web = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    web.seen = seen
    yield web
    web.shutdown()
    thread.join()
    web.server_close()


def test_this_machine_is_not_called(server):
    with pytest.raises(safe_get.CannotReadError):
        safe_get.read(f"http://127.0.0.1:{server.server_port}/", 1000)
    assert server.seen == []


def test_what_is_let_in_is_read_with_its_limits(settings, server):
    settings.PRIVATE_HOSTS = {"localhost"}
    base = f"http://localhost:{server.server_port}"
    got = safe_get.read(f"{base}/a?b=1", 1000)
    assert (got.body, got.tag, server.seen) == (b"hello", "v1", ["/a?b=1"])
    assert safe_get.read(base, 1000, "v1").is_unchanged
    for path in ("/large", "/moved"):
        with pytest.raises(safe_get.CannotReadError):
            safe_get.read(base + path, 1000)
