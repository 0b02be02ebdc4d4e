"""The trash: what was deleted in the last thirty days, as far as the person may bring it back."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists import trash
from jornada.apps.org.lists.kinds import kind_of, kinds
from jornada.apps.org.models import DeletedRecord
from jornada.ui.addresses import is_id
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond

MOST = 200


def trash_list(request: HttpRequest) -> HttpResponseBase:
    rows = (
        trash.in_reach(request.user, timezone.now())
        .select_related("user")
        .defer("packed")
        .annotate(address=KT("packed__url"))
    )
    listing = build(
        request,
        "deleted",
        rows,
        columns=_columns(),
        filters=_filters(),
        search=lambda rows, text: rows.filter(name__icontains=text.replace("\0", "")),
        row_url=lambda row: row.address or "",
        default_sort="-at",
        can_export=False,
    )
    context = {"title": _("Trash"), "empty_template": "org/lists/trash_empty.html"}
    return respond(request, listing, "org/lists/trash.html", context)


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Bring back what was ticked, or the one whose button was pressed; say what could not be."""
    asked = request.POST.getlist("one") or request.POST.getlist("ids")
    ids = [int(one) for one in asked if is_id(one)][:MOST]
    back, reasons, begun = [], [], []
    for pk in ids:
        if found := trash.start_back(request.user, pk, timezone.now()):
            begun.append(found)
            continue
        try:
            row = trash.take_back(request.user, pk, timezone.now())
        except WrongMomentError as error:
            reasons.append(str(error))
            continue
        back += [row] if row else []
    for lot, _job in begun:
        messages.success(request, lot.said())
    if back or not begun or len(ids) > len(begun):
        _tell(request, back, len(ids) - len(back) - len(begun), reasons)
    if len(ids) == len(begun) == 1:
        return redirect("job", pk=begun[0][1].pk)
    is_one = len(ids) == len(back) == 1 and hasattr(back[0], "get_absolute_url")
    return redirect(back[0].get_absolute_url() if is_one else "trash")


def _tell(request: HttpRequest, back: list[Any], left: int, reasons: list[str]) -> None:
    if len(back) == 1:
        messages.success(request, _("“%(name)s” is back.") % {"name": back[0]})
    elif back:
        messages.success(request, _("%(n)d records are back.") % {"n": len(back)})
    if left:
        said = ngettext("%(n)d could not be brought back.", "%(n)d could not be brought back.", left) % {"n": left}
        messages.error(request, " ".join([said, *dict.fromkeys(reasons)]))
    elif not back:
        messages.warning(request, _("Tick what is to come back."))


def _columns() -> list[Column]:
    return [
        Column("pick", gettext_lazy("Tick"), order=0, cell=lambda row: row, draw=_tick),
        Column("name", gettext_lazy("Name"), order=10, cell=_name, is_primary=True),
        Column("record", gettext_lazy("Kind of record"), order=20, cell=_kind),
        Column("user", gettext_lazy("Deleted by"), order=30, cell=lambda row: row.user and str(row.user)),
        Column("at", gettext_lazy("Deleted"), order=40, cell=lambda row: row.at, sort="at", kind="moment"),
        Column("until", gettext_lazy("Kept until"), order=50, cell=_until),
        Column("restore", gettext_lazy("Restore"), order=60, cell=lambda row: row, draw=_button),
    ]


def _filters() -> list[Filter]:
    def of_record(rows: Any, value: str) -> Any:
        return rows.filter(record=value)

    def of_person(rows: Any, value: str) -> Any:
        return rows.filter(user_id=int(value)) if is_id(value) else rows.none()

    return [
        Filter("record", gettext_lazy("Kind of record"), of_record, choices=_records, order=10),
        Filter("user", gettext_lazy("Deleted by"), of_person, choices=_people, order=20),
    ]


def _records(_request: HttpRequest) -> list[tuple[str, str]]:
    own = [(kind.code, str(kind.label)) for kind in kinds() if "delete" not in kind.without]
    return [*own, *((lot.code, capfirst(str(lot.label))) for lot in trash.lots())]


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    rows = trash.in_reach(request.user, timezone.now()).order_by()
    found = rows.filter(user__isnull=False).values_list("user", "user__name").distinct()
    return sorted(((str(pk), name) for pk, name in found), key=lambda pair: pair[1].casefold())


def _name(row: DeletedRecord) -> str:
    return row.name or f"{_kind(row)} {row.pk}"


def _kind(row: DeletedRecord) -> str:
    if lot := trash.lot_of(row.record):
        return capfirst(str(lot.label))
    kind = kind_of(row.record)
    try:
        model = kind.model if kind else apps.get_model(row.record)
    except (LookupError, ValueError):
        return row.record
    return capfirst(str(model._meta.verbose_name))


def _until(row: DeletedRecord) -> str:
    """Say the last day, or the minute of what is kept for an hour."""
    kept, form = (
        (trash.KEPT, "SHORT_DATE_FORMAT")
        if kind_of(row.record) or trash.lot_of(row.record)
        else (trash.AT_HAND, "SHORT_DATETIME_FORMAT")
    )
    return date_format(timezone.localtime(row.at + kept), form)


def _tick(row: DeletedRecord, _row: Any) -> SafeString:
    said = _("Select %(name)s") % {"name": _name(row)}
    return format_html('<input type="checkbox" name="ids" value="{}" form="restore" aria-label="{}">', row.pk, said)


def _button(row: DeletedRecord, _row: Any) -> SafeString:
    drawn = '<button class="j-button" data-size="sm" name="one" value="{}" form="restore" aria-label="{}">{}</button>'
    return format_html(drawn, row.pk, _("Restore %(name)s") % {"name": _name(row)}, _("Restore"))
