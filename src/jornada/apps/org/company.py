"""The page on which administrators say what the company is called: proposals carry it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org import edits
from jornada.apps.org.models import Workspace
from jornada.apps.org.queries import workspace
from jornada.apps.org.record_pages import form_page
from jornada.apps.org.views import admin_only
from jornada.ui.tax_ids import normal_tax_id, shown_tax_id


class CompanyForm(forms.Form):
    """Name and CNPJ as they stand on what buyers get."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    tax_id = forms.CharField(label=gettext_lazy("CNPJ"), max_length=20, required=False)

    def __init__(self, data: Any = None) -> None:
        now = workspace()
        super().__init__(data, initial={"name": now.name, "tax_id": shown_tax_id(now.tax_id)})
        self.fields["name"].help_text = gettext_lazy("As buyers know it: it stands on proposals.")

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
    )


def change_company(user: Any, **values: str) -> Workspace:
    with transaction.atomic():
        row, _is_new = Workspace.objects.get_or_create(pk=1)
        held = edits.locked(row)
        edits.write(user, held, values)
    return held
