"""A worker that is killed while it mails: nothing is lost, and what comes twice bears one name."""

import datetime as dt
import os
import signal
import socketserver
import subprocess
import sys
import textwrap
import threading
from email import message_from_bytes

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.org import mailing
from jornada.apps.org.digest import send_digests
from jornada.apps.org.models import DailyMail
from tests.apps.org.test_jobs import child_environment

SENDER = "crm@acme.com"
NOON_UTC = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
SOON, LATER = NOON_UTC + dt.timedelta(minutes=1), NOON_UTC + dt.timedelta(minutes=6)


@pytest.fixture
def reader(settings, owner, account):
    settings.HAS_MAIL = True
    owner.digest_hour, owner.time_zone, owner.language = 9, "America/Sao_Paulo", "en"
    owner.save()
    activity = Activity.objects.get(code="call.connected")
    PlannedTouch.objects.create(
        account=account, owner=owner, activity=activity, due_at=NOON_UTC, note="Price", created_at=NOON_UTC
    )
    return owner


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it takes, and kills whoever sends at the word that is asked for."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken, self.deadly, self.sender = [], b"", None

    def look(self, word):
        if word == self.deadly:
            os.kill(self.sender.pid, signal.SIGKILL)
            self.sender.wait()


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            word = line[:4].upper().strip()
            self.server.look(word)
            if word == b"DATA":
                self.take()
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

    def take(self):
        self.wfile.write(b"354 go on\r\n")
        body = b""
        while not body.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return  # whoever sent it is gone
            body += line
        self.server.taken.append(message_from_bytes(body))
        # It is kept from here on; who sent it may never hear of that.
        self.server.look(b"TOLD")
        self.wfile.write(b"250 taken\r\n")


@pytest.fixture
def sink():
    with Sink() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def send_in_a_process(sink, settings, now, deadly):
    script = textwrap.dedent(
        f"""
        import datetime, django, sys
        django.setup()
        from jornada.apps.org.digest import send_digests
        sys.stdin.readline()
        send_digests(datetime.datetime.fromisoformat({now.isoformat()!r}))
        """
    )
    port = sink.server_address[1]
    environment = child_environment(settings.DATABASES["default"])
    environment |= {"JORNADA_MAIL_URL": f"smtp://127.0.0.1:{port}", "JORNADA_MAIL_FROM": SENDER}
    sink.deadly = deadly
    sink.sender = subprocess.Popen([sys.executable, "-c", script], env=environment, stdin=subprocess.PIPE)
    sink.sender.communicate(b"go\n", timeout=60)
    return sink.sender.returncode


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("deadly", "copies"),
    [(b"EHLO", 1), (b"DATA", 1), (b"TOLD", 2)],
    ids=["before it is sent", "before its text", "after the server took it"],
)
def test_a_killed_worker_loses_no_mail_and_a_second_copy_is_the_same_mail(reader, sink, settings, deadly, copies):
    assert send_in_a_process(sink, settings, NOON_UTC, deadly) == -signal.SIGKILL
    settings.DEFAULT_FROM_EMAIL = SENDER
    assert [send_digests(now) for now in (SOON, LATER, LATER + dt.timedelta(minutes=6))] == [0, 1, 0]
    names = [each["Message-ID"] for each in sink.taken] + [each.message()["Message-ID"] for each in mail.outbox]
    assert (len(names), len(set(names))) == (copies, 1)
    row = DailyMail.objects.get()
    assert (row.interruptions, row.interrupted_at, row.sent_at) == (1, NOON_UTC, LATER)


@pytest.mark.django_db
def test_each_day_and_person_has_its_own_name(reader, colleague):
    rows = [DailyMail(user=who, day=dt.date(2026, 3, day)) for who in (reader, colleague) for day in (1, 2)]
    assert len({mailing.message_id(row) for row in rows}) == 4
    assert mailing.message_id(rows[0]) == mailing.message_id(DailyMail(user=reader, day=dt.date(2026, 3, 1)))


@pytest.mark.django_db
def test_the_profile_says_that_sending_was_interrupted(reader, colleague, client):
    DailyMail.objects.create(user=reader, day=NOON_UTC.date(), begun_at=NOON_UTC)
    assert send_digests(LATER) == 1
    client.force_login(reader)
    assert "Sending was interrupted (03/10/2026" in client.get(reverse("profile")).content.decode()
    client.force_login(colleague)
    assert "interrupted" not in client.get(reverse("profile")).content.decode()


@pytest.mark.django_db
def test_of_a_day_gone_by_nothing_more_is_promised(reader):
    DailyMail.objects.create(user=reader, day=NOON_UTC.date(), interrupted_at=NOON_UTC, interruptions=1)
    with override("en"):
        said = [mailing.last_mails(reader, NOON_UTC + dt.timedelta(days=days))[0][1][0] for days in (0, 3)]
    assert [text.split(" so far")[0] for text in said] == ["not sent", "not sent"]
    assert said[0] != said[1]


@pytest.mark.django_db
def test_a_mail_that_ends_every_worker_is_given_up(reader):
    DailyMail.objects.create(user=reader, day=NOON_UTC.date(), begun_at=NOON_UTC, interruptions=5)
    assert send_digests(LATER) == 0
    assert not mail.outbox
    with override("en"):
        assert mailing.last_mails(reader, LATER)[0][1] == ["not sent"]


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_keeps_nobody_else_s_back(reader, colleague, monkeypatch):
    from jornada.apps.org import digest

    colleague.digest_hour = 9
    colleague.save()
    asked = []

    def day_of(person, now):
        asked.append(person)
        raise ZeroDivisionError

    monkeypatch.setattr(digest, "day_of", day_of)
    assert send_digests(NOON_UTC) == 0
    assert {each.pk for each in asked} == {reader.pk, colleague.pk}


@pytest.mark.django_db
def test_a_day_with_nothing_to_say_is_looked_at_once(reader):
    PlannedTouch.objects.all().delete()
    assert [send_digests(NOON_UTC), send_digests(LATER)] == [0, 0]
    assert (DailyMail.objects.get().is_empty, reader.daily_mails.count()) == (True, 1)
