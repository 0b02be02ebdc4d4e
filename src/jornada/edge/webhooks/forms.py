"""Forms of webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jornada.edge.webhooks.actions import sound_url
from jornada.edge.webhooks.models import Endpoint
from jornada.edge.webhooks.types import TYPES


class EndpointForm(forms.Form):
    """Where to, and what is told."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("A public address, such as https://example.com/hooks/jornada."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    description = forms.CharField(label=_("Description"), max_length=200, required=False)
    types = forms.MultipleChoiceField(
        label=_("Events"),
        choices=lambda: list(TYPES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )

    def __init__(self, *args: Any, endpoint: Endpoint | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if endpoint is not None:
            self.initial = {name: getattr(endpoint, name) for name in self.fields}
            self.fields["is_active"] = forms.BooleanField(
                label=_("Active"), required=False, initial=endpoint.is_active, help_text=_("Off: nothing is sent.")
            )

    def clean_url(self) -> str:
        try:
            return sound_url(self.cleaned_data["url"])
        except ValidationError as error:
            raise forms.ValidationError(error.message_dict["url"]) from error

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReplayForm(forms.Form):
    """Since when what failed is sent again."""

    since = forms.DateTimeField(
        label=_("Failed since"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
