"""Two delete one record, or one writes what the other deletes: the second is told so, and nothing is noted twice."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from jornada.apps.market.models import Account
from jornada.apps.org.lists import acts, kinds, trash
from jornada.apps.org.models import Change, DeletedRecord
from jornada.apps.org.tokens import create
from jornada.apps.sales import actions
from jornada.apps.sales.models import Opportunity


def deletions(record):
    return Change.objects.filter(model=record._meta.label_lower, object_id=record.pk, kind="deleted").count()


@pytest.fixture
def meanwhile(monkeypatch, admin):
    """Let somebody else delete the record after the page read it, before its write begins."""

    def _meanwhile(module, name, record):
        real = getattr(module, name)

        def late(*args, **options):
            if type(record).objects.filter(pk=record.pk).exists():
                monkeypatch.setattr(module, name, real)
                trash.throw_away(admin, record, lambda: actions.delete_opportunity(admin, record), is_sure=True)
            return real(*args, **options)

        monkeypatch.setattr(module, name, late)

    return _meanwhile


@pytest.mark.django_db
def test_the_second_deletion_is_answered_by_the_page_that_says_who_did_it(client, manager, opportunity, meanwhile):
    meanwhile(trash, "throw_away", opportunity)
    client.force_login(manager)
    page = client.post(f"{opportunity.get_absolute_url()}delete/")
    assert (page.status_code, deletions(opportunity), DeletedRecord.objects.count()) == (410, 1, 1)
    assert "deleted it on" in page.text
    assert "/undo/" in page.text


@pytest.mark.django_db
def test_the_second_deletion_by_the_api_is_not_there(client, manager, opportunity, meanwhile):
    meanwhile(trash, "throw_away", opportunity)
    headers = {"authorization": f"Bearer {create(manager, 'test')[1]}"}
    answer = client.delete(f"/api/v1/opportunities/{opportunity.pk}", headers=headers)
    assert (answer.status_code, deletions(opportunity)) == (404, 1)
    assert "Ada" in answer.json()["detail"]


@pytest.mark.django_db
def test_what_is_written_to_it_meanwhile_is_told_so_too(client, manager, opportunity, meanwhile):
    meanwhile(actions, "move_opportunity", opportunity)
    client.force_login(manager)
    page = client.post(f"{opportunity.get_absolute_url()}move/", {"stage": opportunity.stage_id})
    assert page.status_code == 410


@pytest.mark.django_db
def test_of_many_what_was_deleted_meanwhile_is_left_out_and_counted(manager, opportunity):
    row, tally = Opportunity.objects.get(), acts.Tally()
    actions.delete_opportunity(manager, opportunity)
    with override("en"):
        acts._prepare_delete(manager, kinds.kind_of("opportunity"), {})([row], tally)
    assert (tally.changed, tally.left, list(tally.reasons)) == (0, 1, ["deleted meanwhile"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_two_at_the_very_same_time(manager):
    now = timezone.now()
    account = Account.objects.create(name="Twice", owner=manager, created_at=now, updated_at=now)
    barrier, answers = threading.Barrier(2), []

    def work():
        browser = Client()
        browser.force_login(manager)
        barrier.wait(10)
        answers.append(browser.post(f"{account.get_absolute_url()}delete/").status_code)
        connection.close()

    threads = [threading.Thread(target=work) for _each in range(2)]
    [each.start() for each in threads]
    [each.join(30) for each in threads]
    assert (sorted(answers), deletions(account)) == ([302, 410], 1)
