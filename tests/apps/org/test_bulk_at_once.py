"""Two people who change many records at once: nothing is lost in silence, and nobody waits for ever."""

import threading

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.http import QueryDict
from django.utils.translation import override

from jornada.apps.market.models import Account
from jornada.apps.org import edits, jobs
from jornada.apps.org.lists import bulk
from jornada.apps.org.lists.acts import act_of
from jornada.apps.org.lists.kinds import kind_of
from jornada.apps.org.models import Change, Job
from tests.apps.org.test_bulk_changes import STAMPS

MANY = 30


@pytest.fixture
def firms(owner, monkeypatch):
    monkeypatch.setattr(bulk, "PORTION", 10)
    return [Account.objects.create(name=f"Firm {n}", owner=owner, city="Natal", **STAMPS) for n in range(MANY)]


def edit(user, rows, city, name="city"):
    kind = kind_of("account")
    values = QueryDict(f"field={name}&{name}={city}")
    with override("en"):
        return bulk.begin(user, kind, act_of(kind, "edit"), values, [row.pk for row in rows], "")


def at_once(*works):
    """Do works in threads of their own that begin together; return what each gave, or what it raised."""
    gate, given = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        gate.wait(10)
        try:
            given[place] = work()
        except Exception as error:
            given[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return given


def cities():
    return dict(Account.objects.values_list("pk", "city"))


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_the_same_records_leave_each_record_to_the_first_and_say_so(firms, admin, manager):
    started = bulk.change_many
    ready = threading.Barrier(2)

    def meet(run):
        ready.wait(10)
        started(run)

    jobs._kinds["bulk"] = meet
    try:
        mine, theirs = at_once(lambda: edit(admin, firms[:20], "Recife"), lambda: edit(manager, firms[10:], "Olinda"))
    finally:
        jobs._kinds["bulk"] = started
    for job in (mine, theirs):
        assert (job.status, job.result["changed"] + job.result["left"]) == ("done", 20)
    counted = list(cities().values())
    assert counted.count("Recife") == mine.result["changed"]
    assert counted.count("Olinda") == theirs.result["changed"]
    assert counted.count("Natal") == 0
    reasons = {**mine.result["reasons"], **theirs.result["reasons"]}
    assert sum(reasons.values()) == 10
    assert {*reasons} <= {f"changed meanwhile by {admin}", f"changed meanwhile by {manager}"}
    assert Change.objects.filter(field="city").count() == MANY


@pytest.mark.django_db(transaction=True)
def test_changes_of_two_fields_at_once_are_both_kept(firms, admin, manager):
    at_once(lambda: edit(admin, firms, "Recife"), lambda: edit(manager, firms[::-1], "PE", "state"))
    assert set(Account.objects.values_list("city", "state")) == {("Recife", "PE")}


@pytest.mark.django_db(transaction=True)
def test_one_edit_beside_a_change_of_many_is_not_written_over(firms, admin, manager):
    """The single edit comes after the change was asked for and before it comes to that record."""
    kind = kind_of("account")
    act = act_of(kind, "edit")
    with pytest.MonkeyPatch.context() as patch, override("en"):
        patch.setattr(bulk, "AT_ONCE", 0)
        job = bulk.begin(admin, kind, act, QueryDict("field=city&city=Recife"), [row.pk for row in firms], "")
    kind.update(manager, firms[15], None, city="Belém")
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.result["changed"], job.result["left"]) == (MANY - 1, 1)
    assert job.result["reasons"] == {f"changed meanwhile by {manager}": 1}
    assert cities()[firms[15].pk] == "Belém"


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_meanwhile_is_counted_and_the_rest_is_changed(firms, admin, manager):
    kind = kind_of("account")
    with pytest.MonkeyPatch.context() as patch:
        seen = []

        def hold(model, ids):
            if not seen:
                kind.delete(admin, firms[3])
            seen.append(ids)

        patch.setattr(bulk, "hold", hold)
        job = edit(admin, firms, "Recife")
    assert (job.result["changed"], job.result["left"]) == (MANY - 1, 1)
    assert job.result["reasons"] == {"deleted or changed meanwhile": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_a_change_that_holds_records_in_the_other_order_stops_nobody(firms, admin, manager):
    first, last = firms[0], firms[9]
    held = threading.Event()

    def crosswise():
        with transaction.atomic():
            edits.locked(last)
            held.set()
            Account.objects.filter(pk=first.pk).update(phone="1")

    def many():
        held.wait(10)
        return edit(admin, firms, "Recife")

    other, job = at_once(crosswise, many)
    assert (job.status, job.result["changed"]) == ("done", MANY)
    assert other is None or isinstance(other, OperationalError)


@pytest.mark.django_db(transaction=True)
def test_a_portion_that_the_database_took_back_is_done_again_and_counted_once(firms, admin):
    failed = []
    with pytest.MonkeyPatch.context() as patch:
        kept = bulk.JobRun.save_state

        def refuse_once(run, **state):
            kept(run, **state)
            if len(failed) < 2:
                failed.append(1)
                raise OperationalError("deadlock detected")

        patch.setattr(bulk.JobRun, "save_state", refuse_once)
        job = edit(admin, firms, "Recife")
    assert (job.result["changed"], len(failed), Job.objects.count()) == (MANY, 2, 1)
