"""What became of a record whose page is asked for and is not there: in the trash, or deleted for good.

It is told to whoever could have known of the record: who reaches so far, had it, changed it, or was told of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jornada.apps.org.access import how_far, is_admin, team_of
from jornada.apps.org.lists import trash
from jornada.apps.org.lists.kinds import kind_of, kind_of_row
from jornada.apps.org.lists.models import DeletedPart, DeletedRecord
from jornada.apps.org.models import Change, Notice
from jornada.rules.access import RECORDS

_ADDRESS = re.compile(r"^(/[a-z/-]+/)(\d{1,19})/")
_SAMPLE, HIGHEST = 12345, 2**63 - 1
# Says which record took another one in, as far as a person sees it: (user, model, id).
Heir = Callable[[Any, type[Model], int], Model | None]
_heirs: list[Heir] = []


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that was deleted: by whom and when; `kept` is where it lies in the trash, `until` how long.

    `went_with` says that the page was of something that went along with it, `is_past` that the trash keeps nothing so
    long.
    """

    name: str
    at: datetime
    who: Any
    kept: int | None = None
    until: datetime | None = None
    may_restore: bool = False
    went_with: bool = False
    is_past: bool = False


def register_heir(find: Heir) -> None:
    """Let an app say into which record one was merged, which is not told of as deleted."""
    _heirs.append(find)


def heir_of(user: Any, model: type[Model], pk: int) -> Model | None:
    return next(filter(None, (find(user, model, pk) for find in _heirs)), None)


def record_at(path: str) -> tuple[type[Model], int] | None:
    """Say of which record the page, or a page below it, is or was."""
    found = _ADDRESS.match(path)
    model = _places().get(found[1]) if found else None
    return (model, int(found[2])) if model and found and int(found[2]) <= HIGHEST else None


def in_words(user: Any, path: str) -> str:
    """Say in a sentence what became of the record of an address; blank where the user is not to know."""
    place = record_at(path)
    if place is None or user is None:
        return ""
    if heir := heir_of(user, *place):
        return _("This record was merged into “%(name)s”, number %(id)s.") % {"name": heir, "id": heir.pk}
    found = what_became_of(user, *place, path)
    if found is None:
        return ""
    at = date_format(timezone.localtime(found.at), "SHORT_DATETIME_FORMAT")
    told = {"name": found.name, "who": found.who or _("Somebody"), "at": at}
    if found.kept:
        return _("“%(name)s” was deleted by %(who)s on %(at)s and is in the trash.") % told
    return _("“%(name)s” was deleted by %(who)s on %(at)s.") % told


def what_became_of(user: Any, model: type[Model], pk: int, path: str, now: datetime | None = None) -> Gone | None:
    """Say what became of a record, if it is gone and the user could have known of it."""
    if model._base_manager.filter(pk=pk).exists():
        return None
    now, label = now or timezone.now(), model._meta.label_lower
    is_known = _has_dealt_with(user, label, pk, path)
    parts = DeletedPart.objects.filter(model=label, object_id=pk).select_related("kept__user").defer("kept__packed")
    part = parts.order_by("-pk").first()
    if part is not None and part.kept.at > now - _how_long(part.kept.record):
        return _in_trash(user, part, is_known, now)
    change = Change.objects.filter(model=label, object_id=pk, kind=Change.Kind.DELETED).select_related("user")
    last = change.order_by("-pk").first()
    if last is None or not (is_known or _reaches_all(user, model)):
        return None
    kind = kind_of_row(model())
    return Gone(last.old or "", last.at, last.user, is_past=last.at <= now - _how_long(kind.code if kind else label))


def _in_trash(user: Any, part: DeletedPart, is_known: bool, now: datetime) -> Gone | None:
    kept = part.kept
    may_restore = trash.in_reach(user, now).filter(pk=kept.pk).exists()
    if not (may_restore or is_known or _reaches(user, kept)):
        return None
    until = kept.at + _how_long(kept.record)
    went_with = not _is_itself(kept, part)
    return Gone(kept.name, kept.at, kept.user, kept.pk, until, may_restore, went_with)


def _is_itself(kept: DeletedRecord, part: DeletedPart) -> bool:
    return kept.parts.order_by("pk").values_list("pk", flat=True).first() == part.pk


def _how_long(record: str) -> timedelta:
    return trash.KEPT if kind_of(record) else trash.AT_HAND


def _reaches(user: Any, kept: DeletedRecord) -> bool:
    """Say whether the user would have seen the record when it was there."""
    if user.pk in (kept.user_id, kept.owner_id) or is_admin(user):
        return True
    far = how_far(user, kept.record, "view") if kept.record in RECORDS else "none"  # type: ignore[arg-type]
    in_team = far == "team" and (kept.owner_id is None or kept.owner_id in team_of(user))
    return far == "all" or in_team


def _reaches_all(user: Any, model: type[Model]) -> bool:
    kind = kind_of_row(model())
    if kind is None or kind.code not in RECORDS:
        return is_admin(user)
    return how_far(user, kind.code, "view") == "all"  # type: ignore[arg-type]


def _has_dealt_with(user: Any, label: str, pk: int, path: str) -> bool:
    """Say whether the user changed the record once, or was told of it."""
    found = _ADDRESS.match(path)
    page = found[0] if found else path
    is_changed = Change.objects.filter(model=label, object_id=pk, user=user).exists()
    return is_changed or Notice.objects.filter(user=user, url__startswith=page).exists()


@cache
def _places() -> dict[str, type[Model]]:
    """Give the beginning of the address of each kind of record that has a page of its own."""
    task = kind_of("task")
    places: dict[str, type[Model]] = {"/tasks/": task.model} if task else {}
    for model in apps.get_models():
        try:
            address = model(pk=_SAMPLE).get_absolute_url()
        except (AttributeError, NoReverseMatch):
            continue
        beginning, number, rest = address.partition(f"{_SAMPLE}/")
        if number and not rest:
            places[beginning] = model
    return places
