"""Forms of leads and of the steps of their hand-off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from jornada.apps.leads import queries
from jornada.apps.leads.models import Lead
from jornada.apps.market.forms import OwnedForm
from jornada.apps.market.queries import visible_accounts, visible_contacts


class LeadForm(OwnedForm):
    class Meta:
        model = Lead
        fields = ("name", "account", "contact", "source", "last_source", "program", "owner")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.picker("account", visible_accounts(self.user), "account_pick", _("account"))
        self.picker("contact", visible_contacts(self.user), "contact_pick", _("contact"), self.initial.get("account"))
        self.fields["name"].help_text = _("What it is about, such as “Acme asks for a demo”.")
        for name in ("source", "last_source"):
            self.fields[name].queryset = queries.sources()
            self.fields[name].empty_label = str(_("Not known"))
        self.fields["program"].empty_label = pgettext("program", "None")
        if not self.instance.pk:
            self.fields["source"].label = _("source")
            del self.fields["last_source"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("account") or cleaned.get("contact") or self.errors):
            raise forms.ValidationError(_("Say which account or which contact is interested."))
        return cleaned

    def look_alikes(self) -> list[Lead]:
        """A new lead of somebody who has an open one already is worth a look."""
        if self.instance.pk:
            return []
        earlier = queries.earlier_leads(self.cleaned_data["account"], self.cleaned_data["contact"])
        mine = queries.visible_leads(self.user).filter(pk__in=earlier.filter(status=Lead.Status.OPEN))
        return list(mine[:5])


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 3}), required=False)
