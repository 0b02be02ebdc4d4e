"""Forms of proposals: the version itself, and the buyer's answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.pickers import RecordField
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org.namesakes import offer_people
from jornada.apps.sales.actions import today
from jornada.apps.sales.discount_fields import DiscountField, DiscountForm
from jornada.apps.sales.forms import day_input
from jornada.apps.sales.models import Proposal


class ProposalForm(DiscountForm):
    discount = DiscountField(label=_("discount on the total"))

    class Meta:
        model = Proposal
        fields = ("receiver", "sender", "language", "valid_until", "discount", "terms")
        widgets = {"valid_until": day_input(), "terms": forms.Textarea({"rows": 6})}

    field_order = ("receiver", "sender", "language", "valid_until", "discount", "terms")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, currency=options["instance"].currency, **options)
        self.fields["receiver"] = RecordField(
            visible_contacts(self.user),
            str(reverse_lazy("contact_pick")),
            self.instance.receiver_id,
            of=self.instance.opportunity.account_id,
            label=_("receiver"),
        )
        offer_people(self.fields["sender"])
        self.fields["language"].help_text = _("With another language the usual terms change too; your own words stay.")

    def clean_discount(self) -> Decimal:
        percent = super().clean_discount()
        self.check_off(self.instance.subtotal)
        return percent

    def clean_valid_until(self) -> date:
        day = self.cleaned_data["valid_until"]
        if day < today():
            raise forms.ValidationError(_("This day is over already."))
        return day


class AnswerForm(forms.Form):
    """Yes or no, by whom."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    note = forms.CharField(label=_("Comment"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    answer = forms.ChoiceField(
        choices=[(Proposal.Status.ACCEPTED, _("Accept")), (Proposal.Status.REFUSED, _("Refuse"))],
        widget=forms.HiddenInput,
    )


class HeardForm(AnswerForm):
    """An answer that came by another way than the link."""

    name = forms.CharField(label=_("Who answered"), max_length=120)
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(Proposal.Status.ACCEPTED, _("Accepted")), (Proposal.Status.REFUSED, _("Refused"))],
    )

    field_order = ("answer", "name", "note")
