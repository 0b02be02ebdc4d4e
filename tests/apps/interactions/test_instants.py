"""Instants on their way into the database, by the hundred thousand."""

import numpy as np
from django.db import connection

from jornada.apps.interactions.columns import as_datetime, write_instants

DAY = 86_400_000_000


def test_instants_are_written_as_django_writes_them():
    instants = [0, 5, DAY - 1, 59 * DAY, 1_709_210_096_000_000, 1_709_210_096_120_000, 7_258_118_399_999_999]
    expected = [connection.ops.adapt_datetimefield_value(as_datetime(at)) for at in instants]
    for times in (1, 50):
        assert write_instants(np.array(instants * times, dtype=np.int64)) == expected * times


def test_what_is_no_instant_stays_empty():
    nothing = np.array([-1, -DAY, 0], dtype=np.int64)
    assert [at is None for at in write_instants(nothing)] == [True, True, False]
    assert [at is None for at in write_instants(np.tile(nothing, 50))] == [True, True, False] * 50
