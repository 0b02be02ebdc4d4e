"""Forms of scoring: the model, its grid, its groups, and the two kinds of rules."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.leads.models import ScoringModel
from jornada.apps.leads.scoring import words
from jornada.apps.market.models import Segment
from jornada.apps.org.record_forms import RecordForm
from jornada.rules.catalogue import ACTORS, CHANNEL_LABELS, DIRECTIONS, OUTCOMES
from jornada.rules.conditions import Did
from jornada.rules.scoring import CELLS, AttributeRule, BehaviourRule, Group, Model, Rule
from jornada.rules.scoring_check import check_model, falls
from jornada.ui.conditions import labels
from jornada.ui.conditions.editor import ConditionEditor
from jornada.ui.conditions.words import language, vocabulary

REPEAT_LABELS = (
    ("every", gettext_lazy("every time")),
    ("first", gettext_lazy("only the first time")),
    ("at_most", gettext_lazy("at most so many times")),
)
LISTS = ("activities", "channels", "directions", "by", "outcomes")


class ScoringModelForm(RecordForm):
    class Meta:
        model = ScoringModel
        fields = ("name", "note", "segment", "order")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["segment"].queryset = Segment.objects.filter(record="lead", is_shared=True)
        self.fields["segment"].help_text = _("Empty: all leads.")


class SettingsForm(forms.Form):
    """The bounds of the whole, the thresholds of the grid, and the cells that count as qualified."""

    cap = forms.FloatField(label=gettext_lazy("Whole score at most"), min_value=1)
    fit_a = forms.FloatField(label=gettext_lazy("Fit A from"))
    fit_b = forms.FloatField(label=gettext_lazy("Fit B from"))
    fit_c = forms.FloatField(label=gettext_lazy("Fit C from"))
    engagement_1 = forms.FloatField(label=gettext_lazy("Engagement 1 from"))
    engagement_2 = forms.FloatField(label=gettext_lazy("Engagement 2 from"))
    engagement_3 = forms.FloatField(label=gettext_lazy("Engagement 3 from"))
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Cells that count as qualified"),
        choices=[(cell, cell) for cell in CELLS],
        widget=forms.CheckboxSelectMultiple({"class": "j-checks"}),
        required=False,
    )

    def __init__(self, data: Any = None, *, definition: Model) -> None:
        fit = zip(("fit_a", "fit_b", "fit_c"), definition.fit_from, strict=True)
        numbers = zip(("engagement_1", "engagement_2", "engagement_3"), definition.engagement_from, strict=True)
        initial = {"cap": definition.cap, "wanted": definition.wanted, **dict(fit), **dict(numbers)}
        super().__init__(data, initial=initial)
        self.fields["wanted"].help_text = _("The laboratory asks how leads of these cells fared.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for names in (("fit_a", "fit_b", "fit_c"), ("engagement_1", "engagement_2", "engagement_3")):
            least = [cleaned.get(name) for name in names]
            if None not in least and not falls(least):  # type: ignore[arg-type]
                self.add_error(names[0], _("The points must fall from one field to the next."))
        return cleaned

    def apply(self, definition: Model) -> Model:
        told = self.cleaned_data
        return replace(
            definition,
            cap=told["cap"],
            fit_from=(told["fit_a"], told["fit_b"], told["fit_c"]),
            engagement_from=(told["engagement_1"], told["engagement_2"], told["engagement_3"]),
            wanted=tuple(told["wanted"]),
        )


class GroupForm(forms.Form):
    """A group of rules with a common bound."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    side = forms.ChoiceField(
        label=gettext_lazy("Counts for"),
        choices=[("fit", gettext_lazy("Fit (A to D)")), ("engagement", gettext_lazy("Engagement (1 to 4)"))],
    )
    cap = forms.FloatField(
        label=gettext_lazy("Counts for at most"),
        required=False,
        min_value=0.1,
        help_text=gettext_lazy("Points; as many below 0. Empty: no bound."),
    )

    def __init__(self, data: Any = None, *, group: Group | None = None) -> None:
        initial = {"name": group.name, "side": group.side, "cap": group.cap} if group else None
        super().__init__(data, initial=initial)
        self.code = group.code if group else secrets.token_hex(4)

    def group(self) -> Group:
        return Group(self.code, self.cleaned_data["name"], self.cleaned_data["side"], self.cleaned_data["cap"])


