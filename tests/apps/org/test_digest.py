"""The daily mail."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import format_html

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.org.digest import send_digests
from jornada.ui.day import Line, Section

pytestmark = pytest.mark.django_db
NOON_UTC = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def reader(settings, owner, account):
    settings.HAS_MAIL = True
    owner.digest_hour, owner.time_zone = 9, "America/Sao_Paulo"
    owner.save()
    activity = Activity.objects.get(code="call.connected")
    PlannedTouch.objects.create(
        account=account, owner=owner, activity=activity, due_at=NOON_UTC, note="Price", created_at=NOON_UTC
    )
    return owner


def test_it_comes_at_the_hour_of_the_person_s_time_zone_and_once_a_day(reader):
    hours = [send_digests(NOON_UTC + dt.timedelta(hours=hour)) for hour in (-1, 0, 1, 5, 24)]
    assert hours == [0, 1, 0, 0, 1]
    assert mail.outbox[0].to == [reader.email]
    assert "Price" in mail.outbox[0].body


@pytest.mark.parametrize("hours", [[0, -24, 1], [24, 0, 25]], ids=["put back and right again", "ahead and put back"])
def test_a_day_has_one_mail_though_the_clock_is_set(reader, hours):
    sent = [send_digests(NOON_UTC + dt.timedelta(hours=hour)) for hour in hours]
    assert sent == [1, 0, 0]


def test_a_traveller_to_the_west_has_one_mail_a_day(reader):
    reader.time_zone = "Asia/Tokyo"
    reader.save()
    assert send_digests(NOON_UTC + dt.timedelta(hours=12)) == 1
    reader.refresh_from_db()
    reader.time_zone = "America/Sao_Paulo"
    reader.save()
    assert send_digests(NOON_UTC + dt.timedelta(hours=13)) == 0


def test_a_clock_that_ran_wild_keeps_no_mail_back_for_long(reader):
    reader.digest_on = dt.date(2038, 1, 19)
    reader.save()
    assert send_digests(NOON_UTC) == 1


@pytest.mark.parametrize(("language", "subject"), [("en", "Your day"), ("pt-br", "Seu dia")])
def test_it_is_written_in_the_person_s_language(reader, language, subject):
    reader.language = language
    reader.save()
    send_digests(NOON_UTC)
    assert mail.outbox[0].subject.startswith(subject)


def test_nothing_is_sent_without_a_mail_server_an_hour_or_anything_to_say(settings, reader):
    settings.HAS_MAIL = False
    assert send_digests(NOON_UTC) == 0
    settings.HAS_MAIL = True
    PlannedTouch.objects.all().delete()
    assert send_digests(NOON_UTC) == 0
    reader.digest_hour = None
    reader.save()
    assert (send_digests(NOON_UTC), mail.outbox) == (0, [])


def test_a_mail_that_the_server_refused_is_tried_again(reader, monkeypatch):
    def refuse(*_args, **_options):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("jornada.apps.org.digest.EmailMultiAlternatives.send", refuse)
        assert send_digests(NOON_UTC) == 0
    assert send_digests(NOON_UTC) == 1


def test_the_profile_offers_it_only_where_there_is_mail(settings, client, owner):
    client.force_login(owner)
    settings.HAS_MAIL = False
    field = client.get(reverse("profile")).context["form"].fields["digest_hour"]
    assert field.disabled
    assert "No mail goes out" in field.help_text
    settings.HAS_MAIL = True
    values = {"name": "Olga", "language": "en", "time_zone": "America/Manaus", "theme": "auto", "digest_hour": "7"}
    client.post(reverse("profile"), values)
    owner.refresh_from_db()
    assert owner.digest_hour == 7


def test_it_comes_as_text_and_as_html_with_links_to_the_records(settings, reader, account):
    settings.SITE_URL = "https://crm.acme.com"
    PlannedTouch.objects.update(note="Price <b>now</b> & later")
    send_digests(NOON_UTC)
    (html, kind) = mail.outbox[0].alternatives[0]
    assert "Price <b>now</b> & later" in mail.outbox[0].body
    assert (kind, "Price &lt;b&gt;now&lt;/b&gt; &amp; later" in html) == ("text/html", True)
    assert f'href="https://crm.acme.com/accounts/{account.pk}/' in html


def test_a_title_that_is_html_comes_without_its_marks_as_text(reader, monkeypatch):
    line = Line(format_html('<span title="{}">{}</span>', "Ann · B & C", "Ann & Bo"))
    monkeypatch.setattr("jornada.apps.org.digest.sections", lambda *_a, **_o: [Section("Leads", [line])])
    send_digests(NOON_UTC)
    assert "- Ann & Bo\n" in mail.outbox[0].body


def test_it_is_turned_off_from_the_mail_without_signing_in(settings, client, reader):
    settings.SITE_URL = "https://crm.acme.com"
    send_digests(NOON_UTC)
    path = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)
    assert f"{settings.SITE_URL}{path}" in mail.outbox[0].body
    assert client.get(path).status_code == 200
    reader.refresh_from_db()
    assert reader.digest_hour == 9
    client.post(path, {"List-Unsubscribe": "One-Click"})
    reader.refresh_from_db()
    assert reader.digest_hour is None
    assert client.post(f"{path[:-2]}x/").status_code == 404


def test_what_was_saved_is_said_in_the_language_that_was_chosen(client, owner):
    client.force_login(owner)
    values = {"name": "Olga", "time_zone": "America/Manaus", "theme": "auto", "digest_hour": ""}
    said = [
        client.post(reverse("profile"), {**values, "language": code}, follow=True).content.decode()
        for code in ("pt-br", "en")
    ]
    assert ["Salvo." in said[0], "Saved." in said[1]] == [True, True]
