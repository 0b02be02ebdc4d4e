"""The page on which administrators say what the company is called, and what is usual in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org import edits
from jornada.apps.org.logo.views import shown_places
from jornada.apps.org.models import Workspace
from jornada.apps.org.queries import company_name, workspace
from jornada.apps.org.record_pages import form_page
from jornada.apps.org.views import admin_only
from jornada.apps.org.zones import zone_choices
from jornada.ui.amounts import CURRENCIES
from jornada.ui.tax_ids import normal_tax_id, shown_tax_id

HELP = {
    "name": gettext_lazy("As buyers know it: it stands on proposals."),
    "language": gettext_lazy("New users and proposals begin in it."),
    "time_zone": gettext_lazy("Files without a time zone are read in it; new users begin with it."),
    "currency": gettext_lazy("New opportunities and products begin in it; files without one are read in it."),
}


class CompanyForm(forms.Form):
    """Name and CNPJ as they stand on what buyers get; language, clock and currency as they are usual here."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    tax_id = forms.CharField(label=gettext_lazy("CNPJ"), max_length=20, required=False)
    language = forms.ChoiceField(label=gettext_lazy("language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("time zone"))
    currency = forms.ChoiceField(label=gettext_lazy("currency"), choices=CURRENCIES)

    def __init__(self, data: Any = None) -> None:
        now = workspace()
        usual = {name: getattr(now, name) for name in ("name", "language", "time_zone", "currency")}
        usual["name"] = company_name()
        super().__init__(data, initial={**usual, "tax_id": shown_tax_id(now.tax_id)})
        self.fields["time_zone"].choices = zone_choices()
        for name, text in HELP.items():
            self.fields[name].help_text = text

    def clean_tax_id(self) -> str:
        return normal_tax_id(self.cleaned_data["tax_id"], False)


@admin_only
def company(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        CompanyForm(request.POST or None),
        lambda form: change_company(request.user, **form.cleaned_data),
        title=_("Our company"),
        back=reverse("company"),
        to=lambda _saved: reverse("company"),
        template="org/company.html",
        logos=shown_places(),
    )


def change_company(user: Any, **values: str) -> Workspace:
    with transaction.atomic():
        row, _is_new = Workspace.objects.get_or_create(pk=1)
        held = edits.locked(row)
        edits.write(user, held, values)
    return held
