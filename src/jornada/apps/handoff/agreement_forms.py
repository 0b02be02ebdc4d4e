"""Forms of agreements: who answers for them, and the terms of a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff.models import Agreement as Row
from jornada.apps.handoff.term_words import LABELS, STEP_WORDS, fault_words
from jornada.apps.handoff.terms import DATA
from jornada.apps.org.namesakes import offer_people
from jornada.rules.agreement import Agreement, Escalation, MarketingOwes, QualifiedLead, SalesOwes, check_agreement
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.conditions import Condition
from jornada.rules.span_text import SpanTextError, read_span, write_span
from jornada.ui.conditions.editor import ConditionEditor

STEPS = 4
MOST_DAYS = 3650
MARKETING = (
    "mqls_a_month",
    "acceptance_rate",
    "dossier_completeness",
    "personas_validated",
    "reply_to_refusal",
    "reply_to_question",
)
SHARES = ("acceptance_rate", "dossier_completeness", "personas_validated")
SALES = ("answer", "first_attempt", "first_attempt_hot", "attempts", "channels", "attempts_within", "is_rating_owed")
SPAN_HELP = _("Working time: 24 h, 30 min, 1 h 30.")


class SpanField(forms.CharField):
    """Working time as people type it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 20, "help_text": SPAN_HELP, **options})

    def clean(self, value: str) -> Any:
        try:
            return read_span(super().clean(value))
        except SpanTextError as error:
            said = _("Write a time such as 24 h, 30 min or 1 h 30; “%(text)s” is none.")
            raise ValidationError(said, params={"text": error.text}) from error

    def prepare_value(self, value: Any) -> Any:
        return write_span(value) if isinstance(value, timedelta) else value


class AgreementForm(forms.ModelForm):
    class Meta:
        model = Row
        fields = ("name", "team", "marketing_owner", "sales_owner", "order", "is_automatic")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("marketing_owner", "sales_owner"):
            offer_people(self.fields[name])
            self.fields[name].required = True
            self.fields[name].help_text = _("Approves each version for this side.")
        self.fields["order"].required = False
        self.fields["order"].help_text = _("Which agreement is asked first, when several could hold.")
        self.fields["team"].help_text = _("Its calendar says when clocks run while nobody has the lead.")


def _label(where: str) -> Any:
    return LABELS[where]


class DraftForm(forms.Form):
    """The terms, one field a point; what they must not say is told beside its field."""

    needed = forms.MultipleChoiceField(
        label=_label("qualified.needed"), required=False, widget=forms.CheckboxSelectMultiple({"class": "j-checks"})
    )
    mqls_a_month = forms.IntegerField(label=_label("marketing.mqls_a_month"), required=False)
    acceptance_rate = forms.FloatField(label=_label("marketing.acceptance_rate"), required=False, help_text=_("In %."))
    dossier_completeness = forms.FloatField(
        label=_label("marketing.dossier_completeness"), required=False, help_text=_("In %.")
    )
    personas_validated = forms.FloatField(
        label=_label("marketing.personas_validated"), required=False, help_text=_("In %.")
    )
    reply_to_refusal = SpanField(label=_label("marketing.reply_to_refusal"), required=False)
    reply_to_question = SpanField(label=_label("marketing.reply_to_question"), required=False)
    answer = SpanField(label=_label("sales.answer"))
    first_attempt = SpanField(label=_label("sales.first_attempt"), required=False)
    first_attempt_hot = SpanField(label=_label("sales.first_attempt_hot"), required=False)
    attempts = forms.IntegerField(label=_label("sales.attempts"), required=False)
    channels = forms.IntegerField(label=_label("sales.channels"), required=False)
    attempts_within = forms.FloatField(
        label=_label("sales.attempts_within"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("By the clock."),
    )
    is_rating_owed = forms.BooleanField(label=_label("sales.is_rating_owed"), required=False)
    note = forms.CharField(
        label=_("What changed and why"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self, data: Any = None, *, user: Any, terms: Agreement, calendar: WorkingCalendar, note: str = ""
    ) -> None:
        super().__init__(data, initial={**_initial(terms), "note": note})
        self.user, self.calendar = user, calendar
        self.fields["needed"].choices = list(DATA.items())
        for place in range(STEPS):
            self.fields[f"at{place}"] = forms.FloatField(label=_("Percent of the time"), required=False)
            choices = [("", _("nothing")), *STEP_WORDS.items()]
            self.fields[f"do{place}"] = forms.ChoiceField(label=_("Do"), required=False, choices=choices)
        self.editors = {
            name: self._editor(data, name, getattr(terms.qualified, name)) for name in ("condition", "disqualifier")
        }

    def part(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def marketing(self) -> list[forms.BoundField]:
        return self.part(MARKETING)

    @property
    def sales(self) -> list[forms.BoundField]:
        return self.part(SALES)

    @property
    def steps(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"at{place}"], self[f"do{place}"]) for place in range(STEPS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for editor in self.editors.values():
            for problem in editor.problems() if editor.draft.parts else ():
                self.add_error(None, problem)
        if self.errors:
            return cleaned
        for fault in check_agreement(self.terms(), self.calendar):
            name = fault.where.rpartition(".")[2]
            self.add_error(name if name in self.fields else None, fault_words(fault))
        return cleaned

    def terms(self) -> Agreement:
        """Make the agreement that the form says."""
        values = self.cleaned_data
        marketing = {name: values[name] for name in MARKETING}
        for name in SHARES:
            marketing[name] = None if values[name] is None else values[name] / 100
        sales = {name: values[name] for name in SALES}
        within = sales["attempts_within"]
        sales |= {name: sales[name] or 0 for name in ("attempts", "channels")}
        sales["attempts_within"] = None if within is None else timedelta(days=within)
        qualified = {name: _condition(editor) for name, editor in self.editors.items()}
        return Agreement(
            QualifiedLead(**qualified, needed=tuple(values["needed"])),
            MarketingOwes(**marketing),
            SalesOwes(**sales),
            self._escalations(),
        )

    def _escalations(self) -> tuple[Escalation, ...]:
        values = self.cleaned_data
        rows = [(values[f"at{place}"], values[f"do{place}"]) for place in range(STEPS)]
        steps = [Escalation((at or 0) / 100, do) for at, do in rows if do]
        return tuple(sorted(steps, key=lambda step: step.at))

    def _editor(self, data: Any, name: str, stored: Condition | None) -> ConditionEditor:
        empty = "nobody" if name == "disqualifier" else ""
        if data is not None:
            return ConditionEditor("lead", self.user, data=data, name=name, when_empty=empty)
        return ConditionEditor("lead", self.user, condition=stored, name=name, when_empty=empty)


def _condition(editor: ConditionEditor) -> Condition | None:
    return editor.condition() if editor.draft.parts else None


def _initial(terms: Agreement) -> dict[str, Any]:
    marketing = {name: getattr(terms.marketing, name) for name in MARKETING}
    for name in SHARES:
        marketing[name] = None if marketing[name] is None else _plain(100 * marketing[name])
    sales = {name: getattr(terms.sales, name) for name in SALES}
    within = terms.sales.attempts_within
    sales["attempts_within"] = _plain(within.total_seconds() / 86400) if within else None
    steps: dict[str, Any] = {}
    for place, step in enumerate(terms.escalations[:STEPS]):
        steps |= {f"at{place}": _plain(100 * step.at), f"do{place}": step.do}
    return {"needed": list(terms.qualified.needed), **marketing, **sales, **steps}


def _plain(value: float) -> float:
    """Write 70 rather than 70.0."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded
