"""Tags on a record's page, and the settings page that renames, merges and deletes them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists.kinds import kind_of, kinds
from jornada.apps.org.tags import actions, queries
from jornada.apps.org.tags.models import Tag
from jornada.ui.addresses import is_id
from jornada.ui.panels import Provider
from jornada.ui.undo import say


def tags_panel(record: str) -> Provider:
    """Return the row of tags under the head of a record's page."""

    def provide(request: HttpRequest, row: Any) -> dict[str, Any] | None:
        kind = kind_of(record)
        may_change = kind.allows(request.user, "change", row)
        held = queries.tags_of(record, [row.pk]).get(row.pk, [])
        if not held and not may_change:
            return None
        context = {
            "record": record,
            "row": row,
            "held": held,
            "may_tag": may_change,
            "list_url": reverse(kind.url_name),
        }
        context["known"] = queries.tags().exclude(pk__in=[tag.pk for tag in held])[:200] if may_change else []
        return {"template": "org/tags/of_record.html", "context": context}

    return provide


@require_POST
def tag_record(request: HttpRequest, record: str, pk: int) -> HttpResponse:
    """Hang a tag on a record (`add`, a name), or take one off (`remove`, its number)."""
    kind = kind_of(record)
    if kind is None:
        raise Http404
    row = get_object_or_404(kind.visible(request.user, "view").select_related("owner"), pk=pk)
    if not kind.allows(request.user, "change", row):
        raise PermissionDenied
    gone = queries.tags().filter(pk=request.POST["remove"]) if is_id(request.POST.get("remove", "")) else []
    names = [name for name in request.POST.get("add", "").split(",") if name.strip()]
    refused = ""
    try:
        actions.change_tags(request.user, kind.code, [row], actions.named(names), list(gone))
    except WrongMomentError as error:
        refused = str(error)
    if request.headers.get("HX-Request"):
        return _tags_again(request, tags_panel(kind.code)(request, row), refused)
    if refused:
        messages.error(request, refused)
    its_page = row.get_absolute_url() if hasattr(row, "get_absolute_url") else reverse(kind.url_name)
    return redirect(its_page)


def _tags_again(request: HttpRequest, shown: dict[str, Any], refused: str) -> HttpResponse:
    """Draw the tags anew: who adds one goes on with the next; one that is refused stays written, and is told why."""
    added = request.POST.get("add", "")
    context = {**shown["context"], "is_again": bool(added), "written": added if refused else ""}
    answer = render(request, shown["template"], context)
    return trigger_client_event(answer, "toast", {"text": refused, "tone": "bad"}) if refused else answer


def tag_list(request: HttpRequest) -> HttpResponse:
    actions.require_keeper(request.user)
    uses, labels = queries.uses(), {kind.code: kind.label for kind in kinds()}
    rows = [
        (tag, [(labels[code], number) for code, number in uses.get(tag.pk, {}).items() if code in labels])
        for tag in queries.tags()
    ]
    context = {"title": _("Tags"), "rows": rows, "colours": Tag.Colour.choices, "every": [tag for tag, _used in rows]}
    return render(request, "org/tags/list.html", context)


@require_POST
def tag_do(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Rename, colour, merge, delete a tag, or take that back."""
    actions.require_keeper(request.user)
    tag, post, user = get_object_or_404(Tag, pk=pk), request.POST, request.user
    back = {"name": tag.name, "colour": tag.colour}
    try:
        match do:
            case "update":
                actions.update_tag(user, tag, name=post.get("name", ""), colour=post.get("colour", tag.colour))
                say(request, _("Saved."), f"{reverse('tag_do', args=[pk, 'put-back'])}?{urlencode(back)}")
            case "put-back":
                asked = {name: request.GET[name] for name in ("name", "colour") if name in request.GET}
                actions.update_tag(user, tag, **asked)
            case "merge":
                into = get_object_or_404(queries.tags(), pk=post["into"] if is_id(post.get("into", "")) else 0)
                actions.merge_tags(user, tag, into)
                told = _("“%(name)s” went into “%(into)s”.") % {"name": tag, "into": into}
                say(request, told, reverse("tag_do", args=[pk, "restore"]))
            case "delete":
                actions.delete_tag(user, tag)
                say(request, _("“%(name)s” was deleted.") % {"name": tag}, reverse("tag_do", args=[pk, "restore"]))
            case "restore":
                actions.bring_back(user, tag)
    except WrongMomentError as error:
        messages.error(request, str(error))
    return redirect("tag_list")
