"""Forms of setting leads aside, and of the reasons for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.leads.disposition import queries
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.temperature.forms import DayInput
from jornada.apps.market.models import Competitor
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.two_names import TwoNames
from jornada.rules.disposition import read_schedule


class ReasonField(forms.ModelChoiceField):
    """The reasons, each with when the lead comes back."""

    def label_from_instance(self, reason: DispositionReason) -> str:
        return f"{reason.label} ({reason.said_days})" if reason.days else reason.label


class SetAsideForm(forms.Form):
    """Why a lead is parked or discarded, and when it comes back."""

    reason = ReasonField(
        DispositionReason.objects.none(), label=gettext_lazy("Reason"), empty_label=gettext_lazy("Choose…")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=200, widget=forms.Textarea({"rows": 2})
    )
    return_on = forms.DateField(label=gettext_lazy("Come back on"), required=False, widget=DayInput)
    competitor = forms.ModelChoiceField(
        Competitor.objects.none(),
        label=gettext_lazy("Which competitor"),
        required=False,
        empty_label=gettext_lazy("Not given"),
    )
    contract_ends_on = forms.DateField(label=gettext_lazy("Their contract ends on"), required=False, widget=DayInput)

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data, auto_id=f"id_{kind}_%s")
        self.fields["reason"].queryset = queries.reasons(kind)
        self.fields["return_on"].help_text = _("Blank: as the reason says.")
        rivals = Competitor.objects.filter(is_active=True).order_by(NAME)
        self.fields["competitor"].queryset = rivals
        if not queries.reasons(kind).filter(asks_competitor=True).exists():
            del self.fields["competitor"], self.fields["contract_ends_on"]
            return
        self.fields["contract_ends_on"].help_text = _("The lead comes back in time before it.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        reason = cleaned.get("reason")
        if reason and not reason.asks_competitor:
            cleaned |= {name: None for name in ("competitor", "contract_ends_on") if name in self.fields}
        return cleaned


class ReturnForm(forms.Form):
    """When a set-aside lead comes back instead."""

    return_on = forms.DateField(label=gettext_lazy("Come back on"), required=False, widget=DayInput)

    def __init__(self, data: Any = None, *, lead: Any) -> None:
        super().__init__(data, initial={"return_on": lead.return_on})
        self.fields["return_on"].help_text = _("Blank: it does not come back by itself.")


class ScheduleForm(RecordForm):
    """A reason with the days after which something comes back."""

    schedule = forms.CharField(label=gettext_lazy("comes back after days"), required=False, max_length=100)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["schedule"] = ", ".join(map(str, self.instance.days))
        self.fields["schedule"].help_text = _(
            "Such as 30, 60, 90, 180: after the first cycle 30 days, after the second 60. Blank: it stays out."
        )

    def clean_schedule(self) -> list[int]:
        try:
            return list(read_schedule(self.cleaned_data["schedule"]))
        except ValueError as error:
            said = _("Expected whole days from 1 to 3650, such as 30, 60, 90; “%(part)s” is none.")
            raise ValidationError(said, params={"part": str(error)}) from error


class DispositionReasonForm(TwoNames, ScheduleForm):
    class Meta:
        model = DispositionReason
        fields = (
            "label_pt", "label_en", "parks", "discards", "schedule", "wakes", "asks_competitor", "notice_days",
            "is_active",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("parks") or cleaned.get("discards")):
            raise ValidationError(_("Say whether it is a reason to park, to discard, or both."))
        return cleaned
