"""Forms of the company's sign-in: which roles need a second factor, and its providers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialApp
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

LOCAL = ("localhost", "127.0.0.1")


class RequiredRolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles that need a second factor"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has none is asked to set one up before anything else."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["roles"].choices = choices


class ProviderForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("Stands on the button: “Sign in with …”."))
    server_url = forms.URLField(
        label=_("Address of the provider"),
        assume_scheme="https",
        help_text=_("The issuer, such as https://id.example.com; its configuration is read from there."),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=191,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    trusts_addresses = forms.BooleanField(
        label=_("trust its e-mail addresses"),
        required=False,
        help_text=_("For providers that do not say whether an address was verified, as your own directory."),
    )

    def __init__(self, *args: Any, app: SocialApp | None = None, **options: Any) -> None:
        self.app = app
        if app is not None:
            kept = {"name": app.name, "client_id": app.client_id, **app.settings}
            options["initial"] = kept
        super().__init__(*args, **options)
        if app is not None:
            self.fields["secret"].help_text = _("Left empty, the secret stays as it is.")

    def clean_server_url(self) -> str:
        url = self.cleaned_data["server_url"].rstrip("/")
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOCAL:
            raise forms.ValidationError(_("The address must begin with https://."))
        if parts.hostname in LOCAL and parts.hostname not in settings.PRIVATE_HOSTS:
            raise forms.ValidationError(_("A provider on this machine is named in JORNADA_PRIVATE_HOSTS first."))
        return url

    def save(self) -> SocialApp:
        data = self.cleaned_data
        app = self.app or SocialApp(provider="openid_connect", provider_id=_free_code(data["name"]))
        app.name, app.client_id = data["name"], data["client_id"]
        app.secret = data["secret"] or app.secret
        app.settings = {"server_url": data["server_url"], "trusts_addresses": data["trusts_addresses"]}
        app.save()
        return app


def _free_code(name: str) -> str:
    """Make a code for addresses from a name, that no other provider has."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "provider"
    taken = set(SocialApp.objects.values_list("provider_id", flat=True)) | {"company"}
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1000))) if code not in taken)
