"""The page behind a link: choose a password, and be in."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from jornada.apps.org.invites import actions
from jornada.apps.org.invites.forms import WelcomeForm
from jornada.apps.org.invites.models import EntryLink
from jornada.apps.org.queries import company_name


@never_cache
def entry(request: HttpRequest, text: str) -> HttpResponse:
    """Show whose link it is; mail programs open links by themselves, so only a form that is sent uses it up."""
    link = actions.link_of(text, timezone.now())
    if link is None:
        return render(request, "org/invites/over.html", status=410)
    with translation.override(link.user.language):
        return _welcome(request, link)


def _welcome(request: HttpRequest, link: EntryLink) -> HttpResponse:
    form = WelcomeForm(request.POST or None, asks_name=link.is_invitation, initial={"name": link.user.name})
    if request.method == "POST" and form.is_valid() and _fits(form, link):
        try:
            person = actions.choose_password(link, form.cleaned_data["password"], form.cleaned_data.get("name", ""))
        except actions.UsedLinkError:
            return render(request, "org/invites/over.html", status=410)
        logout(request)
        record_authentication(request, person, method="link")
        # Whoever has a second factor is asked for it now: allauth sees to that.
        return perform_login(request, person, redirect_url="/")
    shown = {"form": form, "link": link, "person": link.user, "company": company_name()}
    return render(request, "org/invites/welcome.html", shown, status=422 if form.errors else 200)


def _fits(form: Any, link: EntryLink) -> bool:
    """Refuse a password that is too much like the person's own name or address."""
    try:
        validate_password(form.cleaned_data["password"], link.user)
    except ValidationError as error:
        form.add_error("password", error)
    return form.is_valid()
