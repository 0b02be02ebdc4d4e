"""Pages on which administrators invite people and hand out links to choose a password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.guards import only
from jornada.apps.org.invites import actions, mails, queries
from jornada.apps.org.invites.forms import InviteForm
from jornada.apps.org.models import User

admin_only = only(is_admin)


@admin_only
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Ask for addresses; below, the links of everybody who has not come yet, to be handed over."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        links = actions.invite(request.user, form.cleaned_data["people"], **form.values())
        number = len(links)
        mailed = mails.send(links, queries.root_of(request))
        say_sent(request, number, mailed)
        # What is to be copied stands below the form, out of sight on a phone.
        return redirect(reverse("people_invite") + ("" if mailed == number else "#waiting"))
    shown = {"form": form, "waiting": queries.invitations(request, timezone.now())}
    return render(request, "org/invites/invite.html", shown, status=422 if form.errors else 200)


@admin_only
@require_POST
def link_do(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Make a link, send the one that waits or a new one, or end it."""
    person = get_object_or_404(User, pk=pk)
    try:
        if do == "withdraw":
            actions.withdraw(request.user, person)
            messages.success(request, _("The link works no more."))
        else:
            hand_out(request, person, is_mailed=do == "mail")
    except WrongMomentError as error:
        messages.error(request, str(error))
    return redirect(_back(request, reverse("user_edit", args=[pk])))


def hand_out(request: HttpRequest, person: User, *, is_mailed: bool) -> None:
    """Make a link for a person and say how it reaches them."""
    link = actions.make_link(request.user, person)
    if is_mailed:
        say_sent(request, 1, mails.send([link], queries.root_of(request)))
    else:
        _say_ready(request, 1)


def say_sent(request: HttpRequest, number: int, mailed: int) -> None:
    """Tell how many links went out by mail, and what to do with the others."""
    if mailed == number:
        said = ngettext("%(n)d mail with a link was sent.", "%(n)d mails with links were sent.", mailed)
        messages.success(request, said % {"n": mailed})
    elif settings.HAS_MAIL:
        said = ngettext(
            "The mail could not be sent: copy the link and hand it over.",
            "%(left)d mails could not be sent: copy the links and hand them over.",
            number - mailed,
        )
        messages.warning(request, said % {"left": number - mailed})
    else:
        _say_ready(request, number)


def _say_ready(request: HttpRequest, number: int) -> None:
    said = ngettext(
        "The link is ready: copy it and hand it over.",
        "%(n)d links are ready: copy them and hand them over.",
        number,
    )
    messages.success(request, said % {"n": number})


def _back(request: HttpRequest, usual: str) -> str:
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else usual
