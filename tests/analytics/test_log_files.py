"""A log on disk: comes back as written, is replaced at once, and says when it is damaged."""

from __future__ import annotations

import json

import numpy as np
import pytest

from jornada.analytics import log_files
from jornada.analytics.errors import LogFilesError
from jornada.analytics.log import EventLog
from jornada.analytics.log_files import load, save


def small(activity: str = "look") -> EventLog:
    return EventLog.from_columns(
        [1, 1, 2],
        [1, 2, 1],
        [activity] * 3,
        channel=["web", None, "e-mail"],
        human=[True, False, True],
        product=[1, None, 3],
    )


def test_a_log_comes_back_as_it_was_written(tmp_path):
    log, back = small(), load(save(small(), tmp_path / "log"))
    for (name, column), (same_name, same) in zip(log.columns(), back.columns(), strict=True):
        assert name == same_name
        if hasattr(column, "values"):
            assert column.values == same.values
            column, same = column.codes, same.codes
        np.testing.assert_array_equal(column, same)
    assert back.offsets.tolist() == log.offsets.tolist()


def test_an_empty_log_can_be_kept(tmp_path):
    assert len(load(save(EventLog.empty(), tmp_path))) == 0


def test_names_of_subjects_are_kept(tmp_path):
    log = EventLog.from_columns(["São Paulo"], [1], ["a"])
    assert load(save(log, tmp_path)).subject_names == ("São Paulo",)


def test_an_open_log_survives_its_replacement(tmp_path):
    old = load(save(small("look"), tmp_path))
    save(small("buy"), tmp_path)
    assert old.at.tolist() == [1, 2, 1]
    assert load(tmp_path).activity.values == ("buy",)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_failed_write_leaves_the_old_log(tmp_path, monkeypatch):
    save(small("look"), tmp_path)
    monkeypatch.setattr(log_files, "_index", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        save(small("buy"), tmp_path)
    assert load(tmp_path).activity.values == ("look",)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_without_a_log_says_so(tmp_path):
    with pytest.raises(LogFilesError, match="holds no log"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "cannot be read"), (json.dumps({"format": 99}), "has format 99")],
    ids=["torn", "newer"],
)
def test_a_wrong_index_says_so(tmp_path, text, says):
    (tmp_path / "log.json").write_text(text)
    with pytest.raises(LogFilesError, match=says):
        load(tmp_path)


def test_damaged_columns_say_so(tmp_path):
    save(small(), tmp_path)
    file = next(tmp_path.glob("columns-*/at.npy"))
    file.write_bytes(b"not an array")
    with pytest.raises(LogFilesError, match=r"at\.npy"):
        load(tmp_path)
    file.unlink()
    with pytest.raises(LogFilesError, match="missing"):
        load(tmp_path)
