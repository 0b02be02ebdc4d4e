"""Forms of opportunities and of their closing."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.fields import MoneyField
from jornada.apps.market.forms import CURRENCIES, OwnedForm
from jornada.apps.market.models import Competitor, Product
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org.access import locked_fields
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.record_forms import BLANK
from jornada.apps.sales import queries
from jornada.apps.sales.actions import today
from jornada.apps.sales.models import LossReason, Opportunity, Pipeline, PipelineStage
from jornada.rules.far import is_far


def day_input(**attrs: Any) -> forms.DateInput:
    return forms.DateInput({"type": "date", **attrs}, format="%Y-%m-%d")


def _refuse_long_ago(day: date | None) -> None:
    """Refuse what the log does not take: each of these days becomes a touch."""
    if day and is_far(day):
        raise forms.ValidationError(_("This is before 1970: check the year."))


class OpportunityForm(OwnedForm):
    amount = MoneyField(label=_("amount"), required=False)
    currency = forms.ChoiceField(label=_("currency"), choices=CURRENCIES)

    class Meta:
        model = Opportunity
        fields = (
            "name",
            "stage",
            "account",
            "contact",
            "product",
            "competitor",
            "owner",
            "amount",
            "currency",
            "engaged_on",
            "expected_on",
        )
        widgets = {"engaged_on": day_input(), "expected_on": day_input()}

    def __init__(self, *args: Any, pipeline: Pipeline | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pipeline = self.instance.stage.pipeline if self.instance.pk else pipeline
        self.picker("account", visible_accounts(self.user), "account_pick", _("account"))
        self.picker("contact", visible_contacts(self.user), "contact_pick", _("contact"))
        self.fields["product"].queryset = Product.objects.filter(is_active=True).order_by(NAME)
        if self.instance.product_id:
            self.fields["product"].queryset = Product.objects.order_by(NAME)
        self.fields["product"].empty_label = str(_("Not known"))
        self.fields["competitor"].queryset = Competitor.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.competitor_id)
        )
        self._prepare_stage()

    def _prepare_stage(self) -> None:
        if self.instance.pk and self.instance.outcome != Opportunity.Outcome.OPEN:
            del self.fields["stage"]
            return
        self.fields["stage"].empty_label = None
        if not self.instance.pk:
            self._offer_every_pipeline()
            return
        held = PipelineStage.objects.filter(pk=self.instance.stage_id)
        self.fields["stage"].queryset = (queries.stages(self.pipeline) | held).order_by("order")

    def _offer_every_pipeline(self) -> None:
        """Offer the stages of all pipelines, each under its name; the first one of the pipeline asked for is chosen."""
        rows = list(queries.every_stage())
        groups = [(str(pipeline), list(group)) for pipeline, group in groupby(rows, key=lambda row: row.pipeline)]
        field = self.fields["stage"]
        field.queryset = queries.every_stage()
        field.initial = queries.first_stage(self.pipeline).pk
        if len(groups) > 1:
            field.choices = [(name, [(row.pk, str(row)) for row in group]) for name, group in groups]

    def clean_engaged_on(self) -> date | None:
        engaged = self.cleaned_data["engaged_on"]
        if engaged and engaged > today():
            raise forms.ValidationError(_("This day has not come yet."))
        _refuse_long_ago(engaged)
        return engaged

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        engaged, expected = cleaned.get("engaged_on"), cleaned.get("expected_on")
        if engaged and expected and expected < engaged:
            self.add_error("expected_on", _("It cannot close before the day it was engaged."))
        return cleaned


class ClosingForm(forms.Form):
    """What winning and losing ask alike."""

    closed_on = forms.DateField(label=_("Closed on"), widget=day_input())

    def __init__(self, data: Any = None, *, opportunity: Opportunity, user: Any) -> None:
        super().__init__(data, auto_id=f"id_{type(self).__name__.lower()}_%s")
        self.opportunity, self.user = opportunity, user
        self.fields["closed_on"].initial = today()

    def clean_closed_on(self) -> date:
        closed = self.cleaned_data["closed_on"]
        if closed > today():
            raise forms.ValidationError(_("This day has not come yet."))
        _refuse_long_ago(closed)
        if self.opportunity.engaged_on and closed < self.opportunity.engaged_on:
            raise forms.ValidationError(_("It cannot close before the day it was engaged."))
        return closed

    def offer_competitors(self) -> None:
        now = self.opportunity.competitor_id
        rows = Competitor.objects.filter(Q(is_active=True) | Q(pk=now))
        label = _("Competitor")
        self.fields["competitor"] = forms.ModelChoiceField(rows, label=label, required=False, empty_label=BLANK)
        self.fields["competitor"].initial = now
        if not rows.exists():
            del self.fields["competitor"]

    def leave_out_locked(self) -> None:
        """Ask for nothing that the role may not change."""
        for name in locked_fields(self.user, "opportunity") & set(self.fields) - {"closed_on"}:
            del self.fields[name]


class WonForm(ClosingForm):
    amount = MoneyField(label=_("Amount sold"))

    def __init__(self, data: Any = None, *, opportunity: Opportunity, user: Any) -> None:
        super().__init__(data, opportunity=opportunity, user=user)
        accepted = queries.accepted_proposal(opportunity)
        self.fields["amount"].initial = accepted.total if accepted else opportunity.amount
        if accepted:
            said = gettext("As version %(n)s of the proposal, which was accepted.") % {"n": accepted.version}
            self.fields["amount"].help_text = said
        self.offer_competitors()
        self.order_fields(("amount", "competitor", "closed_on"))
        self.leave_out_locked()


class LostForm(ClosingForm):
    reason = forms.ModelChoiceField(LossReason.objects.none(), label=_("Lost reason"), empty_label=BLANK)
    note = forms.CharField(label=_("In words"), max_length=200, required=False)
    return_on = forms.DateField(label=_("Come back on"), required=False, widget=day_input())

    def __init__(self, data: Any = None, *, opportunity: Opportunity, user: Any) -> None:
        super().__init__(data, opportunity=opportunity, user=user)
        self.fields["reason"].queryset = LossReason.objects.filter(is_active=True)
        self.fields["return_on"].help_text = gettext("Blank: as the reason says.")
        self.offer_competitors()
        self.order_fields(("reason", "competitor", "note", "closed_on", "return_on"))
        self.leave_out_locked()


class LostReturnForm(forms.Form):
    """When the buyer of a lost opportunity comes back instead."""

    return_on = forms.DateField(label=_("Come back on"), required=False, widget=day_input())

    def __init__(self, data: Any = None, *, opportunity: Opportunity) -> None:
        super().__init__(data, initial={"return_on": opportunity.return_on})
        self.fields["return_on"].help_text = gettext("Blank: it does not come back by itself.")
