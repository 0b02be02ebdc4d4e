"""The bar of saved views above a list, and what its buttons do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists import views_kept
from jornada.apps.org.lists.chosen import with_chosen
from jornada.apps.org.lists.kinds import list_of
from jornada.apps.org.lists.models import SavedView
from jornada.ui.undo import say

TABS = 6
ALL = "all"


def views_bar(request: HttpRequest, listing: Any) -> dict[str, Any] | None:
    """Show the views of a list as tabs, one's own first."""
    kind = list_of(listing.record)
    if kind is None:
        return None
    views = sorted(
        views_kept.shown_views(request.user, kind.code),
        key=lambda view: (view.owner_id != request.user.pk, view.name.casefold()),
    )
    current = next((view for view in views if str(view.pk) == listing.view), None)
    tabs = [_tab(request, view, current) for view in views]
    shown, more = tabs[:TABS], tabs[TABS:]
    if current and (late := next((tab for tab in more if tab["is_current"]), None)):
        more.remove(late)
        shown.append(late)
    context = {
        "record": kind.code,
        "all_url": f"{request.path}?view={ALL}",
        "tabs": shown,
        "more": more,
        "current": current,
        "is_default": bool(current and current.is_default),
        "may_change": bool(current and views_kept.may_change(request.user, current)),
        "shares": SavedView.Share.choices,
        "query": request.GET.urlencode(),
    }
    return {"template": "org/lists/views_bar.html", "context": context}


def start_of(request: HttpRequest, record: str) -> str:
    """Return the address that a list without any query opens with: that of the person's default view."""
    view = views_kept.default_of(request.user, record) if list_of(record) else None
    return address(request.path, view) if view else ""


def address(path: str, view: SavedView) -> str:
    return f"{path}?view={view.pk}{'&' if view.query else ''}{view.query}"


@require_POST
def view_new(request: HttpRequest, record: str) -> HttpResponse:
    kind = list_of(record)
    if kind is None:
        raise Http404
    post, back = request.POST, reverse(kind.url_name)
    query = with_chosen(request.user, kind.code, post.get("query", ""))
    try:
        view = views_kept.save_view(request.user, kind.code, post.get("name", ""), query, post.get("share", "me"))
    except WrongMomentError as error:
        messages.error(request, str(error))
        return redirect(f"{back}?{post.get('query', '').lstrip('?')[: views_kept.LONGEST]}")
    if post.get("is_default"):
        views_kept.make_default(request.user, kind.code, view)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view})
    return redirect(address(back, view))


@require_POST
def view_do(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Update, rename, delete or bring back a view, or make it the default."""
    view = get_object_or_404(SavedView, pk=pk)
    user, kind = request.user, list_of(view.record)
    is_seen = views_kept.visible_views(user, view.record).filter(pk=pk).exists()
    if kind is None or not (is_seen or (do == "restore" and views_kept.may_change(user, view))):
        raise Http404
    back = reverse(kind.url_name)
    try:
        _do(request, view, do)
    except WrongMomentError as error:
        messages.error(request, str(error))
    return redirect(f"{back}?view={ALL}" if do == "delete" else address(back, view))


def _do(request: HttpRequest, view: SavedView, do: str) -> None:
    user, post = request.user, request.POST
    match do:
        case "update":
            views_kept.update_view(user, view, query=post.get("query", ""))
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view})
        case "rename":
            views_kept.update_view(user, view, name=post.get("name", ""), share=post.get("share", view.share))
            messages.success(request, _("Saved."))
        case "default":
            views_kept.make_default(user, view.record, view)
            messages.success(request, _("This list now opens with “%(name)s”.") % {"name": view})
        case "no-default":
            views_kept.make_default(user, view.record, None)
            messages.success(request, _("This list opens with all again."))
        case "delete":
            views_kept.delete_view(user, view)
            undo = reverse("saved_view_do", args=[view.pk, "restore"])
            say(request, _("The view “%(name)s” was deleted.") % {"name": view}, undo)
        case "restore":
            views_kept.bring_back(user, view)


def _tab(request: HttpRequest, view: Any, current: SavedView | None) -> dict[str, Any]:
    is_own = view.owner_id == request.user.pk
    return {
        "name": view.name,
        "url": address(request.path, view),
        "is_current": current is not None and view.pk == current.pk,
        "is_default": view.is_default,
        "title": "" if is_own else _("View of %(who)s") % {"who": view.owner},
    }
