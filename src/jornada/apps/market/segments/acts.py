"""Putting selected records of a list on a list kept by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.market.segments.actions import add_members, remove_members
from jornada.apps.market.segments.models import Segment
from jornada.apps.market.segments.queries import static_lists
from jornada.apps.org.lists.acts import Act, Do, Tally
from jornada.apps.org.lists.acts import register as register_act
from jornada.apps.org.lists.kinds import Kind


class ListForm(forms.Form):
    """Which list kept by hand."""

    segment = forms.TypedChoiceField(label=gettext_lazy("List"), coerce=int)

    def __init__(self, user: Any, kind: Kind, data: QueryDict | None) -> None:
        super().__init__(data)
        rows = static_lists(kind.code, user)
        self.fields["segment"].choices = [("", "—"), *((row.pk, row.name) for row in rows)]
        if not rows:
            self.fields["segment"].help_text = _("There is none yet: make one under Segments, New list.")


def _form(user: Any, kind: Kind, data: QueryDict | None, asked: QueryDict) -> ListForm:
    return ListForm(user, kind, data)


def _prepare(user: Any, kind: Kind, values: QueryDict) -> Do:
    segment = Segment.objects.get(pk=int(values["segment"]), record=kind.code)

    def do(rows: Sequence[Any], tally: Tally) -> None:
        before = set(
            segment.members.filter(left_at=None, object_id__in=[row.pk for row in rows]).values_list(
                "object_id", flat=True
            )
        )
        fresh = [row.pk for row in rows if row.pk not in before]
        add_members(user, segment, fresh)
        # The list itself stands first, for the way back.
        tally.made.extend(fresh if tally.made else [segment.pk, *fresh])
        tally.changed += len(fresh)
        tally.same += len(before)

    return do


def _undo(user: Any, kind: Kind, made: Sequence[int]) -> Tally:
    segment = Segment.objects.filter(pk=made[0]).first() if made else None
    if segment is None:
        return Tally(left=max(len(made) - 1, 0))
    ids = list(made[1:])
    went = sum(remove_members(user, segment, ids[start : start + 10_000]) for start in range(0, len(ids), 10_000))
    return Tally(changed=went, left=len(ids) - went)


def register() -> None:
    more = {"action": "view", "undo": _undo, "is_rare": True}
    register_act(Act("segment", gettext_lazy("Put on a list"), "list", 40, _prepare, _form, **more))
