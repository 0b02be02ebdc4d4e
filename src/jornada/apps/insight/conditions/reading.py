"""What a reader is not told, private touches and answers given in them, does not count in that reader's conditions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from django.db.models import Count, Max
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Column, Population
from jornada.analytics.log import EventLog
from jornada.analytics.touch_index import TouchesLess, TouchIndex, index_touches, micros
from jornada.apps.insight.conditions.population import Everybody, blank_of
from jornada.apps.insight.copy.view import places
from jornada.apps.interactions.models import PrivateTouch, Touch
from jornada.apps.interactions.privacy import Seat, kept_from
from jornada.rules.conditions import Attribute, Condition, Did, leaves
from jornada.ui.conditions.fields import kept_ids

COLUMNS = ("channel", "direction", "by", "outcome", "role", "human")
Hidden = dict[str, list[TouchIndex]]
READERS = 50
_latest: dict[int | None, tuple[tuple[Any, ...], Hidden | None]] = {}
HEAD = ("account_id", "contact_id", "at", "activity__code", *COLUMNS)


def as_read(reader: Any, some: Population, everybody: Everybody, record: str, condition: Condition) -> Population:
    """Take out of a population what is kept from a reader; without a reader everything counts."""
    if reader is None:
        return some
    asked = [leaf for _place, leaf in leaves(condition)]
    names = {leaf.field for leaf in asked if isinstance(leaf, Attribute)} & some.columns.keys()
    blanked = {
        name: _blanked(some.columns[name], places(some.ids, np.asarray(ids, dtype=np.int64)))
        for name, ids in kept_ids(record, reader, names).items()
    }
    if blanked:
        some = replace(some, columns={**some.columns, **blanked})
    hidden = _kept_hidden(reader, everybody) if any(isinstance(leaf, Did) for leaf in asked) else None
    if hidden is None or some.touches is None:
        return some
    return replace(some, touches=TouchesLess(some.touches, everybody.touches_of(record, hidden)))


def _kept_hidden(reader: Any, everybody: Everybody) -> Hidden | None:
    """Read the private touches again when the copy is a newer one, or marks or participants came or went."""
    marks = PrivateTouch.objects.aggregate(number=Count("pk"), latest=Max("marked_at"))
    if not marks["number"]:
        return None
    seats = Seat.objects.aggregate(number=Count("pk"), latest=Max("pk"))
    state = (everybody.manifest.version, *marks.values(), *seats.values())
    kept = _latest.get(reader.pk)
    if kept is None or kept[0] != state:
        if len(_latest) >= READERS:
            _latest.clear()
        kept = _latest[reader.pk] = (state, _hidden(reader))
    return kept[1]


def _hidden(reader: Any) -> Hidden | None:
    """Index the private touches in which the reader takes no part, by account and by contact; None without any."""
    rows = Touch.objects.filter(private__in=kept_from(reader), voids=None, voided_by=None).exclude(account=None)
    found = list(rows.values_list(*HEAD))
    if not found:
        return None
    accounts, contacts, at, activity, *others = zip(*found, strict=True)
    log = EventLog.from_columns(
        np.array(accounts, np.int64),
        np.array([micros(each) for each in at], np.int64),
        list(activity),
        contact=np.array([-1 if pk is None else pk for pk in contacts], np.int64),
        **{name: _filled(values) for name, values in zip(COLUMNS, others, strict=True)},
    )
    people = np.asarray(log.contact, dtype=np.int64)
    return {
        "subject": [index_touches(log, log.subject_ids)],
        "contact": [index_touches(log, np.unique(people[people >= 0]), people)],
    }


def _filled(values: tuple[Any, ...]) -> Any:
    return np.array(values) if isinstance(values[0], bool) else [value or None for value in values]


def _blanked(column: Column, where: NDArray[np.int64]) -> Column:
    """Make the values at some places unknown; -1 is no place."""
    known = where[where >= 0]
    codes = (column.codes if isinstance(column, Coded) else column).copy()
    codes[known] = -1 if isinstance(column, Coded) else blank_of(column)
    return Coded(codes, column.values) if isinstance(column, Coded) else codes
