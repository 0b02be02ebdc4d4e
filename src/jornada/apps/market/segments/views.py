"""Pages of segments."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.market.segments import actions, queries
from jornada.apps.market.segments.forms import SegmentForm
from jornada.apps.market.segments.lists import (
    answer_lines,
    member_columns,
    segment_columns,
    segment_filters,
    trend_chart,
)
from jornada.apps.market.segments.models import Segment
from jornada.apps.market.segments.records import kind_of, kinds
from jornada.apps.market.segments.starters import STARTERS, starter
from jornada.apps.org import access
from jornada.apps.org.record_pages import act, delete_page, form_page
from jornada.rules.condition_json import from_json
from jornada.rules.conditions import Attribute, leaves
from jornada.ui.addresses import is_id
from jornada.ui.conditions.engine import NOBODY, engine
from jornada.ui.conditions.fields import kept_fields
from jornada.ui.conditions.words import reading, unseen_fields
from jornada.ui.listing import build, respond


def segment_list(request: HttpRequest) -> Any:
    listing = build(
        request,
        "segment",
        queries.visible_segments(request.user).select_related("owner"),
        columns=segment_columns(request.user),
        filters=segment_filters(),
        search=lambda rows, text: rows.filter(name__icontains=text),
        row_url=lambda row: row.get_absolute_url(),
        default_sort="name",
        can_export=False,
    )
    context = {
        "title": _("Segments"),
        "may_create": queries.may_make(request.user),
        "kinds": kinds(),
        "starters": STARTERS,
        "empty_template": "market/segments/empty.html",
    }
    return respond(request, listing, "market/segments/list.html", context)


def segment(request: HttpRequest, pk: int) -> Any:
    row = _found(request, pk)
    listing = build(
        request,
        "segment_member",
        queries.members_of(row, request.user, "export" if request.GET.get("export") else "view"),
        columns=member_columns(row),
        row_url=lambda member: member.get_absolute_url(),
        default_sort="name",
        can_export=access.may(request.user, row.record, "export"),
    )
    kind = kind_of(row.record)
    context = {
        "segment": row,
        "title": row.name,
        "kind": kind,
        "reading": "" if row.is_static else capfirst(reading(from_json(row.condition), queries.words_for(row, None))),
        "count": queries.member_count(row, request.user),
        "sees_all": access.how_far(request.user, row.record) == "all",
        "chart": trend_chart(queries.sizes_of(row)),
        "list_url": f"{reverse(kind.list_url)}?segment={row.pk}",
        "may_change": queries.may_change(request.user, row),
    }
    return respond(request, listing, "market/segments/segment.html", context)


def segment_new(request: HttpRequest) -> HttpResponse:
    if not queries.may_make(request.user):
        raise PermissionDenied
    example, is_static = starter(request.GET.get("like", "")), request.GET.get("by") == "hand"
    record = example.record if example else request.GET.get("record", "account")
    if record not in {kind.code for kind in kinds()}:
        raise Http404
    form = SegmentForm(_posted(request), record=record, is_static=is_static, user=request.user, example=example)
    values = {"record": record, "condition": None}
    return _form(
        request,
        form,
        lambda form: actions.create_segment(request.user, **{**values, **form.values()}),
        title=_("New list") if is_static else _("New segment"),
        back=reverse("segment_list"),
    )


def segment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    if not queries.may_change(request.user, row):
        raise PermissionDenied
    form = SegmentForm(_posted(request), record=row.record, is_static=row.is_static, instance=row, user=request.user)
    return _form(
        request,
        form,
        lambda form: actions.update_segment(request.user, row, form.seen, **form.values()),
        title=row.name,
        back=row.get_absolute_url(),
    )


def segment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    if not queries.may_change(request.user, row):
        raise PermissionDenied
    return delete_page(
        request,
        row,
        lambda: actions.delete_segment(request.user, row),
        back=row.get_absolute_url(),
        to=reverse("segment_list"),
        warning=_("Its members stay as they are; only the grouping and its history go."),
    )


@require_POST
def segment_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a record on a list kept by hand, or take it off."""
    row = _found(request, pk)
    ids = [int(text) for text in request.POST.getlist("id") if is_id(text)]
    record = kind_of(row.record).visible(request.user).filter(pk__in=ids).first()
    back = record.get_absolute_url() if record and request.POST.get("back") == "record" else row.get_absolute_url()
    if request.POST.get("do") == "remove":
        do, said = actions.remove_members, _("Taken off “%(name)s”.")
    else:
        do, said = actions.add_members, _("Put on “%(name)s”.")
    return act(request, lambda: do(request.user, row, ids), said % {"name": row.name}, back)


def segment_add(request: HttpRequest) -> HttpResponse:
    """Put a record on the list that was chosen in its panel."""
    chosen = request.POST.get("segment", "")
    return segment_members(request, int(chosen) if is_id(chosen) else 0)


def segment_why(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """Say which parts of the condition decided about one record."""
    row = _found(request, pk)
    if row.is_static:
        raise Http404
    member = get_object_or_404(kind_of(row.record).visible(request.user), pk=record)
    condition, words = from_json(row.condition), queries.words_for(row, None)
    verdict = engine().explain(row.record, member.pk, condition, NOBODY)
    asked = [leaf.field for _place, leaf in leaves(condition) if isinstance(leaf, Attribute)]
    kept = kept_fields(row.record, member, NOBODY, asked) | unseen_fields(row.record, request.user, asked)
    context = {
        "segment": row,
        "record": member,
        "verdict": verdict,
        "lines": answer_lines(verdict, words, kept) if verdict else [],
        "reading": capfirst(reading(condition, words)),
    }
    return render(request, "market/segments/why.html", context)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, form: SegmentForm, save: Any, *, title: str, back: str) -> HttpResponse:
    """Show the form, save it, or, without JavaScript, draw the editor's rows again as a button asked."""
    template = "market/segments/form.html"
    if request.method == "POST" and request.POST.get("condition.act"):
        form.errors.clear()
        shown = {"form": form, "title": title, "back": back, "editor": form.editor, "answer": form.editor.answer()}
        return render(request, template, shown)
    return form_page(request, form, save, title=title, back=back, template=template, editor=form.editor)


def _found(request: HttpRequest, pk: int) -> Segment:
    return get_object_or_404(queries.visible_segments(request.user).select_related("owner"), pk=pk)
