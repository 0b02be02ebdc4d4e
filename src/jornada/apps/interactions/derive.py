"""Numbers of interactions, derived from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.log import EventLog
from jornada.apps.interactions.columns import micros, or_none, write_instants
from jornada.apps.interactions.models import TouchCount, TouchSummary
from jornada.apps.interactions.sets import delete_among
from jornada.apps.org.bulk import bulk_insert

COLUMNS = {"channel", "direction", "contact"}
COUNT_FIELDS = ("account", "contact", "month", "channel", "direction", "number")
SUMMARY_FIELDS = (
    "account", "number", "number_30_days", "number_30_days_before", "first_at", "last_at", "derived_at",
)  # fmt: skip
MONTH = 30 * 86_400_000_000


def replace_counts(account_ids: Sequence[int], log: EventLog, zone: ZoneInfo, now: datetime) -> None:
    """Throw the counts of these accounts away and write what their log says."""
    delete_among(TouchCount, "account_id", account_ids)
    delete_among(TouchSummary, "account_id", account_ids)
    bulk_insert(TouchCount, COUNT_FIELDS, count_rows(log, zone))
    bulk_insert(TouchSummary, SUMMARY_FIELDS, summary_rows(log, now))


def count_rows(log: EventLog, zone: ZoneInfo) -> Iterable[tuple[Any, ...]]:
    """Count per account, contact, month of the company's calendar, channel and direction."""
    if not len(log):
        return []
    months, month_of = _months(log.at, zone)
    contacts, contact_of = np.unique(log.contact, return_inverse=True)
    sizes = (len(contacts), len(months), len(log.channel.values), len(log.direction.values))
    key = log.subject.astype(np.int64)
    for size, code in zip(sizes, (contact_of, month_of, log.channel.codes, log.direction.codes), strict=True):
        key = key * size + code
    keys, numbers = np.unique(key, return_counts=True)
    subject, contact, month, channel, direction = np.unravel_index(keys, (log.subjects, *sizes))
    return zip(
        log.subject_ids[subject].tolist(),
        or_none(contacts[contact]),
        [months[place] for place in month.tolist()],
        [log.channel.values[place] for place in channel.tolist()],
        [log.direction.values[place] for place in direction.tolist()],
        numbers.tolist(),
        strict=True,
    )


def summary_rows(log: EventLog, now: datetime) -> Iterable[tuple[Any, ...]]:
    """Sum up the log of each account: how many, in the last 30 days and the 30 before, first and last."""
    age = micros(now) - log.at
    is_recent, is_before = (age >= 0) & (age < MONTH), (age >= MONTH) & (age < 2 * MONTH)
    return zip(
        log.subject_ids.tolist(),
        log.lengths.tolist(),
        _per_subject(log, is_recent),
        _per_subject(log, is_before),
        write_instants(log.at[log.offsets[:-1]]),
        write_instants(log.at[log.offsets[1:] - 1]),
        write_instants(np.full(log.subjects, micros(now))),
        strict=True,
    )


def _per_subject(log: EventLog, mask: NDArray[np.bool_]) -> list[int]:
    numbers: list[int] = np.bincount(log.subject[mask], minlength=log.subjects).tolist()
    return numbers


def _months(at: NDArray[np.int64], zone: ZoneInfo) -> tuple[list[date], NDArray[np.int64]]:
    """List the months from the first to the last touch, and say for each touch in which of them it lies."""
    first, last = (datetime.fromtimestamp(at_ // 1_000_000, zone) for at_ in (int(at.min()), int(at.max())))
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    months = [date(month // 12, month % 12 + 1, 1) for month in span]
    starts = [micros(datetime(month.year, month.month, 1, tzinfo=zone)) for month in months]
    return months, np.searchsorted(np.array(starts), at, side="right") - 1
