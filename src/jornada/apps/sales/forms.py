"""Forms of opportunities."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.fields import MoneyField
from jornada.apps.market.forms import OwnedForm
from jornada.apps.market.models import Competitor, Product
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.queries import workspace
from jornada.apps.sales import queries
from jornada.apps.sales.actions import today
from jornada.apps.sales.item_fields import ItemsField
from jornada.apps.sales.line_actions import complete_all
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage
from jornada.rules.far import is_far
from jornada.ui.amounts import CURRENCIES, currencies


def day_input(**attrs: Any) -> forms.DateInput:
    return forms.DateInput({"type": "date", **attrs}, format="%Y-%m-%d")


def refuse_long_ago(day: date | None) -> None:
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
            "amount",
            "currency",
            "product",
            "expected_on",
            "owner",
            "engaged_on",
            "competitor",
        )
        widgets = {"engaged_on": day_input(), "expected_on": day_input()}

    def __init__(self, *args: Any, pipeline: Pipeline | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pipeline = self.instance.stage.pipeline if self.instance.pk else pipeline
        self.picker("account", visible_accounts(self.user), "account_pick", _("account"))
        self.picker("contact", visible_contacts(self.user), "contact_pick", _("contact"), self.initial.get("account"))
        self.fields["product"].queryset = Product.objects.filter(is_active=True).order_by(NAME)
        if self.instance.product_id:
            self.fields["product"].queryset = Product.objects.order_by(NAME)
        self.fields["product"].empty_label = str(_("Not known"))
        self.fields["competitor"].queryset = Competitor.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.competitor_id)
        )
        # One that a file brought may stay: without it the form would choose another in silence.
        self.fields["currency"].choices = currencies(self.instance.currency)
        if not self.instance.pk:
            self.initial.setdefault("currency", workspace().currency)
            self._take_items()
        self._prepare_stage()

    def _take_items(self) -> None:
        """Take rows of what is to be sold in place of one product, from whoever may say what it comes to."""
        if self.locked & {"product", "amount"}:
            return
        del self.fields["product"]
        self.fields["items"] = ItemsField()
        self.order_fields(["items" if name == "product" else name for name in self._meta.fields])
        self.fields["amount"].help_text = _("Blank: the sum of the products below.")

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
        refuse_long_ago(engaged)
        return engaged

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        engaged, expected = cleaned.get("engaged_on"), cleaned.get("expected_on")
        if engaged and expected and expected < engaged:
            self.add_error("expected_on", _("It cannot close before the day it was engaged."))
        if cleaned.get("items") and "currency" in cleaned:
            self._complete_items(cleaned)
        return cleaned

    def _complete_items(self, cleaned: dict[str, Any]) -> None:
        try:
            cleaned["items"] = complete_all(cleaned["currency"], cleaned["items"])
        except WrongMomentError as error:
            self.add_error("items", str(error))

    def values(self) -> dict[str, Any]:
        """Hand over the rows of a new opportunity, too; the first product is the one it is found by."""
        items = self.cleaned_data.get("items")
        return super().values() | ({"items": items, "product": items[0]["product"]} if items else {})
