"""A file of several chunks: the next one is made ready while the one before is written."""

import csv
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import index_ways, indexes
from jornada.apps.org.models import Change
from jornada.edge.files import reading, walk
from jornada.edge.files import run as running
from jornada.edge.files.load.keyed import KeyedWriter
from jornada.edge.files.load.leads import LeadWriter
from jornada.edge.files.load.work import Work
from jornada.edge.files.run import run_plan

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [f"L{n},Person {n},p{n % 5}@acme.com,Company {n % 3}" for n in range(9)]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 3)
    monkeypatch.setattr(reading, "FIRST", 1)


@pytest.fixture
def leads(write):
    return "leads", write("leads.csv", "\n".join(["id,name,email,company", *LINES]))


@pytest.fixture
def ready_ahead(monkeypatch):
    """Wait for the reader, so that chunks are always made ready ahead; note how often they were."""
    noted = []
    prepare = KeyedWriter.prepare

    def noting(self, chunk, verdicts):
        noted.append((chunk.lines[0], walk.beside.is_on() and connection.in_atomic_block))
        return prepare(self, chunk, verdicts)

    monkeypatch.setattr(KeyedWriter, "prepare", noting)
    monkeypatch.setattr(running.Ahead, "is_ready", lambda self: self._coming is not None)
    return noted


def test_all_chunks_are_in_once_and_in_order(leads, import_files, tmp_path):
    result = import_files(leads)
    assert result["totals"] == {"created": 9, "updated": 0, "skipped": 0, "rejected": 0}
    assert list(Lead.objects.order_by("id").values_list("external_id", flat=True)) == [f"L{n}" for n in range(9)]
    assert (Account.objects.count(), Contact.objects.count()) == (3, 5)
    assert Change.objects.filter(kind="created", model="leads.lead").count() == 9
    with (tmp_path / "report" / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[1] for row in csv.reader(file)][1:] == [str(line) for line in range(2, 11)]


def test_each_chunk_is_made_ready_once_and_cycles_count_on(leads, import_files, ready_ahead):
    import_files(leads)
    assert [line for line, _is_beside in ready_ahead] == [2, 3, 5, 8]
    cycles = Lead.objects.order_by("id").values_list("cycle", flat=True)
    assert list(cycles) == [1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_the_same_file_again_changes_nothing(leads, import_files, ready_ahead):
    import_files(leads)
    assert import_files(leads)["totals"] == {"created": 0, "updated": 0, "skipped": 9, "rejected": 0}


def test_a_chunk_that_cannot_be_made_ready_leaves_those_before_it(leads, plan_of, tmp_path, monkeypatch, ready_ahead):
    columns = LeadWriter.columns

    def failing(self, chunk, verdicts):
        if chunk.lines[0] == 5:
            raise OSError("the disk is gone")
        return columns(self, chunk, verdicts)

    monkeypatch.setattr(LeadWriter, "columns", failing)
    with pytest.raises(OSError, match="the disk is gone"):
        run_plan(plan_of(leads), Work(None, is_dry=False, batch=uuid.uuid4()), tmp_path / "report.csv")
    assert Lead.objects.count() == 3


def test_a_file_that_breaks_off_leaves_the_chunks_before(leads, plan_of, tmp_path, monkeypatch):
    chunks = running.chunks

    def breaking(read):
        for chunk in read:
            if chunk.lines[0] == 5:
                raise OSError("the file is gone")
            yield chunk

    # Begun here: in the reader's thread it would ask the database, over a connection that nobody closes.
    monkeypatch.setattr(running, "chunks", lambda *args, **options: breaking(chunks(*args, **options)))
    with pytest.raises(OSError, match="the file is gone"):
        run_plan(plan_of(leads), Work(None, is_dry=False, batch=uuid.uuid4()), tmp_path / "report.csv")
    assert Lead.objects.count() == 3


def test_a_run_goes_on_behind_the_last_whole_chunk(leads, plan_of, tmp_path, monkeypatch, ready_ahead):
    steps, batch, kept = plan_of(leads), uuid.uuid4(), {}

    class Watch(running.Silent):
        def save_state(self, **state):
            kept.update(state)

        def progress(self, done, total, phase=""):
            if done == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_plan(steps, Work(None, is_dry=False, batch=batch), tmp_path / "report.csv", watch=Watch())
    result = run_plan(steps, Work(None, is_dry=False, batch=batch), tmp_path / "report.csv", state=kept)
    assert result["totals"]["created"] == 9
    assert result["added"]["account"] == {f"Company {n}": 1 for n in range(3)}
    assert Lead.objects.count() == 9


def test_what_somebody_else_made_in_between_is_not_noted_as_made_by_the_file():
    now = timezone.now()
    names = ("ours", "theirs", "ours too")
    accounts = [Account.objects.create(name=name, created_at=now, updated_at=now) for name in names]
    work = Work(None, is_dry=False, batch=uuid.uuid4())
    work.note_all_created(Account, [accounts[0].pk, accounts[2].pk])
    noted = Change.objects.filter(kind="created", model="market.account", batch=work.batch).order_by("object_id")
    assert list(noted.values_list("object_id", "new")) == [(accounts[0].pk, "ours"), (accounts[2].pk, "ours too")]


def test_ids_go_on_where_nobody_took_any_and_are_never_those_of_another():
    work = Work(None, is_dry=False, batch=uuid.uuid4())
    first = work.new_ids(Account, 3)
    work.have_ids([Account], 6_000)
    now = timezone.now()
    theirs = Account.objects.create(name="theirs", created_at=now, updated_at=now).pk
    ours = [work.new_id(Account) for _ in range(12_000)]
    assert theirs not in ours
    assert len(set(ours) | set(first)) == 12_003


@pytest.fixture
def left_out(monkeypatch):
    """Tell which indexes were missing when each chunk was written; afterwards all are there."""
    there, left, applied = index_ways.of_connection().there, [], walk.Walk.apply
    before = there()
    monkeypatch.setattr(indexes, "MANY", 2)
    monkeypatch.setattr(walk.Walk, "apply", lambda *words: left.append(before - there()) or applied(*words))
    yield left
    assert there() == before


def test_tables_that_a_file_fills_have_all_their_indexes_afterwards(leads, import_files, left_out):
    assert import_files(leads)["totals"]["created"] == 9
    assert "lead_newest" in left_out[0]


def test_rows_go_in_the_order_of_the_file_where_no_index_wants_another(write, import_files, left_out):
    rows = [f"a,Ada,ada@x.com,2024-05-0{9 - number}" for number in range(4)]
    path = write(
        "leads.csv", "\n".join(["id,name,email,created at", *(f"L{n}{row[1:]}" for n, row in enumerate(rows))])
    )
    import_files(("leads", path))
    assert left_out[0]
    assert list(Lead.objects.order_by("id").values_list("external_id", flat=True)) == ["L0", "L1", "L2", "L3"]
    assert list(Lead.objects.order_by("id").values_list("cycle", flat=True)) == [1, 2, 3, 4]


def test_an_opportunity_leaves_out_the_indexes_of_the_log_it_tells_too(write, import_files, left_out):
    rows = [f"o{number},Aurora,won,2024-01-0{number},2024-02-01" for number in range(1, 5)]
    path = write("deals.csv", "\n".join(["id,company,stage,start date,close date", *rows]))
    assert import_files(("opportunities", path))["totals"]["created"] == 4
    assert {"touch_of_account", "touch_by_time", "opportunity_newest"} <= left_out[0]
    assert "touch_key_once" not in left_out[0]
    assert Touch.objects.filter(activity__code__startswith="deal.").count() == 8
