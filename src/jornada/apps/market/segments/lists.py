"""What the list of segments and the list of members show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.segments.models import Segment, SegmentSize
from jornada.apps.market.segments.queries import joined_at
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.rules.condition_facts import LeafAnswer, Verdict
from jornada.rules.condition_fields import Vocabulary
from jornada.rules.condition_words import describe_leaf
from jornada.ui.columns import Column
from jornada.ui.conditions.words import language
from jornada.ui.filters import Filter


def segment_columns(user: Any) -> list[Column]:
    def size(row: Segment) -> int | None:
        return row.size if access.how_far(user, row.record) == "all" else None

    return [
        Column("name", _("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True),
        Column("record", _("Made of"), order=10, cell=lambda row: row.get_record_display()),
        Column("kind", _("Kind"), order=20, cell=kind_badge, kind="badge"),
        Column("size", _("Members"), order=30, cell=size, kind="number"),
        Column("owner", _("Owner"), order=40, cell=lambda row: row.owner.name if row.owner_id else "", kind="person"),
        Column("shared", _("Shared"), order=50, cell=lambda row: row.is_shared, kind="flag", is_hidden_on_phone=True),
        Column(
            "refreshed",
            _("Up to date"),
            order=60,
            cell=lambda row: row.refreshed_at,
            kind="moment",
            is_hidden_on_phone=True,
        ),
    ]


def segment_filters() -> list[Filter]:
    return [
        Filter(
            "record",
            _("Made of"),
            choices=lambda _request: Segment.Record.choices,
            apply=lambda rows, value: rows.filter(record=value),
            order=10,
        ),
        Filter(
            "by_hand",
            _("Kept by hand"),
            kind="flag",
            apply=lambda rows, value: rows.filter(condition__isnull=value),
            order=20,
        ),
    ]


def kind_badge(row: Segment) -> tuple[Any, str]:
    if row.fault:
        return _("Condition to be mended"), "bad"
    return (_("Kept by hand"), "neutral") if row.is_static else (_("By condition"), "accent")


def answer_lines(verdict: Verdict, words: Vocabulary, kept: Collection[str] = ()) -> list[dict[str, Any]]:
    """Say how each part of a condition came out for a record; but not of fields that are kept from the reader."""
    return [
        _kept_line(each, words) if getattr(each.leaf, "field", "") in kept else _answer_line(each, words)
        for each in verdict.answers
    ]


def _kept_line(answer: LeafAnswer, words: Vocabulary) -> dict[str, Any]:
    bare = replace(answer, answer="unknown", found=None, decided=False)
    return {**_answer_line(bare, words), "answer": _("Private"), "tone": "neutral"}


def _answer_line(answer: LeafAnswer, words: Vocabulary) -> dict[str, Any]:
    said = {"true": (_("Yes"), "good"), "false": (_("No"), "bad"), "unknown": (_("Not known"), "warn")}
    label, tone = said[answer.answer]
    text = capfirst(describe_leaf(answer, words, language()))
    return {"text": text, "answer": label, "tone": tone, "decided": answer.decided}


def member_columns(segment: Segment) -> list[Column]:
    def since(ids: Sequence[int]) -> dict[int, Any]:
        return joined_at(segment, ids)

    def why(row: Any) -> tuple[Any, str]:
        return _("What decided"), reverse("segment_why", args=[segment.pk, row.pk])

    return [
        Column("name", _("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True),
        Column("joined", _("Member since"), order=10, values=since, kind="moment"),
        *([] if segment.is_static else [Column("why", _("Why"), order=20, cell=why, kind="link")]),
    ]


def trend_chart(sizes: Sequence[SegmentSize]) -> dict[str, Any] | None:
    """Return what the line chart of membership shows; nothing before the second day."""
    if len(sizes) < 2:
        return None
    days = [date_format(row.day, "SHORT_DATE_FORMAT") for row in sizes]
    series = [{"name": str(_("Members")), "values": [row.size for row in sizes], "area": True}]
    return {"categories": days, "format": "number", "series": series}
