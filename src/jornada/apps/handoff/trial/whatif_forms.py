"""What is changed in the terms for a what-if: deadlines, attempts, the clause of another version, capacity."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.handoff.agreement_forms import MOST_DAYS, SALES, SpanField
from jornada.apps.handoff.models import Agreement as Row
from jornada.apps.handoff.models import AgreementVersion
from jornada.apps.handoff.term_words import LABELS, fault_words
from jornada.apps.handoff.terms import terms_of
from jornada.apps.handoff.trial.past import PERIODS
from jornada.rules.agreement import Agreement, check_agreement
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.span_text import write_span

PROMISES = tuple(name for name in SALES if name != "is_rating_owed")


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, version: AgreementVersion) -> str:
        return _("Version %(n)s: %(status)s") % {"n": version.number, "status": version.get_status_display()}


class WhatIfForm(forms.Form):
    """Begins with what is in force; what is not changed stays."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(PERIODS.items()))
    answer = SpanField(label=LABELS["sales.answer"])
    first_attempt = SpanField(label=LABELS["sales.first_attempt"], required=False)
    first_attempt_hot = SpanField(label=LABELS["sales.first_attempt_hot"], required=False)
    attempts = forms.IntegerField(label=LABELS["sales.attempts"], required=False)
    channels = forms.IntegerField(label=LABELS["sales.channels"], required=False)
    attempts_within = forms.FloatField(
        label=LABELS["sales.attempts_within"], required=False, min_value=0, max_value=MOST_DAYS
    )
    clause = VersionField(
        AgreementVersion.objects.none(),
        label=gettext_lazy("Qualified as in"),
        help_text=gettext_lazy("Choose the draft to see what its thresholds and conditions would have let through."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Most leads at a time, for everybody"), required=False, min_value=0, max_value=100_000
    )

    def __init__(self, data: Any = None, *, agreement: Row, base: AgreementVersion, calendar: WorkingCalendar) -> None:
        self.base, self.calendar = terms_of(base), calendar
        start = {"period": "90d", "clause": str(base.pk), **_initial(self.base)}
        given = {name: data.get(name) for name in self.base_fields if data is not None and name in data}
        super().__init__({**start, **given})
        self.fields["clause"].queryset = agreement.versions.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for fault in check_agreement(self.terms(), self.calendar):
                name = fault.where.rpartition(".")[2]
                self.add_error(name if name in self.fields else None, fault_words(fault))
        return cleaned

    def terms(self) -> Agreement:
        values = {name: self.cleaned_data[name] for name in PROMISES}
        values |= {name: values[name] or 0 for name in ("attempts", "channels")}
        within = values["attempts_within"]
        values["attempts_within"] = None if within is None else timedelta(days=within)
        qualified = terms_of(self.cleaned_data["clause"]).qualified
        return replace(self.base, qualified=qualified, sales=replace(self.base.sales, **values))


def _initial(terms: Agreement) -> dict[str, str]:
    sales = terms.sales
    spans = {name: write_span(getattr(sales, name)) for name in ("answer", "first_attempt", "first_attempt_hot")}
    days = sales.attempts_within.total_seconds() / 86400 if sales.attempts_within else None
    counts = {"attempts": str(sales.attempts), "channels": str(sales.channels)}
    return {**spans, **counts, "attempts_within": "" if days is None else f"{days:g}"}
