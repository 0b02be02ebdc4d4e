"""Teams and people of the demo, and how to sign in as one of each role."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from jornada.analytics.simulate import DemoCompany
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.models import Team, User
from jornada.project.demo.values import instant, numbered, texts

PASSWORD = "jornada-demo"  # noqa: S105 - printed on purpose: the demo's data are invented
FRONT = {"admin": "ana", "marketing": "marina", "sdr": "diego", "sales": "bruno", "manager": "helena", "viewer": "vera"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person of each role."""

    role: str
    name: str
    email: str


def sign_ins() -> list[SignIn]:
    """Give the sign-ins that the command prints, one per role."""
    found = {
        user.email: user for user in User.objects.filter(email__in=[f"{name}@demo.jornada" for name in FRONT.values()])
    }
    addresses = [(role, f"{name}@demo.jornada") for role, name in FRONT.items()]
    return [SignIn(role, found[email].name, email) for role, email in addresses if email in found]


def write_people(company: DemoCompany, language: str) -> None:
    """Write teams and users. One password serves all of them, hashed once: the hash is slow by design."""
    users, teams = company.users, company.teams
    number, password = len(users["name"]), make_password(PASSWORD)
    ids = range(1, len(teams["name"]) + 1)
    team_rows = zip(ids, teams["name"].tolist(), teams["office"].tolist(), numbered(teams["manager"]), strict=True)
    bulk_insert(Team, ("id", "name", "office", "manager"), team_rows)
    fields = {
        "id": list(range(1, number + 1)),
        "password": [password] * number,
        "username": users["username"].tolist(),
        "name": users["name"].tolist(),
        "email": users["email"].tolist(),
        "role": texts(users["role"]),
        "team": numbered(users["team"]),
        **{name: [False] * number for name in ("is_superuser", "is_staff")},
        "is_active": [True] * number,
        "date_joined": [instant(company.start)] * number,
        "language": [language] * number,
        "time_zone": ["America/Sao_Paulo"] * number,
        "theme": ["auto"] * number,
    }
    bulk_insert(User, tuple(fields), zip(*fields.values(), strict=True))
