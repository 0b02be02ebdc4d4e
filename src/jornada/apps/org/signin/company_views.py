"""The page of the company's sign-in, for administrators."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org.models import User
from jornada.apps.org.record_pages import form_page
from jornada.apps.org.roles import role_choices
from jornada.apps.org.signin import actions
from jornada.apps.org.signin.backend import with_rule
from jornada.apps.org.signin.forms import ProviderForm, RequiredRolesForm
from jornada.apps.org.signin.models import RoleRule
from jornada.apps.org.views import admin_only


@admin_only
def company(request: HttpRequest) -> HttpResponse:
    """Show and save which roles need a second factor; list the providers."""
    now = [row.code for row in RoleRule.objects.all() if row.rule.get("needs_second_factor")]
    form = RequiredRolesForm(request.POST or None, choices=role_choices(), initial={"roles": now})
    if request.method == "POST" and form.is_valid():
        actions.require_second_factor(request.user, form.cleaned_data["roles"])
        messages.success(request, _("Saved."))
        return redirect("sign_in_settings")
    people = with_rule(User.objects.filter(is_active=True))
    context = {
        "form": form,
        "providers": [_provider(request, app) for app in SocialApp.objects.filter(provider="openid_connect")],
        "from_settings": [app["name"] for app in _settings_apps()],
        "people": people.count(),
        "with_factor": people.filter(has_second_factor=True).count(),
    }
    return render(request, "org/signin/company.html", context, status=422 if form.errors else 200)


@admin_only
def provider_new(request: HttpRequest) -> HttpResponse:
    return _provider_page(request, None, _("New sign-in provider"))


@admin_only
def provider_edit(request: HttpRequest, pk: int) -> HttpResponse:
    app = get_object_or_404(SocialApp, pk=pk, provider="openid_connect")
    return _provider_page(request, app, app.name)


@require_POST
@admin_only
def provider_delete(request: HttpRequest, pk: int) -> HttpResponse:
    app = get_object_or_404(SocialApp, pk=pk, provider="openid_connect")
    app.delete()
    messages.success(request, _("“%(name)s” was deleted.") % {"name": app.name})
    return redirect("sign_in_settings")


@require_POST
@admin_only
def factors_remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    actions.remove_factors(request.user, person)
    messages.success(
        request, _("%(name)s signs in with the password alone until a new factor is set up.") % {"name": person}
    )
    return redirect("user_edit", pk=pk)


def _provider_page(request: HttpRequest, app: SocialApp | None, title: str) -> HttpResponse:
    return form_page(
        request,
        ProviderForm(request.POST or None, app=app),
        lambda form: form.save() and reverse("sign_in_settings"),
        title=title,
        back=reverse("sign_in_settings"),
    )


def _provider(request: HttpRequest, app: SocialApp) -> dict[str, Any]:
    callback = reverse("openid_connect_callback", args=[app.provider_id])
    return {"app": app, "callback": request.build_absolute_uri(callback)}


def _settings_apps() -> list[dict[str, Any]]:
    return settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
