"""Reads of people, teams, tokens, history and jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from jornada.apps.org.access import is_admin
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.kept import Kept
from jornada.apps.org.models import Absence, ApiToken, Calendar, Change, Job, Team, User, Workspace
from jornada.apps.org.signin.backend import with_rule


def people() -> QuerySet[User]:
    """Return everybody who may own records now, by name."""
    return User.objects.filter(is_active=True).order_by(NAME, "id")


def has_colleagues(user: Any) -> bool:
    """Say whether somebody else signs in here."""
    return people().exclude(pk=user.pk).exclude(email=None).exists()


def users() -> QuerySet[User]:
    return with_rule(User.objects.select_related("team", "entry_link"))


def teams() -> QuerySet[Team]:
    return Team.objects.order_by(NAME)


def _read_people() -> tuple[tuple[int, str], ...]:
    return tuple(people().values_list("pk", "name"))


def _read_teams() -> tuple[tuple[int, str], ...]:
    return tuple(teams().values_list("pk", "name"))


def _read_left() -> frozenset[int]:
    return frozenset(User.objects.filter(is_active=False).order_by().values_list("pk", flat=True))


# Key and name of everybody who may own records, and of each team, for choices.
def _read_workspace() -> Workspace:
    return Workspace.objects.filter(pk=1).first() or Workspace()


# What the company is called, and its language, zone and currency; one for all readers, so it is not changed.
workspace = Kept(_read_workspace, Workspace)
names_of_people, names_of_teams = Kept(_read_people, User), Kept(_read_teams, Team)
# The keys of all who were made inactive.
who_is_gone = Kept(_read_left, User)


def company_name() -> str:
    """Return what buyers read as our company's name; blank while nobody has given it one."""
    return str(workspace().name)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return a person's tokens: those in use first, newest first."""
    return user.api_tokens.order_by(F("revoked_at").asc(nulls_first=True), "-created_at")


def visible_changes(user: Any) -> QuerySet[Change]:
    """Return the change history of the whole workspace, to administrators only."""
    return Change.objects.select_related("user") if is_admin(user) else Change.objects.none()


def visible_jobs(user: Any) -> QuerySet[Job]:
    """Return a person's own jobs; administrators see everybody's."""
    rows = Job.objects.select_related("user")
    return rows if is_admin(user) else rows.filter(user=user)


def members_by_team(ids: Sequence[int]) -> dict[int, int]:
    """Count the active members of teams."""
    rows = User.objects.filter(team__in=ids, is_active=True).order_by().values("team").annotate(number=Count("pk"))
    return {row["team"]: row["number"] for row in rows}


def people_led_by(user: Any) -> QuerySet[User]:
    """Return those whose absences the user may note: oneself, teams one manages; everybody for administrators."""
    if is_admin(user):
        return people()
    return people().filter(Q(pk=user.pk) | Q(team__manager=user))


def visible_absences(user: Any) -> QuerySet[Absence]:
    """Return the absences of those one may note them for, and of one's own team."""
    rows = Absence.objects.select_related("user")
    if is_admin(user):
        return rows
    mates = Q(user__team=user.team_id) if user.team_id else Q()
    return rows.filter(Q(user=user) | Q(user__team__manager=user) | mates).distinct()


def calendars() -> QuerySet[Calendar]:
    """Return the working calendars with how many teams keep them, the default first."""
    return Calendar.objects.annotate(team_count=Count("teams")).order_by("-is_default", NAME)
