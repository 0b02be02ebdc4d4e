"""Saved views: who sees which, who may change them, and the writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org.access import base_role
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.kept import Kept
from jornada.apps.org.lists.models import DefaultView, SavedView
from jornada.apps.org.models import User

# What turns pages or asks for files is no part of a view.
NOT_KEPT = ("after", "before", "export", "view", "f_field", "f_test", "f_value", "f_value2")
LONGEST = 6000
MOST = 100
KEPT = timedelta(days=30)


def visible_views(user: Any, record: str) -> QuerySet[SavedView]:
    """Return one's own views, those shared with one's team, and those shared with everybody."""
    return _visible(user.pk, user.team_id, record)


def _visible(user_id: int, team_id: int | None, record: str) -> QuerySet[SavedView]:
    sees = Q(owner=user_id) | Q(share=SavedView.Share.ALL)
    if team_id:
        sees |= Q(share=SavedView.Share.TEAM, team=team_id)
    return SavedView.objects.filter(sees, record=record, deleted_at=None).select_related("owner")


def may_change(user: Any, view: SavedView) -> bool:
    """Say whether the user may change a view: its owner, administrators, and managers where it is shared."""
    is_shared = view.share != SavedView.Share.ME
    return view.owner_id == user.pk or (is_shared and (base_role(user) in ("admin", "manager")))


def default_of(user: Any, record: str) -> SavedView | None:
    """Return the view that the person's list opens with, if it is still one that the person sees."""
    return next((view for view in shown_views(user, record) if view.is_default), None)


def shown_views(user: Any, record: str) -> tuple[SavedView, ...]:
    """Return the views that the person sees, each with whether it is the one that the list opens with."""
    return _shown(user.pk, user.team_id, record)


def _read(user_id: int, team_id: int | None, record: str) -> tuple[SavedView, ...]:
    opened = DefaultView.objects.filter(user=user_id, record=record, view=OuterRef("pk"))
    return tuple(_visible(user_id, team_id, record).annotate(is_default=Exists(opened)))


_shown = Kept(_read, SavedView, DefaultView, User)


def save_view(user: Any, record: str, name: str, query: str, share: str) -> SavedView:
    """Keep a list under a name."""
    now = timezone.now()
    number = SavedView.objects.filter(owner=user, record=record, deleted_at=None).count()
    refuse_unless(number < MOST, _("You keep 100 views of this list already: delete one first."))
    kept = {"name": _named(name), "query": kept_query(query), "share": _shared(share)}
    stamps = {"created_at": now, "updated_at": now}
    return SavedView.objects.create(record=record, owner=user, team_id=user.team_id, **kept, **stamps)


def update_view(user: Any, view: SavedView, **values: str) -> SavedView:
    """Change what a view shows, its name, or who sees it."""
    _require(user, view)
    readers = {"name": _named, "query": kept_query, "share": _shared}
    for name, value in values.items():
        setattr(view, name, readers[name](value))
    view.updated_at = timezone.now()
    view.save(update_fields=[*values, "updated_at"])
    return view


def delete_view(user: Any, view: SavedView) -> None:
    """Take a view away; for 30 days it can be brought back."""
    _require(user, view)
    now = timezone.now()
    with transaction.atomic():
        SavedView.objects.filter(deleted_at__lt=now - KEPT).delete()
        SavedView.objects.filter(pk=view.pk).update(deleted_at=now)


def bring_back(user: Any, view: SavedView) -> None:
    _require(user, view)
    SavedView.objects.filter(pk=view.pk).update(deleted_at=None)


def make_default(user: Any, record: str, view: SavedView | None) -> None:
    """Open the person's list with this view from now on; with all records when none is given."""
    if view is None:
        DefaultView.objects.filter(user=user, record=record).delete()
        return
    DefaultView.objects.update_or_create(user=user, record=record, defaults={"view": view})


def kept_query(text: str) -> str:
    """Return the query of an address without what is no part of a view."""
    refuse_unless(len(text) <= LONGEST, _("This list has too many filters to be kept: take some away."))
    query = QueryDict(text.lstrip("?"), mutable=True)
    for name in NOT_KEPT:
        query.pop(name, None)
    for name in [name for name, values in query.lists() if not any(values)]:
        query.pop(name)
    return query.urlencode()


def _named(text: str) -> str:
    name = " ".join(text.replace("\0", "").split())
    refuse_unless(bool(name), _("Give the view a name."))
    refuse_unless(len(name) <= 60, _("A view's name has at most 60 letters."))
    return name


def _shared(text: str) -> str:
    refuse_unless(text in SavedView.Share.values, _("Choose who sees the view."))
    return text


def _require(user: Any, view: SavedView) -> None:
    if not may_change(user, view):
        raise PermissionDenied
