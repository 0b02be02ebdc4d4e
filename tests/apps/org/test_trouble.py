"""Disk and database in trouble: a sentence, never a traceback, and nothing half-written."""

import errno
import sqlite3

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection
from django.utils import translation

from jornada.apps.org.models import User
from jornada.apps.org.trouble import TroubleMiddleware, in_words
from jornada.project import health
from jornada.project.cli import main


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OperationalError("database is locked"), "busy"),
        (OperationalError("database or disk is full"), "full"),
        (OperationalError('could not extend file "base/1": No space left on device'), "full"),
        (OperationalError("connection to server at 10.0.0.1 failed: timeout"), "does not answer"),
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (
            connection.Database.OperationalError("consuming input failed: server closed the connection"),
            "does not answer",
        ),
    ],
)
def test_the_cause_is_said_in_words(error, word, settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        assert word in in_words(error)


@pytest.mark.parametrize("error", [ValueError("full"), OperationalError("no such table: x"), OSError(2, "no file")])
def test_other_faults_are_not_dressed_up(error):
    assert in_words(error) is None


@pytest.mark.django_db
def test_a_page_answers_503_when_the_database_is_locked(client, monkeypatch):
    client.force_login(User.objects.create(username="ana", role="admin", language="en"))

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("jornada.ui.counted.take_page", locked)
    answer = client.get("/accounts/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "busy" in client.get("/accounts/", headers={"HX-Request": "true"})["HX-Trigger"]


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("get", "Try again"),
        ("get", "What was saved stays"),  # as of a form whose page could not be shown after it
        ("post", "go back with your browser"),
        ("post", "Nothing was written"),
    ],
)
def test_a_page_of_trouble_says_how_to_go_on(rf, way, words):
    error = OperationalError("database is locked")
    with translation.override("en"):
        answer = TroubleMiddleware(lambda request: None).process_exception(getattr(rf, way)("/accounts/"), error)
    assert words in answer.content.decode()


def test_a_command_ends_with_a_sentence(monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("jornada.project.boot.migrate", full)
    answer = CliRunner().invoke(main, ["user", "a@b.com", "--password", "x"])
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    assert "Error:" in answer.output


@pytest.mark.django_db
def test_health_says_down_when_the_database_is_gone(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise sqlite3.OperationalError("gone")

    monkeypatch.setattr(health, "connection", Gone())
    assert client.get("/health/").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "type_"), [("/accounts/", "text/html"), ("/api/v1/accounts/", "application/problem+json")]
)
def test_what_is_read_before_any_view_is_said_in_words_too(client, monkeypatch, path, type_):
    client.force_login(User.objects.create(username="ana", role="admin", language="en"))
    client.raise_request_exception = False

    def gone(*args, **kwargs):
        raise OperationalError("terminating connection due to administrator command")

    monkeypatch.setattr("jornada.apps.org.signin.backend.PeopleBackend.get_user", gone)
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"].startswith(type_)) == (503, True)


def test_other_faults_before_any_view_stay_what_they_are(client, monkeypatch):
    def wrong(*args, **kwargs):
        raise ValueError("wrong")

    client.raise_request_exception = False
    monkeypatch.setattr("jornada.apps.org.middleware._zone", wrong)
    assert client.get("/auth/login/").status_code == 500
