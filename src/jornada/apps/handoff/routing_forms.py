"""Forms of routing: a rule with its people and weights, and how many leads people take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff.forms import SELLERS
from jornada.apps.handoff.models import RoutingRule, Seat
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import people_to_choose
from jornada.apps.org.queries import people
from jornada.rules.condition_json import from_json, to_json
from jornada.ui.conditions.editor import ConditionEditor


class RuleForm(forms.ModelForm):
    """A rule; a weight beside a name gives that person turns, 2 twice as many as 1."""

    class Meta:
        model = RoutingRule
        fields = ("name", "order", "way", "is_fallback", "is_active")

    def __init__(self, data: Any = None, *, user: Any, instance: RoutingRule | None = None) -> None:
        super().__init__(data, instance=instance)
        self.user = user
        self.people = list(people().filter(role__in=SELLERS).select_related("team"))
        members = {each.user_id: each.weight for each in instance.members.all()} if instance else {}
        labels = dict(people_to_choose())
        for person in self.people:
            self.fields[f"w{person.pk}"] = forms.FloatField(
                label=labels.get(person.pk, str(person)),
                required=False,
                min_value=0,
                max_value=100,
                initial=members.get(person.pk),
            )
        stored = from_json(instance.condition) if instance and instance.condition else None
        self.editor = (
            ConditionEditor("lead", user, data=data)
            if data is not None
            else ConditionEditor("lead", user, condition=stored)
        )

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in self._meta.fields]

    @property
    def turns(self) -> list[tuple[User, forms.BoundField]]:
        return [(person, self[f"w{person.pk}"]) for person in self.people]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for problem in self.editor.problems() if self.editor.draft.parts else ():
            self.add_error(None, problem)
        if not self.errors and cleaned.get("way") == RoutingRule.Way.PEOPLE and not self.weights():
            raise forms.ValidationError(_("A rule by turns needs somebody: give at least one person a weight."))
        return cleaned

    def weights(self) -> dict[int, float]:
        found = {person.pk: self.cleaned_data.get(f"w{person.pk}") for person in self.people}
        return {pk: weight for pk, weight in found.items() if weight}

    def values(self) -> dict[str, Any]:
        condition = to_json(self.editor.condition()) if self.editor.draft.parts else None
        return {**{name: self.cleaned_data[name] for name in self._meta.fields}, "condition": condition}


class SeatForm(forms.ModelForm):
    class Meta:
        model = Seat
        fields = ("capacity", "is_paused")
