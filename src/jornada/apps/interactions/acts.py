"""A task for each selected record of a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions import planning
from jornada.apps.interactions.forms import ActivityField, MomentInput, refuse_far, refuse_past
from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.places import place_of_record
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists.acts import Act, Do, Tally
from jornada.apps.org.lists.acts import register as register_act
from jornada.apps.org.lists.kinds import Kind
from jornada.apps.org.namesakes import people_to_choose
from jornada.apps.org.queries import people

OWNERS = "record"


class ManyTasksForm(forms.Form):
    """What is to be done, when, and by whom: one person, or each record's owner."""

    activity = ActivityField(label=gettext_lazy("Activity"))
    note = forms.CharField(label=gettext_lazy("What is to be done"), required=False, max_length=500)
    due_at = forms.DateTimeField(label=gettext_lazy("Due"), widget=MomentInput, validators=[refuse_far, refuse_past])
    owner = forms.ChoiceField(label=gettext_lazy("Owner"))

    def __init__(self, user: Any, data: QueryDict | None) -> None:
        super().__init__(data)
        self.fields["activity"].load_plannable()
        self.fields["due_at"].initial = partial(planning.snoozed, user, "tomorrow")
        named = [(str(pk), name) for pk, name in people_to_choose()]
        self.fields["owner"].choices = [(OWNERS, _("The owner of each record")), *named]


def _form(user: Any, kind: Kind, data: QueryDict | None, asked: QueryDict) -> ManyTasksForm:
    return ManyTasksForm(user, data)


def _prepare(user: Any, kind: Kind, values: QueryDict) -> Do:
    form = ManyTasksForm(user, values)
    form.full_clean()
    asked = form.cleaned_data
    named = None if asked["owner"] == OWNERS else people().get(pk=asked["owner"])

    def do(rows: Sequence[Any], tally: Tally) -> None:
        for row in rows:
            owner = named or row.owner or user
            place = place_of_record(kind.code, row)
            try:
                task = planning.plan_touch(
                    user, place, asked["activity"], asked["due_at"], owner=owner, note=asked["note"]
                )
            except (PermissionDenied, WrongMomentError):
                tally.leave(_("not yours to change"))
                continue
            tally.made.append(task.pk)
            tally.changed += 1

    return do


def _undo(user: Any, kind: Kind, made: Sequence[int]) -> Tally:
    tally = Tally()
    for task in PlannedTouch.objects.filter(pk__in=made, created_by=user).select_related("activity", "owner", "thread"):
        try:
            planning.cancel_task(user, task)
        except (PermissionDenied, WrongMomentError):
            continue
        tally.changed += 1
    tally.leave(_("done or changed since"), len(made) - tally.changed)
    return tally


def register() -> None:
    register_act(Act("task", gettext_lazy("Plan task"), "checklist", 50, _prepare, _form, undo=_undo))
