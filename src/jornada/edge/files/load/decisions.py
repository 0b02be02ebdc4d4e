"""What rows of opportunities tell of decisions: opened, won, lost, each at its instant, as columns for the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jornada.apps.interactions.queries import live_touches
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load.outdated import CODES, Told
from jornada.edge.files.load.records import Columns
from jornada.edge.files.load.work import Work

_OVER = frozenset({"won", "lost"})
_PART = 10_000


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision that a row tells of."""

    row: int
    what: str
    at: datetime


class Instants:
    """When the deals of rows were opened and closed: at the minute that a row tells, else at the day's begin."""

    def __init__(self, work: Work, columns: Columns) -> None:
        self.work, self.columns = work, columns

    def opened(self, row: int) -> datetime | None:
        """Of a row with a day of beginning and an instant on that day, it is the instant."""
        day, made = self.columns["engaged_on"][row], self.columns["created_at"][row]
        if day is None:
            return None
        began = self.work.midnight(day)
        return made if made not in (None, began) and self.work.day_of(made) == day else began

    def closed(self, row: int) -> datetime | None:
        """What was closed on the day it was opened was not closed before."""
        day, opened = self.columns["closed_on"][row], self.opened(row)
        if day is None:
            return None
        return opened if opened and day == self.columns["engaged_on"][row] else self.work.midnight(day)

    def told(self, row: int) -> Told:
        return Told(self.columns["outcome"][row], self.opened(row), self.closed(row))


def decided(instants: Instants, threads: Collection[int]) -> list[Decision]:
    """Say what was decided in which row and when.

    What is said of one deal stands together, its beginning first: the indexes by thread, account and key are walked
    once, not twice.
    """
    outcomes, found = instants.columns["outcome"], []
    for row in sorted(threads):
        if opened := instants.opened(row):
            found.append(Decision(row, "opened", opened))
        if outcomes[row] in _OVER and (closed := instants.closed(row)):
            found.append(Decision(row, outcomes[row], closed))
    return found


def not_yet(found: list[Decision], threads: Mapping[int, int], known: Collection[int]) -> list[Decision]:
    """Leave out what the log has of the threads that were `known`, whatever its key."""
    held: set[tuple[int, str, datetime]] = set()
    ids = sorted(known)
    for start in range(0, len(ids), _PART):
        rows = live_touches().filter(thread__in=ids[start : start + _PART], activity__code__in=CODES)
        held.update(rows.values_list("thread", "activity__code", "at"))
    return [one for one in found if (threads[one.row], f"deal.{one.what}", one.at) not in held] if held else found


def as_columns(work: Work, columns: Columns, found: list[Decision], names: Mapping[int, str]) -> dict[str, list[Any]]:
    """Give decisions as columns for the log, but their threads; `names` are the ids of their opportunities, by row."""
    rows = [one.row for one in found]
    touches: dict[str, list[Any]] = {
        "activity": [f"deal.{one.what}" for one in found],
        "at": [one.at for one in found],
        "key": [f"opp:{names[one.row]}:{one.what}:{_stamp(work, one.at)}" for one in found],
        "user": list(map(columns["owner_id"].__getitem__, rows)),
    }
    for name in ("account", "contact", "product"):
        touches[name] = list(map(columns[f"{name}_id"].__getitem__, rows))
    if amounts := columns.get("amount"):
        won = [amounts[one.row] if one.what == "won" else None for one in found]
        touches["value"] = [None if amount is None else float(amount) for amount in won]
    if reasons := columns.get("lost_reason"):
        touches["note"] = [reasons[one.row] or "" if one.what == "lost" else "" for one in found]
    return touches


def known_of(ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Give, by opportunity, its thread and what the keys of its decisions begin with."""
    found: dict[int, tuple[int, str]] = {}
    distinct = sorted(set(ids))
    for start in range(0, len(distinct), _PART):
        rows = Opportunity.objects.filter(pk__in=distinct[start : start + _PART])
        for pk, thread, external in rows.values_list("pk", "thread_id", "external_id"):
            found[pk] = (thread, external or f"#{pk}")
    return found


def _stamp(work: Work, at: datetime) -> str:
    """A day, and the time of day where one is told."""
    day = work.day_of(at)
    return f"{day:%Y%m%d}" if at == work.midnight(day) else f"{day:%Y%m%d}.{at:%H%M%S}"
