"""Variants from a cluster: of each part only as much of the log travels as spells out its paths."""

import pickle

from jornada.analytics.log import EventLog
from jornada.analytics.variants import Variants, variants
from tests.analytics.engine_cases import alike, whole

PATHS = ["ab", "b", "ab", "ab", "ba", "b", "c"]


def log_of_paths(paths: list[str]) -> EventLog:
    rows = [(subject, at, letter) for subject, path in enumerate(paths) for at, letter in enumerate(path)]
    return EventLog.from_columns(*zip(*rows, strict=True))


def packed(log: EventLog, pieces: int):
    measure = Variants()
    return [measure.pack(measure.merge([measure.kernel(piece)])) for piece in log.buckets(pieces)]


def test_one_subject_of_each_path_travels():
    (part,) = packed(log_of_paths(PATHS), 1)
    assert [log.subjects for log in part.logs] == [4]
    assert part.example.tolist() == [0, 1, 0, 0, 2, 1, 3]


def test_packed_pieces_say_what_the_whole_says():
    log = log_of_paths(PATHS)
    for pieces in (1, 2, 3, 7):
        found = Variants().finish(Variants().merge(packed(log, pieces)))
        assert found.columns()["path"] == ["a > b", "b", "b > a", "c"]
        assert alike(found, variants(log))


def test_a_simulated_log_packed_twice_is_the_same():
    measure, log = Variants(), whole()
    once = measure.merge(packed(log, 5))
    assert alike(measure.finish(measure.pack(once)), variants(log))
    assert len(pickle.dumps(measure.pack(once))) <= len(pickle.dumps(measure.merge([measure.kernel(log)])))


def test_an_empty_log_is_packed():
    measure = Variants()
    part = measure.pack(measure.kernel(EventLog.empty()))
    assert len(measure.finish(part)) == 0
