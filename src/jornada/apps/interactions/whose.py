"""Whose tasks a page shows: one's own, everybody's that one sees, or one person's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.places import Place, may_change
from jornada.apps.org.namesakes import people_to_choose, people_who_left
from jornada.ui.addresses import is_id

ME, ALL = "me", "all"


@dataclass(frozen=True, slots=True)
class Whose:
    """What the address asks for: `me` unless it names a person or says `all`."""

    code: str
    user: Any

    @property
    def is_own(self) -> bool:
        return self.code == ME

    @property
    def choices(self) -> list[tuple[str, str]]:
        named = [(str(pk), name) for pk, name in people_to_choose() if pk != self.user.pk]
        left = [(str(pk), name) for pk, name in people_who_left() if str(pk) == self.code]
        return [(ME, _("My tasks")), (ALL, _("Everybody's")), *named, *left]

    def of(self, rows: QuerySet[PlannedTouch]) -> QuerySet[PlannedTouch]:
        if self.code == ALL:
            return rows
        return rows.filter(owner=self.user.pk if self.is_own else int(self.code))

    def to_change(self, tasks: Iterable[PlannedTouch]) -> set[int]:
        """Name the tasks to offer buttons for; by account and contact alone, which needs no query per task."""
        return {task.pk for task in tasks if self._may(task)}

    def _may(self, task: PlannedTouch) -> bool:
        return task.owner_id == self.user.pk or may_change(self.user, Place(task.account, task.contact))


def whose(request: HttpRequest) -> Whose:
    asked = request.GET.get("owner", ME)
    is_me = asked == str(request.user.pk)
    return Whose(asked if asked == ALL or (is_id(asked) and not is_me) else ME, request.user)
