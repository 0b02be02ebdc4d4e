"""Forms of time frames and of where hot, warm and cold meet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.places import Place
from jornada.apps.leads.temperature.models import HeatLimits, TimeFrame
from jornada.apps.market.models import Contact
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.record_forms import RecordForm
from jornada.rules.temperature import Thresholds, is_sound


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeFrameForm(forms.Form):
    """When the buyer wants to decide, and who said so."""

    intent = forms.ChoiceField(label=_("What they say"), choices=TimeFrame.Intent.choices, initial="planned")
    ends_on = forms.DateField(label=_("Decides by"), required=False, widget=DayInput)
    starts_on = forms.DateField(
        label=_("Not before"), required=False, widget=DayInput, help_text=_("Only when they named a span.")
    )
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Who said it"), required=False, empty_label=_("Nobody in particular")
    )
    words = forms.CharField(
        label=_("In their words"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Any = None, *, place: Place, user: Any) -> None:
        super().__init__(data)
        if place.account is None:
            del self.fields["contact"]
        else:
            self.fields["contact"].queryset = visible_contacts(user).filter(account=place.account).order_by(NAME)
            self.fields["contact"].initial = place.contact


class HeatLimitsForm(RecordForm):
    class Meta:
        model = HeatLimits
        fields = ("hot", "warm", "fresh", "grace", "asked")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["fresh"].help_text = _("As long a proposal that was accepted is hot; it stays warm after that.")
        self.fields["asked"].help_text = _(
            "As long a proposal that was opened is hot, and a reply warm. 0: none of these heats a lead by itself."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        values = [cleaned.get(name) for name in self._meta.fields]
        if None not in values and not is_sound(Thresholds(*values)):
            raise forms.ValidationError(
                _("Hot needs fewer days than warm, “buys now” at least one, and none more than 3650.")
            )
        return cleaned
