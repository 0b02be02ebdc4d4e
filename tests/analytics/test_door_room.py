"""Files that are open at once: each in a room of its own, in one database."""

import os
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from jornada.analytics import door_room
from jornada.analytics.door import FileProblem, open_table
from jornada.analytics.door_room import Room


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / f"{number}.csv" for number in range(8)]
    for number, path in enumerate(paths):
        path.write_text("name,sold\n" + f"Firm {number},{number}\n" * 3000, encoding="utf-8")
    return paths


def schemas():
    query = "SELECT count(*) FROM duckdb_schemas() WHERE schema_name LIKE 'room%'"
    return door_room._connection().execute(query).fetchone()[0]


def test_each_holds_its_own(files):
    tables = [open_table(path) for path in files]
    seen = [table.read(["name"])["name"] for table in reversed(tables)]
    assert [set(each) for each in seen] == [{f"Firm {number}"} for number in reversed(range(8))]
    for table in tables:
        table.close()


def test_threads_do_not_meet(files):
    def names(path):
        with open_table(path) as table:
            return set(table.read(["name"])["name"])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(names, files * 3)) == [{f"Firm {number}"} for number in range(8)] * 3


def test_nothing_stays_behind(files):
    before = schemas()
    with open_table(files[0]) as table:
        # Left in the middle of its rows.
        next(iter(table.batches(["name"], size=100)))
        assert schemas() == before + 1
    assert schemas() == before
    with pytest.raises(ZeroDivisionError), open_table(files[1]):
        raise ZeroDivisionError
    assert schemas() == before


def test_a_file_that_changed_is_read_anew(files):
    with open_table(files[0]) as table:
        assert table.rows == 3000
    files[0].write_text("name,sold\nOther,1\n", encoding="utf-8")
    with open_table(files[0]) as table:
        assert table.read(["name"])["name"].tolist() == ["Other"]


def test_a_database_that_broke_is_made_anew(files):
    with open_table(files[0]) as table:
        door_room._bases[os.getpid()].close()
        with pytest.raises(FileProblem, match="cannot be read"):
            table.read(["name"])
    with open_table(files[1]) as table:
        assert table.rows == 3000


def test_a_name_of_one_room_is_not_in_the_other():
    one, other = Room(), Room()
    one.main.execute("CREATE VIEW source AS SELECT 1 AS c0")
    assert one.beside().execute("FROM source").fetchall() == [(1,)]
    with pytest.raises(duckdb.CatalogException):
        other.main.execute("FROM source")
    one.close()
    other.close()
    other.close()
