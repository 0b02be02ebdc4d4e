"""Writers take turns, between threads and between processes, and nobody keeps one by dying."""

from __future__ import annotations

import errno
import itertools
import subprocess
import sys
import threading
import time

import pytest
from django.db import OperationalError, connections, transaction

from jornada.project.turns import Turn, turn_for

HOLD = """
import sys, time
from pathlib import Path
from jornada.project.turns import Turn
turn = Turn(Path(sys.argv[1]))
assert turn.take(20)
print("mine", flush=True)
time.sleep(60)
"""
WRITE = """
import sys, time
from pathlib import Path
from jornada.project.turns import Turn
turn, log = Turn(Path(sys.argv[1])), open(sys.argv[2], "ab", buffering=0)
print("ready", flush=True)
until = float(sys.stdin.readline())
while time.time() < until:
    assert turn.take(20)
    log.write(sys.argv[3].encode())
    time.sleep(0.002)
    turn.give_back()
"""


@pytest.fixture
def database(tmp_path):
    return tmp_path / "company.sqlite3"


@pytest.fixture
def start(database):
    processes = []

    def run(program, *words):
        command = [sys.executable, "-c", program, str(database), *map(str, words)]
        processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        processes[-1].stdout.readline()
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.communicate()


def test_threads_write_one_at_a_time(database):
    turn, inside, most = Turn(database), [], []

    def write():
        assert turn.take(20)
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.001)
        inside.pop()
        turn.give_back()

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 20


def test_another_process_is_waited_for_and_no_longer_than_said(database, start):
    start(HOLD)
    turn = Turn(database)
    assert not turn.take(0.2)
    assert not turn.take(0)


def test_a_turn_ends_with_the_process_that_holds_it(database, start):
    holder = start(HOLD)
    holder.kill()
    holder.wait()
    turn = Turn(database)
    assert turn.take(5)
    turn.give_back()


def test_processes_that_write_without_a_pause_take_turns(database, start, tmp_path):
    log = tmp_path / "log"
    writers = [start(WRITE, log, name) for name in "ab"]
    for writer in writers:
        writer.stdin.write(f"{time.time() + 2}\n")
        writer.stdin.flush()
    assert [writer.wait(30) for writer in writers] == [0, 0]
    written = log.read_text()
    both = written[max(written.find("a"), written.find("b")) : min(written.rfind("a"), written.rfind("b"))]
    changes = sum(one != other for one, other in itertools.pairwise(both))
    assert len(both) > 50
    assert changes > len(both) / 3


def test_without_a_place_for_its_files_only_threads_take_turns(tmp_path):
    turn = Turn(tmp_path / "gone" / "company.sqlite3")
    assert turn.take(1)
    assert not turn.take(0)
    turn.give_back()
    assert turn.take(1)


def test_on_a_file_system_without_locks_only_threads_take_turns(database, monkeypatch):
    def without(*_given):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("jornada.project.turns.fcntl.flock", without)
    turn = Turn(database)
    assert turn.take(1)
    assert not turn.take(0)
    turn.give_back()
    assert turn.take(1)


@pytest.fixture
def company(settings, database):
    """A connection to a file of its own, as the product opens it."""
    alias = "turns"
    connections.databases[alias] = {
        **connections["default"].settings_dict,
        "ENGINE": "jornada.project.sqlite3",
        "NAME": str(database),
        "OPTIONS": {"timeout": 0.2, "transaction_mode": "IMMEDIATE"},
    }
    yield connections[alias]
    connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


def test_a_transaction_holds_the_turn_and_gives_it_back(company, database, django_db_blocker):
    turn = turn_for(str(database))
    with django_db_blocker.unblock():
        with transaction.atomic(using="turns"):
            assert not turn.take(0)
        assert turn.take(0)
        turn.give_back()
        with pytest.raises(ZeroDivisionError), transaction.atomic(using="turns"):
            _ = 1 / 0
        assert turn.take(0)
        turn.give_back()


def test_a_connection_that_is_closed_in_a_transaction_gives_its_turn_back(company, database, django_db_blocker):
    turn = turn_for(str(database))
    with django_db_blocker.unblock(), transaction.atomic(using="turns"):
        company.close()
        assert turn.take(0)
        turn.give_back()


def test_whose_turn_does_not_come_is_told_that_the_database_is_busy(company, database, django_db_blocker):
    turn = turn_for(str(database))
    assert turn.take(0)
    with django_db_blocker.unblock():
        with pytest.raises(OperationalError, match="database is locked"), transaction.atomic(using="turns"):
            pass
        turn.give_back()
        with transaction.atomic(using="turns"):
            pass
