"""Two workers and a recorder at the same time: nothing is lost, nothing stands twice."""

import threading

import pytest
from django.db import connection

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.models import Dirty, Touch, TouchSummary
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.journeys.models import Visit
from jornada.apps.market.models import Account
from jornada.flow.settle import settle_dirty

from .conftest import NOW, STAMPS, day

ROUNDS, ACCOUNTS = 12, 60


def recorder(ids, stop):
    try:
        for number in range(ROUNDS):
            activity = ("form.submitted", "demo.held", "page.viewed")[number % 3]
            record_touches([NewTouch(activity, day(number - 40), account=pk) for pk in ids], source="test", now=NOW)
    finally:
        stop.set()
        connection.close()


def worker(stop, failures):
    try:
        while not stop.is_set():
            settle_dirty(now=NOW)
    except Exception as error:
        failures.append(error)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_workers_and_a_recorder_never_harm_each_other():
    accounts = Account.objects.bulk_create(Account(name=str(n), **STAMPS) for n in range(ACCOUNTS))
    stop, failures = threading.Event(), []
    threads = [threading.Thread(target=recorder, args=([a.pk for a in accounts], stop))]
    threads += [threading.Thread(target=worker, args=(stop, failures)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    while settle_dirty(now=NOW):
        pass
    assert failures == []
    assert not Dirty.objects.exists()
    assert Touch.objects.count() == ROUNDS * ACCOUNTS
    assert set(TouchSummary.objects.values_list("number", flat=True)) == {ROUNDS}
    # interest, evaluation, awareness, four times over
    assert Visit.objects.count() == ROUNDS * ACCOUNTS
