"""The log as columns: what derivations read, in one query for thousands of subjects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.apps.interactions.models import Activity
from jornada.apps.market.models import Contact
from jornada.apps.org.kept import Kept
from jornada.apps.org.sets import among, one_parameter
from jornada.rules.catalogue import ACTORS, CHANNELS, DIRECTIONS, OUTCOMES
from jornada.rules.stages import JourneyMap

Subject = Literal["account", "contact", "thread"]
Instants = NDArray[np.int64]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A day off, so that every time zone has them.
ENDS = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
SECONDS_A_DAY = 86_400
# A table of days is made for a chunk of instants; one that spans five centuries is rare and written one by one.
MANY_DAYS = 200_000
# So few are written sooner one by one than by tables of all days and seconds.
FEW = 100

_VALUES: dict[str, tuple[str, ...]] = {
    "channel": CHANNELS,
    "direction": DIRECTIONS,
    "by": ACTORS,
    "outcome": OUTCOMES,
    "role": ("", *Contact.BuyingRole.values),
}
_PLACES = {name: {value: place for place, value in enumerate(values)} for name, values in _VALUES.items()}


def read_log(subject: Subject, ids: Sequence[int], columns: Collection[str]) -> EventLog:
    """Read live touches of accounts, contacts or threads; `columns` says what is needed besides time and activity."""
    asked = [name for name in (*_VALUES, "contact", "product") if name in columns]
    rows = _fetch(subject, ids, asked)
    if not rows:
        return EventLog.empty()
    touch_id, of, at, activity, human, voids, *more = zip(*rows, strict=True)
    touch_ids = np.array(touch_id, dtype=np.int64)
    log = EventLog.from_columns(
        np.array(of, dtype=np.int64),
        _read_instants(at),
        _activities(activity),
        touch_id=touch_ids,
        human=np.array(human, dtype=np.int8),
        **{name: _column(name, values) for name, values in zip(asked, more, strict=True)},
    )
    is_void = _void(touch_ids, voids)
    return log if is_void is None else log.select(~np.isin(log.touch_id, touch_ids[is_void]))


def columns_of_map(journey: JourneyMap) -> set[str]:
    """Say which columns the rules of a map look at, besides activity and human."""
    names = {"channels": "channel", "directions": "direction", "by": "by", "outcomes": "outcome", "roles": "role"}
    behaviours = [behaviour for stage in journey.stages for behaviour in (*stage.leads_here, *stage.exit)]
    needed = {column for name, column in names.items() if any(getattr(b, name) for b in behaviours)}
    return needed | ({"product"} if any(b.product is not None for b in behaviours) else set())


def write_instants(column: Instants) -> list[Any]:
    """Turn microseconds into values for `bulk_insert`; negative ones are nothing."""
    if connection.vendor == "postgresql":
        moments = column.astype("datetime64[us]").tolist()
        ready: list[Any] = [moment.replace(tzinfo=UTC) for moment in moments]
    else:
        ready = _as_texts(column)
    for place in np.flatnonzero(column < 0).tolist():
        ready[place] = None
    return ready


def store_instants(instants: Sequence[datetime] | Sequence[int]) -> Sequence[Any]:
    """Turn aware datetimes, or microseconds, into values for `bulk_insert`, at once and not row by row."""
    if instants and isinstance(instants[0], int):
        return write_instants(np.array(instants, dtype=np.int64))
    if connection.vendor == "postgresql":
        return instants
    # The text of an instant in UTC ends in +00:00; SQLite keeps what stands before.
    texts = {at: (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")[:-6] for at in set(instants)}  # type: ignore[union-attr]
    return list(map(texts.__getitem__, instants))


def as_datetime(microseconds: int) -> datetime:
    """Turn microseconds since 1970 into an aware datetime; beyond the calendar, into an end of it."""
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return ENDS[microseconds > 0]


def _as_texts(column: Instants) -> list[str]:
    """Write instants as Django writes them on SQLite: with a fraction only where there is one."""
    if len(column) < FEW:
        return list(map(str, column.astype("datetime64[us]").tolist()))
    days, seconds = np.divmod(column // 1_000_000, SECONDS_A_DAY)
    first, last = int(days.min()), int(days.max())
    if last - first > MANY_DAYS:
        return list(map(str, column.astype("datetime64[us]").tolist()))
    dates = np.arange(first, last + 1).astype("datetime64[D]").astype("S10")
    text = np.empty(len(column), dtype=[("date", "S10"), ("time", "S9")])
    text["date"], text["time"] = dates[days - first], _times_of_day()[seconds]
    letters = text.tobytes().decode("ascii")
    ready = [letters[start : start + 19] for start in range(0, len(letters), 19)]
    for place in np.flatnonzero(column % 1_000_000).tolist():
        ready[place] = f"{ready[place]}.{column[place] % 1_000_000:06d}"
    return ready


@cache
def _times_of_day() -> NDArray[np.bytes_]:
    """The text of each second of a day, with the blank before it."""
    pairs = [f"{number:02d}" for number in range(60)]
    minutes = [f" {hour}:{minute}:" for hour in pairs[:24] for minute in pairs]
    return np.array([minute + second for minute in minutes for second in pairs], dtype="S9")


def or_none(column: NDArray[Any]) -> list[Any]:
    """Turn ids into values for `bulk_insert`; negative ones are nothing."""
    return [value if value >= 0 else None for value in column.tolist()]


def micros(instant: Any) -> int:
    """Turn an aware datetime into microseconds since 1970, exactly."""
    return int(np.datetime64(instant.astimezone(UTC).replace(tzinfo=None), "us").astype(np.int64))


def _fetch(subject: Subject, ids: Sequence[int], asked: Sequence[str]) -> list[tuple[Any, ...]]:
    is_postgres = connection.vendor == "postgresql"
    names = {"contact": "contact_id", "product": "product_id", "by": '"by"'}
    # The casts keep SQLite from turning each value into a Python object on its own.
    at = "(extract(epoch FROM at) * 1000000)::bigint" if is_postgres else "CAST(at AS text)"
    human = "human::int" if is_postgres else "human + 0"
    picked = ", ".join(["id", f"{subject}_id", at, "activity_id", human, "voids_id", *(names.get(n, n) for n in asked)])
    sql = f"SELECT {picked} FROM interactions_touch WHERE {among(f'{subject}_id')} ORDER BY {subject}_id, at, id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(sorted(ids))])
        return cursor.fetchall()


def _read_instants(values: Sequence[Any]) -> Instants:
    if isinstance(values[0], int):
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype="datetime64[us]").astype(np.int64)


def _activities(ids: Sequence[int]) -> Coded:
    known, codes = _codes()
    return Coded(np.searchsorted(known, np.array(ids, dtype=np.int64)), codes)


def _read_codes() -> tuple[Instants, tuple[str, ...]]:
    rows = list(Activity.objects.order_by("id").values_list("id", "code"))
    return np.array([pk for pk, _code in rows], dtype=np.int64), tuple(code for _pk, code in rows)


_codes = Kept(_read_codes, Activity)


def _column(name: str, values: Sequence[Any]) -> Any:
    if name in _VALUES:
        place = _PLACES[name]
        return Coded(np.fromiter(map(place.__getitem__, values), np.int32, len(values)), _VALUES[name])
    return np.fromiter((-1 if value is None else value for value in values), np.int64, len(values))


def _void(touch_ids: Instants, voids: Sequence[Any]) -> NDArray[np.bool_] | None:
    """Tell voiding and voided rows; None when there are none."""
    voided = [value for value in voids if value is not None]
    if not voided:
        return None
    is_voiding = np.array([value is not None for value in voids])
    return is_voiding | np.isin(touch_ids, np.array(voided, dtype=np.int64))
