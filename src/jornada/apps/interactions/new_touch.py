"""Rows on their way into the log: plain values, checked and completed column by column.

Columns, because a million rows pass here: a check is one look at the distinct values of a column, and only a column
with something wrong is looked at row by row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from jornada.apps.interactions.columns import as_datetime, micros
from jornada.apps.interactions.errors import TouchFault
from jornada.apps.interactions.models import Activity, Thread
from jornada.apps.interactions.threads import DefaultThreads
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.org.kept import Kept
from jornada.apps.org.models import User
from jornada.apps.org.sets import among, one_parameter
from jornada.rules.catalogue import ACTORS, CHANNELS, DIRECTIONS, OUTCOMES

AHEAD = timedelta(days=1)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
ROLES = frozenset(("", *Contact.BuyingRole.values))
PICKED = {"channel": CHANNELS, "direction": DIRECTIONS, "by": ACTORS, "outcome": OUTCOMES}

Columns = dict[str, list[Any]]


class NewTouch(NamedTuple):
    """A touch to be recorded. Left-out text takes the activity's default, `role` the contact's role now."""

    activity: str
    at: datetime
    account: int | None = None
    contact: int | None = None
    thread: int | None = None
    channel: str = ""
    direction: str = ""
    by: str = ""
    outcome: str = ""
    human: bool = True
    role: str = ""
    program_id: int | None = None
    content_id: int | None = None
    product: int | None = None
    user: int | None = None
    value: float | None = None
    note: str = ""
    key: str | None = None


class Catalogue:
    """The activities by code, as they stand in the database; not to be changed."""

    def __init__(self) -> None:
        names = ("code", "id", "channel", "direction", "by", "outcome")
        rows = list(Activity.objects.values_list(*names))
        self.ids = {row[0]: row[1] for row in rows}
        self.defaults = {name: {row[0]: row[place] for row in rows} for place, name in enumerate(names) if place > 1}


catalogue = Kept(Catalogue, Activity)


def to_columns(rows: Iterable[NewTouch]) -> Columns:
    """Turn rows into columns."""
    lists = [list(column) for column in zip(*rows, strict=True)]
    return dict(zip(NewTouch._fields, lists or [[] for _ in NewTouch._fields], strict=True))


def fill_up(columns: Columns) -> Columns:
    """Give the columns that were left out their defaults; `at` tells how many rows there are."""
    rows = len(columns["at"])
    return {
        name: columns[name] if name in columns else [NewTouch._field_defaults[name]] * rows for name in NewTouch._fields
    }


def check(columns: Columns, catalogue: Catalogue, now: datetime) -> list[TouchFault]:
    """Find what is wrong with the rows themselves, without looking anything else up."""
    faults = _not_among(columns["activity"], catalogue.ids.keys(), "unknown_activity")
    for name, values in PICKED.items():
        faults += _not_among(columns[name], {"", *values}, f"unknown_{name}")
    faults += _not_among(columns["role"], ROLES, "unknown_role")
    faults += time_faults(columns["at"], now + AHEAD)
    faults += _value_faults(columns["value"])
    faults += [TouchFault(row, "key_too_long", key) for row, key in enumerate(columns["key"]) if key and len(key) > 120]
    if None in columns["account"]:
        subjects = zip(columns["account"], columns["contact"], columns["thread"], strict=True)
        faults += [TouchFault(row, "no_subject") for row, subject in enumerate(subjects) if not any(subject)]
    return faults


def link(columns: Columns, *, are_known: bool = False) -> list[TouchFault]:
    """Fill in account, contact role and thread from each other; find ids that do not exist.

    Where the caller knows that all do, and each row has its account, only roles are looked up.
    """
    if are_known and None not in columns["account"]:
        contacts = _look_up(Contact, columns["contact"], "account_id", "buying_role")
        _fill(columns, "role", lambda contact: contacts[contact][1], "contact", contacts)
        return []
    threads = _look_up(Thread, columns["thread"], "account_id")
    faults = _not_among(columns["thread"], threads.keys() | {None}, "unknown_thread")
    contacts = _look_up(Contact, columns["contact"], "account_id", "buying_role")
    faults += _not_among(columns["contact"], contacts.keys() | {None}, "unknown_contact")
    _fill(columns, "role", lambda contact: contacts[contact][1], "contact", contacts)
    _fill(columns, "account", lambda thread: threads[thread][0], "thread", threads)
    _fill(columns, "account", lambda contact: contacts[contact][0], "contact", contacts)
    for name, model in (("account", Account), ("product", Product), ("user", User)):
        faults += _not_among(columns[name], _look_up(model, columns[name]).keys() | {None}, f"unknown_{name}")
    return faults


def attach_threads(columns: Columns) -> None:
    """Give the rows without a thread the only open one of their contact or account."""
    if None not in columns["thread"]:
        return
    loose = DefaultThreads(_distinct(columns["account"]), _distinct(columns["contact"]))
    if loose:
        places = zip(columns["thread"], columns["account"], columns["contact"], columns["at"], strict=True)
        columns["thread"] = [
            thread or loose.find(account, contact, as_datetime(at) if isinstance(at, int) else at)
            for thread, account, contact, at in places
        ]


def complete(columns: Columns, catalogue: Catalogue, user: Any) -> None:
    """Put in the activity's defaults and the person who recorded."""
    codes = columns["activity"]
    distinct = set(codes)
    for name in PICKED:
        usual = {code: catalogue.defaults[name][code] for code in distinct}
        if any(columns[name]):
            columns[name] = [value or usual[code] for value, code in zip(columns[name], codes, strict=True)]
        elif len(same := set(usual.values())) == 1:
            columns[name] = [*same] * len(codes)
        else:
            columns[name] = list(map(usual.__getitem__, codes))
    columns["activity"] = list(map(catalogue.ids.__getitem__, codes))
    if any(columns["value"]):
        columns["value"] = [None if value is None else float(value) for value in columns["value"]]
    if "" in columns["key"]:
        columns["key"] = [key or None for key in columns["key"]]
    if getattr(user, "pk", None):
        columns["user"] = [value or user.pk for value in columns["user"]]


