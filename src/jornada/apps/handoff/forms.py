"""Forms of offers: handing over, and every way to answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff import queries
from jornada.apps.handoff.models import AgreementVersion, Offer, RefusalReason, RefusalReply
from jornada.apps.leads.models import Lead
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import offer_people
from jornada.apps.org.queries import people

SELLERS = ("sales", "sdr", "manager", "admin")
RATINGS = (("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5"))


class VersionField(forms.ModelChoiceField):
    """An agreement, by its version in force."""

    def label_from_instance(self, version: AgreementVersion) -> str:
        return str(version.agreement)


class OfferForm(forms.Form):
    version = VersionField(
        AgreementVersion.objects.none(), label=_("Agreement"), required=False, empty_label=_("None: without a clock")
    )
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("To"), required=False, empty_label=_("Whom the routing finds")
    )
    note = forms.CharField(
        label=_("What Sales should know"), widget=forms.Textarea({"rows": 3}), required=False, max_length=500
    )
    is_hot = forms.BooleanField(
        label=_("Hot: wants to be called now"),
        required=False,
        help_text=_("As its temperature says, unless you change it."),
    )

    def __init__(self, data: Any = None, *, lead: Lead) -> None:
        super().__init__(data)
        versions = AgreementVersion.objects.filter(status=AgreementVersion.Status.IN_FORCE)
        self.fields["version"].queryset = versions.select_related("agreement").order_by("agreement__order")
        self.fields["version"].initial = next((version.pk for version in queries.versions_in_force()), None)
        offer_people(self.fields["to"], people().filter(role__in=SELLERS))
        self.fields["is_hot"].initial = lead.temperature == "hot"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (self.errors or cleaned.get("version") or cleaned.get("to")):
            raise forms.ValidationError(_("Say under which agreement, or to whom, the lead is offered."))
        return cleaned


class RatedForm(forms.Form):
    """An answer with a rating of the lead; owed where the agreement says so."""

    rating = forms.TypedChoiceField(
        label=_("Rating of the lead"),
        choices=RATINGS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect({"class": "j-rating"}),
        help_text=_("1: useless, 5: just what we look for."),
    )

    def __init__(self, data: Any = None, *, offer: Offer | None) -> None:
        super().__init__(data)
        self.fields["rating"].required = bool(offer and offer.owes_rating)


class AcceptForm(RatedForm):
    pass


class RefuseForm(RatedForm):
    reason = forms.ModelChoiceField(RefusalReason.objects.none(), label=_("Reason"), empty_label=_("Choose…"))
    note = forms.CharField(
        label=_("What was wrong"), widget=forms.Textarea({"rows": 2}), required=False, max_length=500
    )
    field_order = ("reason", "note", "rating")

    def __init__(self, data: Any = None, *, offer: Offer | None) -> None:
        super().__init__(data, offer=offer)
        self.fields["reason"].queryset = queries.reasons()


class AskForm(forms.Form):
    text = forms.CharField(label=_("Question"), widget=forms.Textarea({"rows": 3}), max_length=500)

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data)


class HandBackForm(forms.Form):
    return_on = forms.DateField(label=_("Come back on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(label=_("Why then"), widget=forms.Textarea({"rows": 2}), required=False, max_length=500)

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data)


class WithdrawForm(forms.Form):
    note = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": 2}), required=False, max_length=500)

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data)


class GiveForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To"), empty_label=_("Choose…"))

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data)
        offer_people(self.fields["to"], people().filter(role__in=SELLERS))


class ReplyForm(forms.Form):
    """Marketing's answer to a question."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea({"rows": 3}), max_length=1000)


class RefusalForm(forms.Form):
    """Marketing's answer to a refusal: what was changed, so that it does not happen again, and in words."""

    change = forms.ChoiceField(label=_("What was changed"), choices=[("", _("Choose…")), *RefusalReply.Change.choices])
    text = forms.CharField(label=_("Answer"), widget=forms.Textarea({"rows": 3}), max_length=1000)
