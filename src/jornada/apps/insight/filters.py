"""The filters above figures: the segment and the period, as the address carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jornada.apps.insight.clock import today, zone_of
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.period import PRESETS, Period, read_period
from jornada.apps.insight.segment import (
    LABELS,
    OF_ACCOUNTS,
    SAVED,
    Control,
    Segment,
    choices,
    controls,
    read_segment,
    saved_control,
    seen_fields,
    with_saved,
)
from jornada.ui.addresses import with_query
from jornada.ui.filters import Filter
from jornada.ui.narrowing import Chip


@dataclass(frozen=True, slots=True)
class Narrowing:
    """How the figures are narrowed, and what the filter bar shows of it."""

    segment: Segment
    period: Period
    controls: tuple[Control, ...]
    chips: tuple[Chip, ...]
    query: str
    presets: tuple[tuple[str, str], ...]
    clear_url: str
    # Labels of what the address asks for and nobody can read: the figures are not narrowed by it.
    unread: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        return bool(self.chips)


def read_narrowing(request: HttpRequest, view: View, fields: tuple[str, ...] = OF_ACCOUNTS) -> Narrowing:
    """Read segment and period from the address."""
    seen = seen_fields(request.user, fields)
    segment = read_segment(request.GET, view, seen)
    period = read_period(request.GET, today(zone_of(view)))
    shown = tuple(controls(segment, view, seen))
    if fields == OF_ACCOUNTS:
        saved = saved_control(request.user, request.GET.get(SAVED, ""))
        segment = with_saved(segment, saved.value) if saved.value else segment
        shown = (*((saved,) if saved.choices else ()), *shown)
    return Narrowing(
        segment=segment,
        period=period,
        controls=shown,
        chips=tuple(_chips(request, shown, period)),
        query=urlencode([*segment.values, *period_query(period)]),
        presets=tuple((code, str(label)) for code, label in PRESETS.items()),
        clear_url=request.path,
        unread=tuple(_unread(request, segment, period, fields)),
    )


def _unread(request: HttpRequest, segment: Segment, period: Period, fields: tuple[str, ...]) -> list[str]:
    """Name what the address asks for and the figures do not follow, as values that nobody has."""
    asked, followed = request.GET, dict(segment.values)
    named = {
        **{field: str(LABELS[field]) for field in fields},
        **({SAVED: _("Segment")} if fields == OF_ACCOUNTS else {}),
    }
    lost = [label for field, label in named.items() if asked.get(field) and field not in followed]
    code = asked.get("period", "")
    if code and code not in PRESETS:
        lost.append(_("Period"))
    ends = (("from", _("From"), period.first), ("to", _("Until"), period.last))
    return lost + [label for name, label, day in ends if asked.get(name) and code in ("", "custom") and not day]


def period_query(period: Period) -> list[tuple[str, str]]:
    """Write a period for an address."""
    if period.is_all:
        return []
    if period.code != "custom":
        return [("period", period.code)]
    ends = (("from", period.first), ("to", period.last))
    return [("period", "custom"), *((name, day.isoformat()) for name, day in ends if day)]


def list_filters(user: Any, view: View, fields: tuple[str, ...] = OF_ACCOUNTS) -> list[Filter]:
    """Return the same filters for a list of rows; the rows come narrowed already."""
    narrowing = [
        Filter(
            field,
            LABELS[field],
            apply=_as_is,
            choices=lambda _request, field=field: choices(field, view),
            order=place,
        )
        for place, field in enumerate(seen_fields(user, fields))
    ]
    presets = Filter("period", _("Period"), apply=_as_is, choices=lambda _request: list(PRESETS.items()), order=70)
    ends = [
        Filter("from", _("From"), apply=_as_is, kind="date", order=71),
        Filter("to", _("Until"), apply=_as_is, kind="date", order=72),
    ]
    return [*narrowing, presets, *ends]


def _as_is(rows: QuerySet, _value: object) -> QuerySet:
    return rows


def _chips(request: HttpRequest, shown: tuple[Control, ...], period: Period) -> list[Chip]:
    chips = [
        Chip(control.label, control.shown, with_query(request, **{control.code: None}))
        for control in shown
        if control.value
    ]
    if not period.is_all:
        without = with_query(request, **{"period": None, "from": None, "to": None})
        chips.append(Chip(_("Period"), period.label, without))
    return chips
