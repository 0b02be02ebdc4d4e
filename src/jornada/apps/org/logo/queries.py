"""Reads of logos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jornada.apps.org.logo.models import Logo
from jornada.apps.org.models import Team


@dataclass(frozen=True, slots=True)
class Place:
    """An office, or the whole company where it is blank, with its logo."""

    office: str
    logo: Logo | None
    is_team_there: bool = True


def places() -> list[Place]:
    """Return the company and each office that a team is in, or that has a logo."""
    rows = {row.office: row for row in Logo.objects.defer("picture", "former_picture").exclude(picture=None)}
    of_teams = offices()
    named = sorted(of_teams | set(rows) - {""}, key=str.casefold)
    return [Place("", rows.get("")), *(Place(name, rows.get(name), name in of_teams) for name in named)]


def offices() -> set[str]:
    """Return the offices that teams are in."""
    return {name.strip() for name in Team.objects.values_list("office", flat=True)} - {""}


def logo_of(person: Any) -> Logo | None:
    """Return the logo on what a person sends: that of their office, else that of the company."""
    office = person.team.office.strip() if person is not None and person.team_id else ""
    rows = {row.office: row for row in Logo.objects.filter(office__in={"", office}).exclude(picture=None)}
    return rows.get(office) or rows.get("")
