"""The few figures of an account's log that lists show, derived from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.log import EventLog
from jornada.apps.interactions.columns import micros, write_instants
from jornada.apps.interactions.models import TouchSummary
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.sets import delete_among
from jornada.rules.catalogue import DECISIONS

SUMMARY_FIELDS = (
    "account", "number", "number_30_days", "number_30_days_before", "first_at", "last_at", "derived_at",
)  # fmt: skip
MONTH = 30 * 86_400_000_000


def replace_summaries(account_ids: Sequence[int], log: EventLog, now: datetime) -> None:
    """Throw the figures of these accounts away and write what their log says."""
    delete_among(TouchSummary, "account_id", account_ids)
    bulk_insert(TouchSummary, SUMMARY_FIELDS, _summary_rows(log, now))


def _summary_rows(log: EventLog, now: datetime) -> Iterable[tuple[Any, ...]]:
    """Sum up each account: how many interactions, in the last 30 days and the 30 before; the first and the last one."""
    age, counts = micros(now) - log.at, _is_interaction(log)
    is_recent, is_before = counts & (age >= 0) & (age < MONTH), counts & (age >= MONTH) & (age < 2 * MONTH)
    return zip(
        log.subject_ids.tolist(),
        _per_subject(log, counts),
        _per_subject(log, is_recent),
        _per_subject(log, is_before),
        write_instants(_first_of_each(log, counts)),
        write_instants(_last_of_each(log, counts)),
        write_instants(np.full(log.subjects, micros(now))),
        strict=True,
    )


def _is_interaction(log: EventLog) -> NDArray[np.bool_]:
    decisions = [code for code, activity in enumerate(log.activity.values) if activity in DECISIONS]
    return ~np.isin(log.activity.codes, decisions)


def _last_of_each(log: EventLog, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return when the last of the marked rows was, for each subject; -1 where none is marked."""
    found = np.full(log.subjects, -1, dtype=np.int64)
    found[log.subject[mask]] = log.at[mask]  # rows are in the order of time: the last one written stays
    return found


def _first_of_each(log: EventLog, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    found = np.full(log.subjects, -1, dtype=np.int64)
    found[log.subject[mask][::-1]] = log.at[mask][::-1]
    return found


def _per_subject(log: EventLog, mask: NDArray[np.bool_]) -> list[int]:
    numbers: list[int] = np.bincount(log.subject[mask], minlength=log.subjects).tolist()
    return numbers
