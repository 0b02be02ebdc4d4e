"""Pages of people and teams, for administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from jornada.apps.org import people, queries
from jornada.apps.org.access import is_admin
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.forms import NewPasswordForm, TeamForm, UserForm
from jornada.apps.org.guards import only
from jornada.apps.org.invites.queries import link_of_person
from jornada.apps.org.invites.views import hand_out
from jornada.apps.org.leaving import what_waits
from jornada.apps.org.lists.hand_over_views import tell_of_records
from jornada.apps.org.models import Team, User
from jornada.apps.org.record_pages import delete_page, form_page
from jornada.apps.org.roles import role_choices
from jornada.apps.org.signin.backend import with_rule
from jornada.apps.org.team_views import of_team
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond
from jornada.ui.undo import say

View = Callable[..., Any]


admin_only = only(is_admin)


@admin_only
def user_list(request: HttpRequest) -> Any:
    listing = build(
        request,
        "user",
        queries.users(),
        columns=_user_columns(),
        filters=_user_filters(),
        search=lambda rows, text: rows.filter(name__icontains=text),
        row_url=lambda row: reverse("user_edit", args=[row.pk]),
        default_sort="name",
    )
    return respond(request, listing, "org/user_list.html", {"title": _("Users")})


@admin_only
def user_new(request: HttpRequest) -> HttpResponse:
    """Add a person; without a password they are invited: by mail where that works, else the link is on their page."""

    def save(form: UserForm) -> str:
        person = people.create_user(request.user, **form.values())
        if person.is_active and not person.has_usable_password():
            hand_out(request, person, is_mailed=settings.HAS_MAIL and bool(person.email))
            return reverse("user_edit", args=[person.pk])
        return reverse("user_list")

    return form_page(
        request,
        UserForm(request.POST or None, user=request.user),
        save,
        title=_("New user"),
        back=reverse("user_list"),
    )


@admin_only
@never_cache
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(with_rule(User.objects.all()), pk=pk)

    def save(form: UserForm) -> str:
        told: list[str] = []
        was_here, row = person.is_active, people.update_user(request.user, person, told=told, **form.values())
        for said in told:
            say(request, said, tone="info")
        leaves = was_here and not row.is_active and tell_of_records(request, row)
        return reverse("hand_over", args=[pk]) if leaves else reverse("user_list")

    return form_page(
        request,
        UserForm(request.POST or None, instance=person, user=request.user),
        save,
        title=str(person),
        back=reverse("user_list"),
        template="org/user_form.html",
        person=person,
        waiting=link_of_person(person, request, timezone.now()),
        waits=what_waits(person),
    )


@admin_only
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)

    def save(form: NewPasswordForm) -> str:
        people.set_password(request.user, person, form.cleaned_data["password"])
        return reverse("user_list")

    return form_page(
        request,
        NewPasswordForm(request.POST or None),
        save,
        title=_("New password for %(name)s") % {"name": person},
        back=reverse("user_edit", args=[pk]),
        said=_("The new password holds from now on."),
    )


@admin_only
def team_list(request: HttpRequest) -> Any:
    listing = build(
        request,
        "team",
        queries.teams().select_related("manager"),
        columns=_team_columns(),
        search=lambda rows, text: rows.filter(name__icontains=text),
        row_url=lambda row: reverse("team_edit", args=[row.pk]),
        default_sort="name",
    )
    context = {"title": _("Teams"), "empty_template": "org/team_empty.html"}
    return respond(request, listing, "org/team_list.html", context)


@admin_only
def team_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        TeamForm(request.POST or None, user=request.user),
        lambda form: people.create_team(request.user, **form.values()) and reverse("team_list"),
        title=_("New team"),
        back=reverse("team_list"),
    )


@admin_only
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    return form_page(
        request,
        TeamForm(request.POST or None, instance=team, user=request.user),
        lambda form: people.update_team(request.user, team, **form.values()) and reverse("team_list"),
        title=team.name,
        back=reverse("team_list"),
        template="org/team_form.html",
        team=team,
        **of_team(team),
    )


@admin_only
def team_delete(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    return delete_page(
        request,
        team,
        lambda: people.delete_team(request.user, team),
        back=reverse("team_edit", args=[pk]),
        to=reverse("team_list"),
        warning=_("Its members stay, without a team."),
    )


def _user_columns() -> list[Column]:
    return [
        Column("name", gettext_lazy("Name"), order=0, cell=str, sort=NAME, is_primary=True),
        Column("username", gettext_lazy("Username"), order=10, cell=lambda row: row.username, sort="username"),
        Column("email", gettext_lazy("E-mail"), order=20, cell=lambda row: row.email),
        Column("role", gettext_lazy("Role"), order=30, cell=lambda row: row.get_role_display(), kind="badge"),
        Column("team", gettext_lazy("Team"), order=40, cell=lambda row: row.team and row.team.name),
        Column("active", gettext_lazy("Sign-in"), order=50, cell=_entry, kind="badge"),
        Column("seen", gettext_lazy("Last sign-in"), order=60, cell=lambda row: row.last_login, kind="moment"),
    ]


def _entry(row: User) -> str:
    """Say whether a person comes in, or what is missing."""
    if not row.is_active:
        return _("does not sign in")
    if row.has_usable_password():
        return _("signs in")
    link = getattr(row, "entry_link", None)
    if link is None:
        return _("not invited")
    return _("invited") if link.ends_at > timezone.now() else _("invitation over")


def _user_filters() -> list[Filter]:
    return [
        Filter("role", gettext_lazy("Role"), choices=_roles, apply=lambda rows, value: rows.filter(role=value)),
        Filter("team", gettext_lazy("Team"), choices=_teams, apply=lambda rows, value: rows.filter(team=value)),
        Filter("active", gettext_lazy("Active"), kind="flag", apply=lambda rows, on: rows.filter(is_active=on)),
    ]


def _roles(request: HttpRequest) -> list[tuple[str, str]]:
    return role_choices()


def _teams(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in queries.names_of_teams()]


def _team_columns() -> list[Column]:
    return [
        Column("name", gettext_lazy("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True),
        Column("office", gettext_lazy("Office"), order=10, cell=lambda row: row.office),
        Column("manager", gettext_lazy("Manager"), order=20, cell=lambda row: row.manager and str(row.manager)),
        Column("members", gettext_lazy("Members"), order=30, values=queries.members_by_team, kind="number"),
    ]