def keep(columns: Columns, is_kept: list[bool]) -> Columns:
    """Keep some of the rows."""
    return {
        name: [value for value, stays in zip(column, is_kept, strict=True) if stays] for name, column in columns.items()
    }


def _value_faults(values: list[Any]) -> list[TouchFault]:
    if not any(values):
        return []
    return [
        TouchFault(row, "value_not_a_number", value)
        for row, value in enumerate(values)
        if value is not None and not math.isfinite(value)
    ]


def time_faults(instants: list[Any], latest: datetime) -> list[TouchFault]:
    """Find what is no instant between 1970 and the latest that is allowed."""
    if set(map(type, instants)) == {int}:
        return _time_faults_of_micros(instants, latest)
    faults = []
    for row, at in enumerate(instants):
        if not isinstance(at, datetime):
            faults.append(TouchFault(row, "time_missing", at))
        elif at.tzinfo is None:
            faults.append(TouchFault(row, "time_without_zone", at))
        elif at > latest:
            faults.append(TouchFault(row, "time_in_future", at))
        elif at < EARLIEST:
            faults.append(TouchFault(row, "time_too_early", at))
    return faults


def _time_faults_of_micros(instants: list[int], latest: datetime) -> list[TouchFault]:
    last = micros(latest)
    if min(instants) >= 0 and max(instants) <= last:
        return []
    wrong = [(row, at) for row, at in enumerate(instants) if not 0 <= at <= last]
    return [TouchFault(row, "time_in_future" if at > last else "time_too_early", as_datetime(at)) for row, at in wrong]


def _not_among(column: list[Any], known: Collection[Any], code: str) -> list[TouchFault]:
    wrong = set(column).difference(known)
    return [TouchFault(row, code, value) for row, value in enumerate(column) if value in wrong] if wrong else []


def _distinct(column: list[Any]) -> set[Any]:
    return set(column) - {None}


def _look_up(model: type[Model], column: list[Any], *names: str) -> dict[int, tuple[Any, ...]]:
    ids = _distinct(column)
    if not ids:
        return {}
    picked = ", ".join(["id", *names])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {picked} FROM {model._meta.db_table} WHERE {among('id')}", [one_parameter(sorted(ids))])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _fill(columns: Columns, name: str, value_of: Callable[[Any], Any], by: str, known: Collection[Any]) -> None:
    if not known:
        return
    pairs = zip(columns[name], columns[by], strict=True)
    columns[name] = [value or (value_of(key) if key in known else value) for value, key in pairs]
