"""Who sells: teams, people and what they sell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.simulate.clock import Span, to_instants
from jornada.analytics.simulate.names import Columns, plain
from jornada.analytics.simulate.population import Accounts
from jornada.analytics.simulate.words import (
    FIRST_NAMES,
    HEAD_OFFICE,
    MARKETING_TEAM,
    PRODUCTS,
    PROGRAMS,
    REGIONS,
    SERVICE_TEAM,
    SURNAMES,
    TEAMS,
)
from jornada.rules.access import ROLES
from jornada.rules.catalogue import CHANNELS
from jornada.rules.sources import SOURCES

Ints = NDArray[np.int64]

DEMO_DOMAIN = "demo.jornada"
# the first person of each role keeps this first name: these are the sign-ins of the demo
FRONT_NAMES = {
    "admin": "Ana",
    "marketing": "Marina",
    "sdr": "Diego",
    "sales": "Bruno",
    "manager": "Helena",
    "viewer": "Vera",
}
_TEAM_OF_REGION = np.array([next(i for i, team in enumerate(TEAMS) if region in team[2]) for region in REGIONS])
_TEAM_SHARE = (0.45, 0.25, 0.18, 0.12)
MONTHS_PER_PROGRAM = 3


@dataclass(frozen=True, slots=True)
class Staff:
    """People as rows: role and team of each, and who looks after which account.

    Attributes
    ----------
    role, team : ndarray of int64
        Role indexes `rules.access.ROLES`; team indexes the teams (sales, marketing, service), -1 none.
    seller, sdr : ndarray of int64, shape (accounts,)
        Row of the person who sells to the account, and of the one who works its leads first.
    """

    role: Ints
    team: Ints
    seller: Ints
    sdr: Ints

    def of_role(self, role: str) -> Ints:
        """Rows of the people of a role."""
        return np.flatnonzero(self.role == ROLES.index(role))

    @property
    def service(self) -> Ints:
        """Rows of the people who look after customers."""
        return np.flatnonzero(self.team == len(TEAMS) + 1)


def draw_staff(rng: np.random.Generator, accounts: Accounts) -> Staff:
    """Build the sales force, larger for more accounts, and share the accounts of each region out."""
    sellers = int(np.clip(round(0.9 * len(accounts) ** 0.5), 8, 160))
    people = [("admin", -1), *[("marketing", len(TEAMS))] * 3, ("viewer", -1)]
    people += [("manager", len(TEAMS) + 1), *[("sales", len(TEAMS) + 1)] * max(2, sellers // 6)]
    for team, share in enumerate(_TEAM_SHARE):
        number = max(2, round(sellers * share))
        people += [("manager", team), *[("sdr", team)] * max(1, number // 3), *[("sales", team)] * number]
    role = np.array([ROLES.index(name) for name, _ in people])
    team_of = np.array([team for _, team in people])
    home = _TEAM_OF_REGION[accounts.region]
    return Staff(
        role, team_of, _share_out(rng, home, role, team_of, "sales"), _share_out(rng, home, role, team_of, "sdr")
    )


def _share_out(rng: np.random.Generator, home: Ints, role: Ints, team: Ints, name: str) -> Ints:
    code = ROLES.index(name)
    chosen = np.zeros(len(home), dtype=np.int64)
    for number in range(len(TEAMS)):
        members = np.flatnonzero((role == code) & (team == number))
        mine = home == number
        chosen[mine] = rng.choice(members, int(mine.sum()))
    return chosen


def team_columns(staff: Staff, language: str) -> Columns:
    """Write the teams: name, office and the row of the manager (-1 none)."""
    names = [*(team[0] for team in TEAMS), MARKETING_TEAM, SERVICE_TEAM]
    managers = staff.of_role("manager")
    of_team = [
        int(managers[staff.team[managers] == i][0]) if (staff.team[managers] == i).any() else -1
        for i in range(len(names))
    ]
    return {
        "name": _texts(names, language),
        "office": np.array([*(team[1] for team in TEAMS), HEAD_OFFICE, HEAD_OFFICE], dtype=object),
        "manager": np.array(of_team, dtype=np.int64),
    }


def user_columns(rng: np.random.Generator, staff: Staff) -> Columns:
    """Write the people: name, username, e-mail, role and team. No two share a name."""
    combined = rng.permutation(len(FIRST_NAMES) * len(SURNAMES))[: len(staff.role)]
    first = [FIRST_NAMES[code % len(FIRST_NAMES)] for code in combined.tolist()]
    last = [SURNAMES[code // len(FIRST_NAMES)] for code in combined.tolist()]
    login = [f"{plain(a)}.{plain(b)}" for a, b in zip(first, last, strict=True)]
    for role, name in FRONT_NAMES.items():
        front = _front_person(staff, role)
        first[front], login[front] = name, plain(name)
    return {
        "name": np.array([f"{a} {b}" for a, b in zip(first, last, strict=True)], dtype=object),
        "username": np.array(login, dtype=object),
        "email": np.array([f"{text}@{DEMO_DOMAIN}" for text in login], dtype=object),
        "role": Coded(staff.role.astype(np.int32), tuple(ROLES)),
        "team": staff.team,
    }


def _front_person(staff: Staff, role: str) -> int:
    """The first of the role, in the largest sales team where the role is found there."""
    rows = staff.of_role(role)
    return int(max(rows, key=lambda row: (staff.team[row] == 0, -row)))


def product_columns(language: str) -> Columns:
    """Write the products: name, code, family, list price in BRL."""
    return {
        "name": _texts([row[1] for row in PRODUCTS], language),
        "code": np.array([row[0] for row in PRODUCTS], dtype=object),
        "family": Coded.encode(_texts([row[2] for row in PRODUCTS], language)),
        "list_price": np.array([row[3] for row in PRODUCTS]),
    }


def source_columns() -> Columns:
    """Write the sources of `rules.sources`, in their order."""
    return {
        "code": np.array([source.code for source in SOURCES], dtype=object),
        "label_en": np.array([source.en for source in SOURCES], dtype=object),
        "label_pt": np.array([source.pt for source in SOURCES], dtype=object),
    }


def program_columns(rng: np.random.Generator, span: Span, language: str) -> Columns:
    """Write one campaign of each kind per three months; row = quarter * kinds + kind."""
    quarters = -(-span.months // MONTHS_PER_PROGRAM)
    bounds = np.minimum(span.start + np.arange(quarters + 1) * MONTHS_PER_PROGRAM * span.month, span.end)
    days = to_instants(bounds).astype("datetime64[us]").astype("datetime64[D]")
    letter = "T" if language.startswith("pt") else "Q"
    period = [f"{day.year} {letter}{(day.month - 1) // 3 + 1}" for day in days[:-1].tolist()]
    kinds = _texts([row[1] for row in PROGRAMS], language)
    cost = np.tile([row[4] for row in PROGRAMS], quarters) * rng.uniform(0.7, 1.4, quarters * len(kinds))
    codes = [source.code for source in SOURCES]
    return {
        "name": np.array([f"{kind} {when}" for when in period for kind in kinds], dtype=object),
        "source": np.tile([codes.index(row[3]) for row in PROGRAMS], quarters),
        "channel": Coded(np.tile([CHANNELS.index(row[2]) for row in PROGRAMS], quarters).astype(np.int32), CHANNELS),
        "starts_on": np.repeat(days[:-1], len(kinds)),
        "ends_on": np.repeat(days[1:] - 1, len(kinds)),
        "cost": np.round(cost, -2),
    }


def _texts(pairs: list[tuple[str, str]], language: str) -> NDArray[np.object_]:
    return np.array([pair[1 if language.startswith("pt") else 0] for pair in pairs], dtype=object)
