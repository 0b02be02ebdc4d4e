"""Boxes that suggest states and municipalities, or write a CNPJ, CPF or phone with its signs while typing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.brazil import places

TAX_SIGNS = {
    "data-mask": "tax-id",
    "data-wrong-cnpj": _("This CNPJ is wrong: check its 14 letters and digits."),
    "data-wrong-cpf": _("This CPF is wrong: check its 11 digits."),
    "autocomplete": "off",
}


class StateWidget(forms.TextInput):
    """A text box with the states of Brazil as suggestions; any other text stays what it is."""

    template_name = "market/brazil/state.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["list_id"] = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["states"] = places.state_names()
        return context


class CityWidget(forms.TextInput):
    """A text box that suggests municipalities, of the state in the box beside it when there is one."""

    template_name = "market/brazil/city.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["list_id"] = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["url"] = reverse_lazy("city_pick")
        return context


def arm(form: forms.Form) -> None:
    """Give the fields of a form their boxes."""
    if "tax_id" in form.fields:
        form.fields["tax_id"].widget.attrs.update(TAX_SIGNS)
    if "phone" in form.fields:
        form.fields["phone"].widget.attrs["data-mask"] = "phone"
    if "postcode" in form.fields:
        form.fields["postcode"].widget.attrs.update({"data-mask": "cep", "autocomplete": "off"})
    for name, widget in (("state", StateWidget), ("city", CityWidget)):
        if name in form.fields:
            form.fields[name].widget = widget({"autocomplete": "off", **form.fields[name].widget.attrs})


def written(cleaned: dict[str, Any]) -> dict[str, str]:
    """Write state and city of Brazil in one way; what is not on the list stays as it was typed."""
    found = places.written(*(cleaned.get(name) or "" for name in ("state", "city", "country")))
    return dict(zip(("state", "city"), found, strict=True)) if found else {}
