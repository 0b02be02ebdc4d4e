"""The other ways in, on the sign-in page, and what to do where nobody can come in yet."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jornada.apps.org.models import User


def other_ways(request: HttpRequest, form: Any) -> dict[str, Any]:
    after = request.POST.get("next") or request.GET.get("next")
    asked = {"next": after} if after else {}
    providers = [
        {"name": provider.name, "url": provider.get_login_url(request, **asked)}
        for provider in get_adapter().list_providers(request)
    ]
    return {"template": "org/signin/other_ways.html", "context": {"providers": providers}}


def nobody_yet(request: HttpRequest, form: Any) -> dict[str, Any] | None:
    """Say how the first administrator is made, as long as there is no person at all."""
    if User.objects.exists():
        return None
    command = " ".join(("jornada user", _("you@company.com"), "--admin"))
    return {"template": "org/signin/nobody_yet.html", "context": {"command": command}}