class RuleForm(forms.Form):
    """What both kinds of rules have."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    group = forms.ChoiceField(label=gettext_lazy("Group"))
    points = forms.FloatField(
        label=gettext_lazy("Points"),
        min_value=-1000,
        max_value=1000,
        help_text=gettext_lazy("Negative points speak against a lead."),
    )

    def __init__(self, data: Any = None, *, definition: Model, rule: Any = None, side: str = "fit") -> None:
        super().__init__(data, initial=self._initial(rule) if rule else None)
        self.definition, self.rule = definition, rule
        self.code = rule.code if rule else secrets.token_hex(4)
        self.fields["group"].choices = [(group.code, group.name) for group in definition.groups]
        if rule is None:
            self.initial["group"] = next((group.code for group in definition.groups if group.side == side), None)

    def _initial(self, rule: Rule) -> dict[str, Any]:
        return {"name": rule.name, "group": rule.group, "points": rule.points}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            found = self.made()
            one = replace(self.definition, rules=(found,))
            for fault in check_model(one, vocabulary("lead")):
                if fault.rule == found.code and not fault.is_odd:
                    self.add_error(None, words.of_fault(fault, replace(one, rules=())))
        return cleaned

    def made(self) -> Rule:
        raise NotImplementedError


class AttributeRuleForm(RuleForm):
    """Points while a condition holds."""

    template, is_behaviour = "leads/scoring/attribute_rule.html", False

    def __init__(self, data: Any = None, *, user: Any, rule: AttributeRule | None = None, **options: Any) -> None:
        super().__init__(data, rule=rule, side="fit", **options)
        self.editor = ConditionEditor("lead", user, data=data, condition=rule.condition if rule else None)

    def clean(self) -> dict[str, Any]:
        problems = self.editor.problems()
        for problem in problems:
            self.add_error(None, problem)
        return super().clean()

    def made(self) -> AttributeRule:
        told = self.cleaned_data
        return AttributeRule(self.code, told["name"], told["group"], told["points"], self.editor.condition())


class BehaviourRuleForm(RuleForm):
    """Points for touches of a kind."""

    template, is_behaviour = "leads/scoring/behaviour_rule.html", True
    repeat = forms.ChoiceField(label=gettext_lazy("Counts"), choices=REPEAT_LABELS)
    times = forms.IntegerField(label=gettext_lazy("At most"), required=False, min_value=1, max_value=1000)
    window_days = forms.FloatField(
        label=gettext_lazy("Within days"),
        required=False,
        min_value=0.01,
        max_value=3650,
        help_text=gettext_lazy("Empty: at most so many times ever."),
    )
    half_life_days = forms.FloatField(
        label=gettext_lazy("Half-life in days"),
        required=False,
        min_value=0.1,
        max_value=3650,
        help_text=gettext_lazy("After so many days a touch is worth half. Empty: it never fades."),
    )

    def __init__(self, data: Any = None, *, user: Any, rule: BehaviourRule | None = None, **options: Any) -> None:
        super().__init__(data, rule=rule, side="engagement", **options)
        self.did = _read(data) if isinstance(data, QueryDict) else rule.did if rule else Did()
        self.touches = {"name": "touch", "id": "touch"}

    def _initial(self, rule: Any) -> dict[str, Any]:
        names = ("repeat", "times", "window_days", "half_life_days")
        return {**super()._initial(rule), **{name: getattr(rule, name) for name in names}}

    @property
    def lists(self) -> list[dict[str, Any]]:
        """Give what may be ticked, list by list."""
        known = vocabulary("lead")
        place = 1 if language() == "pt" else 0
        found: dict[str, Iterable[tuple[str, str]]] = {
            "activities": [(code, pair[place]) for code, pair in known.activities.items()],
            "channels": [(code, pair[place]) for code, pair in CHANNEL_LABELS.items()],
            "directions": [(code, labels.direction(code)) for code in DIRECTIONS],
            "by": [(code, labels.actor(code)) for code in ACTORS],
            "outcomes": [(code, labels.outcome(code)) for code in OUTCOMES],
        }
        heads = (_("Activities"), _("Channels"), _("Direction"), _("By whom"), _("Outcome"))
        nothing = (_("any activity"), _("any channel"), _("any direction"), _("anybody"), _("any outcome"))
        return [
            {
                "field": name,
                "label": label,
                "none": none,
                "options": [(code, text, code in getattr(self.did, name)) for code, text in found[name]],
            }
            for name, label, none in zip(LISTS, heads, nothing, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("repeat") == "at_most" and not self.cleaned_data.get("times"):
            self.add_error("times", _("Say how many times at most."))
        if not any(getattr(self.did, name) for name in LISTS):
            raise ValidationError(_("Say which touches count: tick an activity, a channel or more."))
        return super().clean()

    def made(self) -> BehaviourRule:
        told = self.cleaned_data
        is_limited = told["repeat"] == "at_most"
        return BehaviourRule(
            self.code,
            told["name"],
            told["group"],
            told["points"],
            self.did,
            told["repeat"],
            told["times"] or 1 if is_limited else 1,
            told["window_days"] if is_limited else None,
            told["half_life_days"],
        )


def _read(data: QueryDict) -> Did:
    def ticked(name: str) -> tuple[Any, ...]:
        found: Sequence[str] = data.getlist(f"touch.{name}")
        return tuple(code for code in found if code)

    return Did(**{name: ticked(name) for name in LISTS})
