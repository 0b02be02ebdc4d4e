"""Writes of the log. `record_touches` is the only way in; nothing in it is ever changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions import new_touch
from jornada.apps.interactions.columns import store_instants
from jornada.apps.interactions.dirty import mark_dirty
from jornada.apps.interactions.errors import CannotVoidError, InvalidTouchesError, TouchFault
from jornada.apps.interactions.models import PlannedTouch, Touch
from jornada.apps.interactions.new_touch import Catalogue, Columns, NewTouch
from jornada.apps.interactions.signals import touches_recorded, touches_written
from jornada.apps.org.bulk import bulk_insert_columns, hand_over_columns, trusted_references
from jornada.apps.org.sets import among, delete_among, one_parameter
from jornada.ui import once

MANY = 5_000
KEY_ONCE = "(key) WHERE key IS NOT NULL"
WITHDRAWN_AT_ONCE = 10_000
MOSTLY_SAME = ("human", "role", "note")
OPTIONAL = {"contact", "thread", "program_id", "content_id", "product", "user", "value", "key"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the rows: written, skipped since their key is in the log already, refused."""

    number: int = 0
    skipped: int = 0
    faults: tuple[TouchFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of rows by a caller who looks up all that they refer to, in the same transaction.

    Of `fresh_threads`, opened in this very transaction and without a lead, nothing is derived.
    """

    catalogue: Catalogue
    fresh_threads: set[int | None]


def record_touches(
    rows: Iterable[NewTouch],
    *,
    source: str,
    user: Any = None,
    now: datetime | None = None,
    skip_invalid: bool = False,
) -> Recorded:
    """Write touches, all in one transaction and with a fixed number of queries.

    `user` stands for rows that name none. Rows whose key is in the log already are skipped and counted. When rows are
    wrong nothing is written and `InvalidTouchesError` names them; with `skip_invalid` the others are written and the
    wrong ones come back as `faults`. `touches_recorded` is sent after the commit.
    """
    columns = new_touch.to_columns(rows)
    return record_columns(columns, source=source, user=user, now=now, skip_invalid=skip_invalid)


def record_columns(
    columns: Columns,
    *,
    source: str,
    user: Any = None,
    now: datetime | None = None,
    skip_invalid: bool = False,
    known: Known | None = None,
) -> Recorded:
    """Write touches given column by column, as `record_touches` does those given as rows.

    Columns that are left out take the defaults of `NewTouch`; `at` may also be microseconds since 1970.

    With `known` many rows are not counted, and are written beside where `written_beside` says so.
    """
    now = now or timezone.now()
    columns, catalogue = new_touch.fill_up(columns), known.catalogue if known else new_touch.catalogue()
    faults = new_touch.check(columns, catalogue, now)
    # Looking up a hundred thousand keys costs as much as a tenth of writing them, and mostly all are new.
    is_large = skip_invalid and len(columns["at"]) >= MANY
    try:
        return _record(columns, faults, catalogue, source, user, now, skip_invalid, known, is_large)
    except IntegrityError:
        if is_large and connection.vendor == "sqlite":
            raise
        # One of the keys is in the log already, or somebody else wrote it in between: now it is seen and skipped.
        return _record(columns, faults, catalogue, source, user, now, skip_invalid, known)


def record_touch(
    user: Any, activity: str, *, at: datetime | None = None, source: str = "manual", key: str = "", **values: Any
) -> Touch:
    """Record one touch and return it; account, contact, thread and product may be rows or ids."""
    now = timezone.now()
    plain = {name: getattr(value, "pk", value) for name, value in values.items()}
    key = key or f"{source}:{uuid.uuid4().hex}"
    record_touches([NewTouch(activity, at or now, key=key, **plain)], source=source, user=user, now=now)
    return Touch.objects.get(key=key)


def void_touch(user: Any, touch: Touch, reason: str, now: datetime | None = None) -> Touch:
    """Take a touch out of all counts and derivations by a new row that says who did it and why."""
    now = now or timezone.now()
    if touch.voids_id:
        raise CannotVoidError(_("A voiding cannot be voided; record the touch again."))
    try:
        with transaction.atomic():
            voiding = _voiding(user, touch, reason, now)
            voiding.save(force_insert=True)
            _announce({touch.account_id}, {touch.thread_id}, now)
    except IntegrityError as error:
        raise CannotVoidError(_("This touch is void already.")) from error
    return voiding


def void_by_hand(user: Any, touch: Touch, reason: str) -> Touch:
    """Void what somebody recorded. What the change of a record wrote goes with that change, or both would disagree."""
    if touch.is_of_a_change:
        raise CannotVoidError(_("A change of the record wrote this: take the change back there, as by reopening it."))
    voiding = void_touch(user, touch, reason)
    transaction.on_commit(partial(once.taken_back, once_name(touch)), robust=True)
    return voiding


def once_name(touch: Touch) -> str:
    """Name a touch to the guard against forms that are sent twice."""
    return f"touch:{touch.pk}"


def void_touches(user: Any, touches: Sequence[Touch], reason: str, now: datetime) -> int:
    """Void many live touches at once, in the caller's transaction; return how many."""
    if touches:
        Touch.objects.bulk_create([_voiding(user, touch, reason, now) for touch in touches], batch_size=2000)
        _announce({touch.account_id for touch in touches}, {touch.thread_id for touch in touches}, now)
    return len(touches)


def withdrawable(recorded_at: datetime) -> QuerySet[Touch]:
    """Return the touches of one import that taking it back takes out of the log."""
    rows = Touch.objects.filter(Q(voided_by=None) | Q(voided_by__recorded_at=recorded_at), recorded_at=recorded_at)
    return rows.filter(Q(source="import") | Q(voids__isnull=False, user=None))


def withdraw_touches(recorded_at: datetime) -> Iterator[int]:
    """Take the touches of one import out of the log again, some at a time; give how many each time.

    The one case in which rows of the log go: an import that is taken back never happened. What somebody voided since
    stays, with its voiding.
    """
    rows = withdrawable(recorded_at).order_by("pk")
    last = 0
    while found := list(rows.filter(pk__gt=last).values_list("pk", "account_id", "thread_id")[:WITHDRAWN_AT_ONCE]):
        ids = [pk for pk, _account, _thread in found]
        last = ids[-1]
        with transaction.atomic():
            PlannedTouch.objects.filter(touch__in=ids).update(touch=None)
            delete_among(Touch, "id", ids)
            mark_dirty({row[1] for row in found} - {None}, {row[2] for row in found} - {None})
        yield len(ids)


def _voiding(user: Any, touch: Touch, reason: str, now: datetime) -> Touch:
    copied = ("account_id", "contact_id", "thread_id", "activity_id", "channel", "direction", "by", "outcome", "role")
    return Touch(
        **{name: getattr(touch, name) for name in copied},
        at=now,
        user=user if getattr(user, "pk", None) else None,
        note=reason,
        voids=touch,
        recorded_at=now,
    )


def _record(
    columns: Columns,
    faults: list[TouchFault],
    catalogue: Catalogue,
    source: str,
    user: Any,
    now: datetime,
    skip_invalid: bool,
    known: Known | None,
    is_large: bool = False,
) -> Recorded:
    # A savepoint makes SQLite copy each page that is written, and rows go beside nowhere inside one. Nothing needs it
    # where taken keys are left out, or where all that an import writes is taken back together.
    is_plain = is_large and (connection.vendor == "sqlite" or known is not None)
    with trusted_references(), transaction.atomic(savepoint=not is_plain):
        columns, faults_ = _sound(dict(columns), faults, skip_invalid, known)
        new_touch.attach_threads(columns)
        new_touch.complete(columns, catalogue, user)
        number = _write(columns, source, now, known, is_large) if columns["at"] else 0
    return Recorded(number, len(columns["at"]) - number, faults_)


def _sound(
    columns: Columns, faults: list[TouchFault], skip_invalid: bool, known: Known | None
) -> tuple[Columns, tuple[TouchFault, ...]]:
    """Link the rows and keep those without a fault."""
    faults = sorted([*faults, *new_touch.link(columns, are_known=known is not None)], key=lambda fault: fault.row)
    if not faults:
        return columns, ()
    if not skip_invalid:
        raise InvalidTouchesError(faults)
    wrong = {fault.row for fault in faults}
    return new_touch.keep(columns, [row not in wrong for row in range(len(columns["at"]))]), tuple(faults)


def _write(columns: Columns, source: str, now: datetime, known: Known | None, is_large: bool) -> int:
    skip_taken = KEY_ONCE if is_large and connection.vendor == "sqlite" else ""
    if not skip_taken and (not is_large or _has_repeated_keys(columns)):
        columns = _without_known_keys(columns)
    number = len(columns["at"])
    if number:
        stored, same = _apart(_not_empty(columns))
        stored["at"] = store_instants(columns["at"])
        same |= {"source": source, "recorded_at": now}
        if known and is_large:
            hand_over_columns(Touch, stored, skip_taken, same)
        else:
            number = bulk_insert_columns(Touch, stored, skip_taken, same)
        touches_written.send(sender=Touch, columns=columns, source=source, now=now)
        _announce(set(columns["account"]), set(columns["thread"]) - (known.fresh_threads if known else set()), now)
    return number


def _has_repeated_keys(columns: Columns) -> bool:
    return len(set(columns["key"])) + columns["key"].count(None) < len(columns["key"])


def _without_known_keys(columns: Columns) -> Columns:
    """Leave out rows whose key is in the log, and all but the first of rows with the same key."""
    keys = set(columns["key"]) - {None}
    if not keys:
        return columns
    known: set[str | None] = set(_keys_in_log(sorted(keys)))
    is_new = []
    for key in columns["key"]:
        is_new.append(key is None or key not in known)
        known.add(key)
    return columns if all(is_new) else new_touch.keep(columns, is_new)


def _keys_in_log(keys: list[str]) -> Iterable[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM interactions_touch WHERE {among('key', 'text')}", [one_parameter(keys)])
        return [key for (key,) in cursor.fetchall()]


def _not_empty(columns: Columns) -> Columns:
    """Leave out optional columns without any value: each costs time in a million rows."""
    return {name: column for name, column in columns.items() if name not in OPTIONAL or any(column)}


def _apart(columns: Columns) -> tuple[Columns, dict[str, Any]]:
    """Take out the columns that mostly say the same in every row, where they do."""
    same = {name: columns[name][0] for name in MOSTLY_SAME if len(set(columns[name])) == 1}
    return {name: column for name, column in columns.items() if name not in same}, same


def _announce(accounts: set[int | None], threads: set[int | None], now: datetime) -> None:
    account_ids, thread_ids = sorted(accounts - {None}), sorted(threads - {None})
    mark_dirty(account_ids, thread_ids)

    def tell() -> None:
        touches_recorded.send(sender=Touch, account_ids=account_ids, thread_ids=thread_ids, now=now)

    # Robust: what fails in a listener stays dirty for the worker, and must not undo the answer to the user.
    transaction.on_commit(tell, robust=True)
