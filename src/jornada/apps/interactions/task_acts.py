"""What can be done to many tasks at once: record them, put them off, take them off the list; each with the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions import planning
from jornada.apps.interactions.later import ways_of
from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.task_list import RECORD
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists.acts import Act, Do, Tally
from jornada.apps.org.lists.acts import register as register_act
from jornada.apps.org.lists.kinds import Kind
from jornada.rules.snooze import Until


class UntilField(forms.ChoiceField):
    """A way to put off, also one that is not offered because another leads to the same morning."""

    def valid_value(self, value: str) -> bool:
        return value in get_args(Until)


class SnoozeForm(forms.Form):
    """Until when tasks are put off."""

    until = UntilField(label=gettext_lazy("Until"), initial="tomorrow")

    def __init__(self, user: Any, data: QueryDict | None) -> None:
        super().__init__(data)
        self.fields["until"].choices = [(way.until, way.words) for way in ways_of(user)]


def register() -> None:
    only = {"records": (RECORD,)}
    register_act(Act("complete", gettext_lazy("Done"), "check", 5, _completing, _no_form, undo=_reopen, **only))
    register_act(Act("snooze", gettext_lazy("Put off"), "calendar-due", 6, _snoozing, _snooze_form, **only))
    rare = {**only, "undo": _reopen, "is_rare": True}
    register_act(Act("cancel", gettext_lazy("Cancel tasks"), "x", 80, _cancelling, _no_form, **rare))


def _completing(user: Any, _kind: Kind, _values: QueryDict) -> Do:
    return _each(lambda task: planning.complete_task(user, task), is_made=True)


def _cancelling(user: Any, _kind: Kind, _values: QueryDict) -> Do:
    return _each(lambda task: planning.cancel_task(user, task), is_made=True)


def _snoozing(user: Any, _kind: Kind, values: QueryDict) -> Do:
    at = planning.snoozed(user, values.get("until", "tomorrow"))  # type: ignore[arg-type]
    return _each(lambda task: planning.reschedule_task(user, task, at))


def _each(change: Callable[[PlannedTouch], Any], *, is_made: bool = False) -> Do:
    def do(rows: Sequence[Any], tally: Tally) -> None:
        for task in rows:
            try:
                change(task)
            except (WrongMomentError, PermissionDenied) as error:
                tally.leave(str(error) or _("not yours to change"))
                continue
            tally.changed += 1
            if is_made:
                tally.made.append(task.pk)

    return do


def _reopen(user: Any, _kind: Kind, made: Sequence[int]) -> Tally:
    tally = Tally()
    do = _each(lambda task: planning.reopen_task(user, task))
    do(list(PlannedTouch.objects.filter(pk__in=made)), tally)
    return tally


def _no_form(*_parts: Any) -> None:
    return None


def _snooze_form(user: Any, _kind: Kind, data: QueryDict | None, _asked: QueryDict) -> SnoozeForm:
    return SnoozeForm(user, data)
