"""Tags and filters of the shell and its components: `{% load ui %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jornada.ui import addresses, cells, drawn_once, faults, numbers, once, split, table_rows
from jornada.ui import icons as icon_sprite
from jornada.ui import panels as panel_registry
from jornada.ui.sparks import points

register = template.Library()

register.filter("number", numbers.number)
register.filter("in_full", numbers.in_full)
register.filter("compact", numbers.compact)
register.filter("money", numbers.money)
register.filter("compact_money", numbers.compact_money)
register.filter("share", numbers.share)
register.filter("duration", numbers.duration)
register.filter("days", numbers.days)
register.filter("faults", faults.faults)
register.filter("exact", cells.exact)
register.filter("clock", cells.clock)
register.filter("short_day", cells.short_day)
register.filter("day_and_month", cells.day_and_month)
register.filter("instant", cells.instant)
register.simple_tag(icon_sprite.icon, name="icon")
register.simple_tag(cells.avatar, name="avatar")
register.simple_tag(table_rows.table_rows)
register.simple_tag(drawn_once.column_lines)
register.simple_tag(drawn_once.menu_links)
register.simple_tag(drawn_once.part, name="part")
register.simple_tag(table_rows.options)
register.simple_tag(table_rows.select_options)


@register.filter
def ago(value: Any) -> str:
    """Say how long ago an instant was."""
    return numbers.NOTHING if value is None else cells.relative(value, timezone.now())


@register.filter
def since(value: Any) -> str:
    """Say since when something is so, to stand behind a verb."""
    return cells.since(value, timezone.now())


@register.filter
def short_name(record: Any) -> str:
    """Say a record without the account at the end of its name, which stands beside it."""
    return cells.shortened(record.name, record.account.name if record.account_id else "")


@register.filter
def times(value: Any, factor: Any) -> Any:
    """Multiply, for widths and shares."""
    return float(value) * float(factor)


@register.filter
def keep(value: Any) -> Any:
    """Write a number for machines: a dot, no grouping."""
    return "" if value is None else str(value)


@register.simple_tag
def spark_points(values: Sequence[float | None], width: int = 88, height: int = 24) -> str:
    """Return the polyline of a small trend line."""
    return points(values, width, height)


@register.simple_tag
def reset_works_for() -> str:
    """Say how long the link of a forgotten password works."""
    return numbers.duration(settings.PASSWORD_RESET_TIMEOUT)


@register.simple_tag(takes_context=True)
def here_with(context: Context, **changes: Any) -> str:
    """Return this page's address with changed query values; an empty one is taken out."""
    request: HttpRequest = context["request"]
    return addresses.with_query(request, **{name: (str(value) if value else None) for name, value in changes.items()})


@register.simple_tag(takes_context=True)
def panels(context: Context, record: str, instance: Any, place: str | None = None) -> SafeString:
    """Draw the panels that apps registered for this kind of record."""
    return mark_safe("".join(_panels(context, record, instance, place)))  # noqa: S308 (rendered templates)


@register.simple_tag(takes_context=True)
def split_panels(context: Context, record: str, instance: Any, first: str = "", last: str = "") -> split.Split:
    """Draw both columns of a record page, and what flows below them; `first` and `last` are templates of the page's
    own, above and below the panels of the narrow column."""
    main = _panels(context, record, instance, "main")
    side = _panels(context, record, instance, "side")
    own = [[context.template.engine.get_template(name).render(context)] if name else [] for name in (first, last)]
    return split.split(main, [*own[0], *side, *own[1]])


@register.inclusion_tag("ui/jumps.html", takes_context=True)
def jumps(context: Context) -> dict[str, Any]:
    """Draw the bar that leads to the panels drawn so far; the page asks for it after them and shows it above."""
    return {"jumps": getattr(context["request"], "jumps", ())}


def _panels(context: Context, record: str, instance: Any, place: str | None) -> list[str]:
    request = context["request"]
    shown = panel_registry.shown_panels(request, record, instance, place)
    request.jumps = [*getattr(request, "jumps", ()), *(panel for panel in shown if panel.jump)]
    return [_drawn(context, panel) for panel in shown]


def _drawn(context: Context, panel: panel_registry.Shown) -> str:
    with context.push(**panel.context, panel_code=panel.code):
        return context.template.engine.get_template(panel.template).render(context)


@register.simple_tag
def form_token() -> SafeString:
    """Give a form the mark by which its second sending is known."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_token())
