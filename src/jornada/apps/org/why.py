"""Why somebody may, or may not, do something with a record: said from the same rules that decide it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jornada.apps.org import access
from jornada.apps.org.models import User
from jornada.apps.org.role_pages import ACTION_LABELS, RECORD_LABELS, hideable
from jornada.rules.access import Action, Reach, Record

OF_ONE: tuple[Action, ...] = ("view", "change", "assign", "delete", "export")


@dataclass(frozen=True, slots=True)
class Answer:
    """One action: whether the person may do it to the record, and the reason."""

    label: str
    may: bool
    reason: str


def answers(person: User, record: Record, row: Any) -> list[Answer]:
    """Say of each action whether the person may do it to this record."""
    found = [_answer(person, record, row, action) for action in OF_ONE]
    if not found[0].may and access.one(type(row)._default_manager.all(), person, record, row.pk).exists():
        found[0] = Answer(found[0].label, True, _("Shown beyond the role: the lead was offered to this person."))
    return found


def closed_fields(person: User, record: Record) -> dict[str, list[str]]:
    """Return the labels of the fields that the person does not see, and of those that are only read."""
    hidden, locked = access.hidden_fields(person, record), access.locked_fields(person, record)
    named = dict(hideable(record))
    return {
        "hidden": [named.get(name, name) for name in sorted(hidden)],
        "read": [named.get(name, name) for name in sorted(locked - hidden)],
    }


def _answer(person: User, record: Record, row: Any, action: Action) -> Answer:
    label = str(ACTION_LABELS[action])
    if not person.is_active:
        return Answer(label, False, _("The person cannot sign in any more."))
    far = access.how_far(person, record, action)
    return Answer(label, access.may(person, record, action, row), _reason(person, record, row, far))


def _reason(person: User, record: Record, row: Any, far: Reach) -> str:
    told = {"role": person.get_role_display(), "records": str(RECORD_LABELS[record]).lower(), "owner": row.owner or "–"}
    if far == "none":
        return _("The role %(role)s does not do this with %(records)s.") % told
    if far == "all":
        return _("The role %(role)s does this with all %(records)s.") % told
    if row.owner_id == person.pk:
        return _("The person owns it.")
    if far == "own":
        return _("The role %(role)s does this with own %(records)s only; the owner is %(owner)s.") % told
    return _of_team(person, row) % told


def _of_team(person: User, row: Any) -> str:
    if row.owner_id is None:
        return _("Nobody owns it yet: it is open to every team.")
    if person.team_id and row.owner.team_id == person.team_id:
        return _("The owner, %(owner)s, is in the same team.")
    return _("The owner, %(owner)s, is not in the person's team.")
