"""Board and calendar of the open opportunities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jornada.apps.org import access
from jornada.apps.org import queries as org
from jornada.apps.org.namesakes import people_to_find
from jornada.apps.org.tags.queries import names_of_tags
from jornada.apps.sales import queries
from jornada.apps.sales.agenda import Span, agenda
from jornada.apps.sales.board import BoardColumn, Narrowing, board, narrowing_of, segments_to_choose
from jornada.apps.sales.cards import cards_of
from jornada.ui.table_rows import options

FAR = timedelta(days=365 * 50)


def opportunity_board(request: HttpRequest) -> HttpResponse:
    wanted = narrowing_of(request)
    columns = board(request.user, wanted)
    mine = _changeable(request, columns)
    may_stage = access.may_write(request.user, "opportunity", "stage")
    movable = mine if may_stage else set()
    why = _("This opportunity is not yours to move.") if may_stage else _("Your role does not move opportunities.")
    context = {
        **_shared(request, wanted),
        "columns": list(zip(columns, _drawn(request, columns, mine, movable), strict=True)),
        "movable": movable,
        "why_fixed": why,
        "list_query": wanted.list_query(request.user),
        "may_plan": bool(mine),
        "current": "board",
    }
    return render(request, "sales/board.html", context)


def _drawn(
    request: HttpRequest, columns: list[BoardColumn], mine: set[int], movable: set[int]
) -> Iterator[list[SafeString]]:
    """Give the cards of each column; of what the person may change the next step is planned on the card."""
    cards = cards_of([row for column in columns for row in column.cards])
    fields = render_to_string("sales/move_fields.html", request=request)
    won, lost = _("Won"), _("Lost")
    stages = [(column.key, column.stage.label) for column in columns] + [("win", f"{won}…"), ("lose", f"{lost}…")]
    for column in columns:
        moves, was = options(stages, column.key), format_html('<input type="hidden" name="was" value="{}">', column.key)
        yield [cards[row.pk].drawn(mine, movable, fields + was, moves) for row in column.cards]


def opportunity_calendar(request: HttpRequest) -> HttpResponse:
    """Show a month or a week (`?view=week&day=2026-03-02`), of closes or of planned touches (`?show=touches`)."""
    wanted, today = narrowing_of(request), timezone.localdate()
    view = "week" if request.GET.get("view") == "week" else "month"
    shows = "touches" if request.GET.get("show") == "touches" else "close"
    span = Span(view, _day(request.GET.get("day", ""), today))
    weeks, is_cut = agenda(request.user, wanted, span, shows, today)
    context = {
        **_shared(request, wanted),
        "weeks": weeks,
        "is_cut": is_cut,
        "has_entries": any(day.entries for week in weeks for day in week),
        "span": span,
        "shows": shows,
        "today": today,
        "current": "calendar",
    }
    return render(request, "sales/calendar.html", context)


def _shared(request: HttpRequest, wanted: Narrowing) -> dict[str, Any]:
    people = [(str(pk), name) for pk, name in people_to_find() if pk != request.user.pk]
    teams = [(f"team-{pk}", name) for pk, name in org.names_of_teams()]
    first = [("me", _("Mine")), *([("team", _("My team"))] if request.user.team_id else []), ("none", _("Nobody"))]
    return {
        "wanted": wanted,
        "pipelines": list(queries.pipelines()),
        "owner_groups": [("", first), (_("Teams"), teams), (_("People"), people)],
        "segments": segments_to_choose(request.user),
        "tags": names_of_tags(),
        "may_create": access.may(request.user, "opportunity", "create"),
    }


def _changeable(request: HttpRequest, columns: list[BoardColumn]) -> set[int]:
    """Say which cards the person may change, with one query."""
    ids = [card.pk for column in columns for card in column.cards]
    return set(queries.visible_opportunities(request.user, "change").filter(pk__in=ids).values_list("pk", flat=True))


def _day(text: str, today: date) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today
    return asked if abs(asked - today) < FAR else today
