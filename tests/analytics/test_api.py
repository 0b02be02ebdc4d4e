"""`import jornada.analytics as ja`: light, complete, and its log easy to read, cut and break down."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jornada.analytics as ja
from jornada.analytics.analyse_columns import NotALog
from jornada.analytics.errors import BadColumnError
from tests.analytics.test_examples import MODULES

HEAVY = "numpy", "duckdb", "scipy", "sklearn", "pandas", "pyarrow", "rich"
DAY = 86_400_000_000


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    home = {"PYTHONPATH": str(Path(ja.__file__).parents[2])}
    ran = subprocess.run([sys.executable, "-c", script], env=home, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    loaded = loaded_by("import jornada.analytics as ja")
    assert not loaded & set(HEAVY)
    assert len([name for name in loaded if name.startswith("jornada")]) <= 3


def test_measures_load_neither_duckdb_nor_scipy_before_they_are_needed():
    code = "import jornada.analytics as ja; log = ja.EventLog.from_columns([1], [1], ['a'])\n"
    code += "ja.funnel(log, ['a']).explain(); ja.transitions(log).plot()._repr_html_(); log.describe()"
    assert not loaded_by(code) & {"duckdb", "scipy", "sklearn", "pandas", "pyarrow", "rich"}


def test_names_for_editors_are_the_names_there_are():
    tree = ast.parse(Path(ja.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    lines = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert [line.names[0].asname for line in lines] == [line.names[0].name for line in lines] == ja.__all__


@pytest.mark.parametrize("name", ja.__all__)
def test_every_name_is_there_and_stays_what_it_is(name):
    found = getattr(ja, name)
    import_module(f"jornada.analytics.{ja._HOMES[name]}")
    assert getattr(ja, name) is found
    assert found.__name__ == name
    assert found.__doc__


def test_every_kind_of_answer_is_public():
    made = {
        value
        for module in MODULES
        for value in vars(import_module(module)).values()
        if isinstance(value, type) and issubclass(value, ja.Result) and value.__module__ == module
    }
    assert {kind.__name__ for kind in made} - set(ja.__all__) == set()


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(AttributeError, match="nearest are funnel"):
        _ = ja.funel


ROWS = {"lead": ["a", "a", "b"], "when": ["2024-05-02", "2024-05-01", "2024-05-03"], "what": ["x", "y", "x"]}
COLUMNS = {"case": "lead", "time": "when", "activity": "what"}


def arrow():
    import pyarrow

    return pyarrow.table(ROWS)


def relation():
    import duckdb

    return duckdb.connect().sql("FROM (VALUES ('a','2024-05-02','x'),('a','2024-05-01','y')) t(lead, \"when\", what)")


@pytest.mark.parametrize("source", [lambda: ROWS, arrow, relation])
def test_tables_of_other_libraries_are_read(source):
    log = ja.read(source(), **COLUMNS)
    assert log.activity.decode()[:2] == ["y", "x"]
    assert log.at[0] == datetime(2024, 5, 1, tzinfo=UTC).timestamp() * 1e6


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_are_read(library):
    frame = pytest.importorskip(library).DataFrame(ROWS)
    assert len(ja.read(frame, **COLUMNS)) == 3


def test_files_are_read_and_rows_left_out_are_told(tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("case,time,activity\na,2024-05-01,x\n,2024-05-02,y\n", encoding="utf-8")
    with pytest.warns(ja.LeftOutWarning, match="1 without case"):
        assert len(ja.read(file, case="case", activity="activity")) == 1


@pytest.mark.parametrize("source", [3, [1, 2], None])
def test_what_is_no_table_is_refused(source):
    with pytest.raises(BadColumnError, match="Polars"):
        ja.read(source)


def test_a_table_without_a_time_says_what_it_has():
    with pytest.raises(NotALog, match="colour"):
        ja.read({"colour": ["red"]})


def log_of_three():
    at = [0, DAY, 2 * DAY]
    return ja.EventLog.from_columns(["a", "a", "b"], at, ["x", "y", "x"], channel=["web", None, "phone"])


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"activity": "x"}, 2),
        ({"activity": ["x", "y"]}, 3),
        ({"channel": "web"}, 1),
        ({"since": "1970-01-02"}, 2),
        ({"until": date(1970, 1, 2)}, 1),
        ({"since": datetime(1970, 1, 2, tzinfo=UTC), "until": np.datetime64("1970-01-03")}, 1),
        ({"subjects": ["a", "nobody"]}, 2),
        ({"mask": np.array([True, False, False])}, 1),
        ({"activity": "x", "subjects": ["a"]}, 1),
        ({}, 3),
    ],
)
def test_a_log_is_filtered(asked, left):
    assert len(log_of_three().filter(**asked)) == left


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"activity": "X"}, "There are: x, y"),
        ({"channel": "fone"}, "did you mean 'phone'"),
        ({"since": "yesterday"}, "2024-05-31"),
    ],
)
def test_what_a_log_does_not_have_is_told_with_what_it_has(asked, words):
    with pytest.raises(ja.MeasureError, match=words):
        log_of_three().filter(**asked)


def test_a_log_breaks_down_by_attributes_of_its_subjects():
    log = log_of_three().with_attributes({"lead": ["b", "c", "a"], "state": ["SP", "AC", "RJ"], "size": [1, 2, None]})
    assert {state: part.subject_ids.tolist() for state, part in log.split_by("state").items()} == {"RJ": [0], "SP": [1]}
    assert list(log.split_by("size")) == [None, "1.0"]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=30), st.integers(1, 4))
def test_attributes_stay_with_their_subjects_through_any_cut(rows, parts):
    log = ja.EventLog.from_columns([who for who, _ in rows], [at for _, at in rows], ["x"] * len(rows))
    log = log.with_attributes({"who": list(range(1, 10)), "name": [f"n{who}" for who in range(1, 10)]})
    for piece in [*log.buckets(parts), log.filter(since=5)]:
        assert piece.attributes["name"].decode() == [f"n{who}" for who in piece.subject_ids.tolist()]


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ({"lead": ["a", "a"]}, None, "a stands twice"),
        ({"lead": ["q"]}, None, "None of the 2 subjects"),
        ({"lead": ["a"]}, "id", "no column 'id'"),
        (7, None, "int"),
    ],
)
def test_attributes_that_do_not_fit_are_refused(table, key, words):
    with pytest.raises(BadColumnError, match=words):
        log_of_three().with_attributes(table, key=key)


def test_a_breakdown_by_an_unknown_attribute_names_the_closest():
    log = log_of_three().with_attributes({"lead": ["a"], "state": ["RJ"]})
    with pytest.raises(ja.MeasureError, match="did you mean 'state'"):
        log.split_by("stat")
    with pytest.raises(ja.MeasureError, match="with_attributes"):
        log_of_three().split_by("state")


def test_a_log_describes_itself():
    found = log_of_three().with_attributes({"lead": ["a"], "state": ["RJ"]}).describe()
    assert found.columns()["column"] == ["activity", "channel", "state"]
    assert found.columns()["blank"] == [0, 1, 1]
    assert "3 toques de 2 casos" in found.explain("pt")
