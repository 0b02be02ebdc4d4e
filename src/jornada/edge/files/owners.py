"""Names in files that are nobody's of us: whoever imports says who is meant, and nobody joins unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jornada.apps.org.holders import holders
from jornada.apps.org.models import User
from jornada.apps.org.queries import people
from jornada.edge.files.access import kinds_for
from jornada.edge.files.kinds import Field
from jornada.edge.files.matching.people import WITHIN
from jornada.edge.files.matching.values import same
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import Unknown

NOBODY, NEW, FILE = "-", "+", "="
MOST_ROWS = 200


def is_of_us(field: Field) -> bool:
    """Say that a field names somebody of our company who is in charge or did something."""
    return field.refers == "user"


@dataclass(frozen=True)
class Asked:
    """What the page asks about people: its rows, and the choices that each has."""

    rows: list[dict[str, Any]]
    choices: list[tuple[str, str]]
    hidden: int


def asked(unknown: Sequence[Unknown], steps: list[Step], user: Any) -> Asked:
    """Show the names that are nobody's, the likeliest suggestion chosen where nothing was yet."""
    known = _by_way(list(people()))
    offered = list(_may_be_meant(unknown))
    rows = [
        {
            "step": steps.index(one.step), "field": one.field, "file": one.step.name, "value": proposal.value,
            "count": proposal.count, "suggestion": proposal.target, "score": proposal.score,
            "chosen": _chosen(one, proposal, known),
        }
        for one in unknown
        for proposal in one.values
        if is_of_us(one.field)
    ]  # fmt: skip
    rows.sort(key=lambda row: (not row["suggestion"], -row["count"]))
    others = {row["chosen"]: row["chosen"][1:] for row in rows if row["chosen"].startswith(FILE)}
    return Asked(rows[:MOST_ROWS], [*_general(user), *_named(offered), *others.items()], len(rows[MOST_ROWS:]))


def _may_be_meant(unknown: Sequence[Unknown]) -> QuerySet[User]:
    """Return who may own the records that are asked about; who only did something may be anybody."""
    fields = [one for one in unknown if is_of_us(one.field)]
    if any(one.field.code != "owner" for one in fields):
        return people()
    return holders(*(one.step.of.record for one in fields))


def take_people(unknown: Sequence[Unknown], steps: list[Step], posted: Mapping[str, Any], user: Any) -> None:
    """Take over who is meant; names about which nothing is said follow the choice for all others."""
    if "others" not in posted:
        return
    said = _said(posted, len(steps))
    keys = {str(one.pk): key_of(one) for one in people()}
    may_add = "teams" in kinds_for(user)
    for one in unknown:
        for proposal in one.values if is_of_us(one.field) else ():
            choice = said.get((steps.index(one.step), one.field.code, proposal.value)) or posted["others"]
            meant = proposal.value if choice == NEW and may_add else keys.get(choice, "")
            meant = choice[1:] if choice.startswith(FILE) else meant
            one.step.values.setdefault(one.field.code, {})[proposal.value] = meant


def _said(posted: Mapping[str, Any], number: int) -> dict[tuple[int, str, str], str]:
    found = {}
    for name in [name for name in posted if name.startswith("who-")]:
        place = name.removeprefix("who-")
        step = posted.get(f"whose-step-{place}", "")
        if step.isdecimal() and int(step[:6]) < number:
            key = (int(step[:6]), posted.get(f"whose-field-{place}", ""), posted.get(f"whose-value-{place}", ""))
            found[key] = posted[name]
    return found


def _general(user: Any) -> list[tuple[str, str]]:
    found = [(NOBODY, _("nobody: as rows that name nobody")), (str(user.pk), _("me (%(name)s)") % {"name": user})]
    return [*found, (NEW, _("joins as a new person, who cannot sign in yet"))] if "teams" in kinds_for(user) else found


def _named(members: Sequence[User]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one} · {one.email}" if one.email else str(one)) for one in members]


def _chosen(one: Unknown, proposal: Any, known: Mapping[str, str]) -> str:
    given = one.step.values.get(one.field.code, {})
    if proposal.value in given:
        meant = given[proposal.value]
        if not meant:
            return NOBODY
        return NEW if meant == proposal.value else known.get(same(meant), FILE + meant)
    if proposal.score < WITHIN:
        return ""
    return known.get(same(proposal.target), FILE + proposal.target)


def _by_way(members: Sequence[User]) -> dict[str, str]:
    """Find people by whatever an import finds them by; of two of one name the one who came first."""
    ways = ((same(way), str(one.pk)) for one in sorted(members, key=lambda one: -one.pk) for way in _ways(one))
    return dict(ways)


def _ways(one: User) -> tuple[str, ...]:
    return tuple(way for way in (one.username, one.email, one.name) if way)


def key_of(one: User) -> str:
    """Name somebody so that an import finds exactly this person."""
    return one.email or one.username
