"""The other ways in, on the sign-in page."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest


def other_ways(request: HttpRequest, form: Any) -> dict[str, Any]:
    after = request.POST.get("next") or request.GET.get("next")
    asked = {"next": after} if after else {}
    providers = [
        {"name": provider.name, "url": provider.get_login_url(request, **asked)}
        for provider in get_adapter().list_providers(request)
    ]
    return {"template": "org/signin/other_ways.html", "context": {"providers": providers}}
