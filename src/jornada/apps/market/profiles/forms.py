"""Forms of profiles and of their criteria."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.profiles.models import Profile, ProfileCriterion
from jornada.apps.org.record_forms import RecordForm
from jornada.rules.condition_json import from_json, to_json
from jornada.rules.fit import check_thresholds
from jornada.ui.conditions.editor import ConditionEditor
from jornada.ui.numbers import number

MOST_POINTS = 1000


class ProfileForm(RecordForm):
    class Meta:
        model = Profile
        fields = ("name", "note", "least_a", "least_b", "least_c", "is_active")
        # A text of the reader's language, with its comma: browsers write a number in their own.
        localized_fields = ("least_a", "least_b", "least_c")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("least_a", "least_b", "least_c"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        self.fields["least_a"].help_text = _("Share of all points, 0 to 1.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        shares = [cleaned.get(name) for name in ("least_a", "least_b", "least_c")]
        if None not in shares and not check_thresholds(shares):
            raise ValidationError(_("The shares fall from A to C and lie between 0 and 1, such as 0.75, 0.5 and 0.25."))
        return cleaned


class CriterionForm(RecordForm):
    class Meta:
        model = ProfileCriterion
        fields = ("name", "weight", "is_required")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        stored = from_json(self.instance.condition) if self.instance.condition else None
        self.editor = ConditionEditor("account", self.user, data=data, condition=stored)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "condition": to_json(self.editor.condition())}

    def clean_weight(self) -> float:
        weight: float = self.cleaned_data["weight"]
        if weight == 0:
            raise ValidationError(_("Without points a criterion says nothing: give it some, or make them negative."))
        if abs(weight) > MOST_POINTS:
            said = {"least": number(-MOST_POINTS), "most": number(MOST_POINTS)}
            raise ValidationError(_("Expected a number from %(least)s to %(most)s.") % said)
        return weight

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for problem in self.editor.problems():
            self.add_error(None, problem)
        return cleaned
