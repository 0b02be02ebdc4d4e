"""Who is in a team: people join it and leave it on its own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jornada.apps.org import people as writes
from jornada.apps.org.access import is_admin
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.guards import only
from jornada.apps.org.models import Team, User
from jornada.apps.org.namesakes import offer_people
from jornada.apps.org.queries import people
from jornada.ui.undo import say

admin_only = only(is_admin)


class JoinForm(forms.Form):
    """Somebody who joins a team, and leaves the one before."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who joins"))

    def __init__(self, data: Any, team: Team) -> None:
        super().__init__(data)
        offer_people(self.fields["person"], people().exclude(team=team))


def of_team(team: Team) -> dict[str, Any]:
    """Return what the page of a team says of its members."""
    return {
        "members": User.objects.filter(team=team).order_by("-is_active", NAME, "id"),
        "join": JoinForm(None, team),
    }


@admin_only
@require_POST
def team_join(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    form = JoinForm(request.POST if "person" in request.POST else request.GET, team)
    if form.is_valid():
        return _moved(request, form.cleaned_data["person"], team, _("%(name)s is in this team now."), team)
    return redirect("team_edit", pk=pk)


@admin_only
@require_POST
def team_leave(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    row = get_object_or_404(User, pk=person, team=pk)
    return _moved(request, row, None, _("%(name)s is in no team now."), row.team)


def _moved(request: HttpRequest, person: User, team: Team | None, said: str, page: Any) -> HttpResponse:
    """Move a person, and say so with the way back to where they were."""
    before = person.team
    writes.update_user(request.user, person, team=team)
    if before:
        way_back = f"{reverse('team_join', args=[before.pk])}?person={person.pk}"
    else:
        way_back = reverse("team_leave", args=[page.pk, person.pk])
    say(request, said % {"name": person}, way_back)
    return redirect("team_edit", pk=page.pk)
