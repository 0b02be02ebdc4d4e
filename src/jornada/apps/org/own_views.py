"""Pages of one's own: profile, password, API tokens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jornada.apps.org import mailing, people, queries, tokens
from jornada.apps.org.forms import ProfileForm, TokenForm
from jornada.apps.org.models import ApiToken
from jornada.apps.org.record_pages import form_page
from jornada.ui import once


def profile(request: HttpRequest) -> HttpResponse:
    def save(form: ProfileForm) -> str:
        # What follows is said in the language that holds from now on.
        translation.activate(people.update_self(request.user, **form.values()).language)
        return reverse("profile")

    return form_page(
        request,
        ProfileForm(request.POST or None, instance=request.user, user=request.user),
        save,
        title=_("Your profile"),
        back="/",
        template="org/profile.html",
        mails=mailing.last_mails(request.user, timezone.now()),
    )


def own_password(request: HttpRequest) -> HttpResponse:
    def save(form: PasswordChangeForm) -> str:
        update_session_auth_hash(request, form.save())
        return reverse("profile")

    return form_page(
        request,
        PasswordChangeForm(request.user, request.POST or None),
        save,
        title=_("Change password"),
        back=reverse("profile"),
        said=_("The new password holds from now on."),
    )


@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; a new one is shown in full on the page that answers its making, and never again."""
    form = TokenForm(request.POST or None)
    shown: dict[str, Any] = {"form": form, "text": ""}
    if request.method == "POST" and form.is_valid():
        shown["token"], shown["text"] = tokens.create(request.user, **form.values())
        shown["form"] = TokenForm()
        once.shown(request, reverse("token_list"))
    status = 422 if form.errors else 200
    mine = [_token_row(token) for token in queries.tokens_of(request.user)]
    return render(request, "org/tokens.html", {**shown, "tokens": mine}, status=status)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    tokens.revoke(get_object_or_404(queries.tokens_of(request.user), pk=pk))
    messages.success(request, _("The token works no more."))
    return redirect("token_list")


def _token_row(token: ApiToken) -> dict[str, Any]:
    names = dict(tokens.scope_names())
    kinds = sorted({scope.partition(":")[0] for scope in token.scopes if scope != tokens.EVERYTHING})
    parts = [
        _("%(kind)s: read and write") % {"kind": names.get(kind, kind)}
        if tokens.has_scope(token, f"{kind}:write")
        else _("%(kind)s: read") % {"kind": names.get(kind, kind)}
        for kind in kinds
    ]
    is_full = tokens.EVERYTHING in token.scopes
    return {
        "token": token,
        "scopes": [_("everything")] if is_full else parts,
        "is_over": tokens.is_over(token, timezone.now()),
    }
