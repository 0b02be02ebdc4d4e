"""Forms of personas, of their validations, and of who is one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jornada.apps.market.models import Persona
from jornada.apps.market.personas.queries import personas
from jornada.apps.org.record_forms import RecordForm
from jornada.rules.catalogue import CHANNEL_LABELS
from jornada.rules.condition_json import from_json, to_json
from jornada.rules.conditions import Attribute, Condition, leaves
from jornada.ui.conditions.editor import ConditionEditor

TEXTS = ("goals", "pains", "objections", "questions", "values", "trust", "content", "opening")
MOST_TOUCHES = 50


class PersonaForm(RecordForm):
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("preferred channels"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "j-checks"}),
    )

    class Meta:
        model = Persona
        fields = ("name", "summary", *TEXTS, "channels", "valid_months", "order", "is_active")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        side = 1 if (get_language() or "").startswith("pt") else 0
        self.fields["channels"].choices = [(code, pair[side]) for code, pair in CHANNEL_LABELS.items()]
        for name in TEXTS:
            self.fields[name].widget = forms.Textarea({"rows": 3})
        self.fields["goals"].help_text = _("In each of these fields: one thing a line.")
        self.fields["opening"].help_text = _("A sentence that Sales can say; it stands in the dossier.")
        for name in ("valid_months", "order"):
            self.fields[name].required = False
        stored = from_json(self.instance.condition) if self.instance.condition else None
        self.editor = (
            ConditionEditor("contact", self.user, data=data)
            if data is not None
            else ConditionEditor("contact", self.user, condition=stored)
        )

    def values(self) -> dict[str, Any]:
        condition = self.rule()
        return {**super().values(), "condition": to_json(condition) if condition else None}

    def rule(self) -> Condition | None:
        """Return who is one; None: nobody by rule, only by hand."""
        return self.editor.condition() if self.editor.draft.parts else None

    def clean_valid_months(self) -> int:
        months = self.cleaned_data["valid_months"] or 12
        if not 1 <= months <= 120:
            raise ValidationError(_("Expected 1 to 120 months."))
        return int(months)

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for problem in self.editor.problems() if self.editor.draft.parts else ():
            self.add_error(None, problem)
        condition = None if self.errors else self.rule()
        named = [leaf for _place, leaf in leaves(condition)] if condition else []
        if any(isinstance(leaf, Attribute) and leaf.field == "persona" for leaf in named):
            self.add_error(None, _("A persona cannot be found by its persona: ask for role, job title or company."))
        return cleaned


class ValidationForm(forms.Form):
    """How a persona was found to hold."""

    how = forms.CharField(
        label=gettext_lazy("How it was validated"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    on = forms.DateField(
        label=gettext_lazy("When"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), required=False
    )
    interviews = forms.IntegerField(
        label=gettext_lazy("Number of interviews"), min_value=0, max_value=10_000, required=False, initial=0
    )
    touches = forms.CharField(label=gettext_lazy("Touches that show it"), required=False, max_length=500)
    links = forms.CharField(
        label=gettext_lazy("Links to recordings or notes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.fields["touches"].help_text = _("Their numbers, with commas between: #123, #456.")

    def clean_touches(self) -> list[int]:
        parts = self.cleaned_data["touches"].replace("#", " ").replace(",", " ").split()
        wrong = [part for part in parts if not part.isdecimal() or len(part) > 18]
        if wrong or len(parts) > MOST_TOUCHES:
            said = _("Expected up to %(most)s numbers of touches, such as 123, 456; got “%(came)s”.")
            raise ValidationError(said, params={"most": MOST_TOUCHES, "came": " ".join(wrong or parts)[:60]})
        return [int(part) for part in parts]

    def clean_interviews(self) -> int:
        return self.cleaned_data["interviews"] or 0

    def clean_on(self) -> Any:
        return self.cleaned_data["on"] or timezone.localdate()


class ChoosePersonaForm(forms.Form):
    """Which persona a contact is, by hand."""

    persona = forms.ModelChoiceField(
        Persona.objects.none(), label=gettext_lazy("Persona"), required=False, empty_label=gettext_lazy("None of them")
    )
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=300)

    def __init__(self, data: Any = None, *, match: Any = None) -> None:
        super().__init__(data, initial={"persona": match.persona_id if match else None})
        self.fields["persona"].queryset = personas()
