"""What the pages of roles show: the matrix of a role, and the fields it may hide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jornada.apps.org.custom.known import active
from jornada.apps.org.lists.fields import fields_to_hide
from jornada.rules.access import ACTIONS, RECORDS, WHOLE, Action, Reach, Record, Rule, reach, shipped

RECORD_LABELS: dict[Record, str | Promise] = {
    "account": _("Accounts"),
    "contact": _("Contacts"),
    "lead": _("Leads"),
    "opportunity": _("Opportunities"),
}
ACTION_LABELS: dict[Action, str | Promise] = {
    "view": pgettext_lazy("permission", "See"),
    "create": pgettext_lazy("permission", "Create"),
    "change": pgettext_lazy("permission", "Edit"),
    "delete": pgettext_lazy("permission", "Delete"),
    "assign": pgettext_lazy("permission", "Assign"),
    "export": pgettext_lazy("permission", "Export"),
    "import": pgettext_lazy("permission", "Import"),
}
REACH_LABELS: dict[Reach, str | Promise] = {
    "none": pgettext_lazy("permission", "Nothing"),
    "own": pgettext_lazy("permission", "Own"),
    "team": pgettext_lazy("permission", "Team"),
    "all": pgettext_lazy("permission", "All"),
}
FIELD_LABELS = {"": _("Sees and edits"), "read": _("Only sees"), "hidden": _("Does not see")}


@dataclass(frozen=True, slots=True)
class Cell:
    """How far a role reaches with one action over one kind of record."""

    name: str
    action: Action
    label: str
    reach: Reach
    is_changed: bool
    choices: tuple[tuple[str, str, bool], ...]

    @property
    def said(self) -> str:
        return said_of(self.action, self.reach)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field, and whether the role sees and edits it."""

    name: str
    label: str
    choices: tuple[tuple[str, str, bool], ...]
    is_changed: bool


def matrix(rule: Rule) -> list[tuple[str, list[Cell]]]:
    """Return a line for each kind of record, a cell for each action."""
    return [
        (str(label), [_cell(rule, record, action) for action in ACTIONS]) for record, label in RECORD_LABELS.items()
    ]


def field_lines(rule: Rule) -> list[tuple[str, list[FieldLine]]]:
    """Return the fields of each kind of record that may be hidden."""
    return [(str(label), list(_fields(rule, record))) for record, label in RECORD_LABELS.items()]


def said_of(action: str, far: str) -> str:
    """Say how far an action (or `account.create`) reaches; what has no owner yet is allowed or not."""
    if action.rpartition(".")[2] in WHOLE:
        return str(_("Yes") if far == "all" else _("No"))
    return str(REACH_LABELS.get(far, far))  # type: ignore[call-overload]


def read_reaches(base: str, posted: Mapping[str, Any]) -> dict[str, str]:
    """Read the matrix of a form; what is as shipped is left out."""
    found = {}
    for record in RECORDS:
        for action in ACTIONS:
            value = posted.get(f"reach.{record}.{action}")
            if value in _allowed(action) and value != shipped(base, record, action):  # type: ignore[arg-type]
                found[f"{record}.{action}"] = value
    return found


def read_fields(posted: Mapping[str, Any]) -> dict[str, str]:
    """Read which fields are hidden or closed."""
    found = {}
    for record in RECORDS:
        for name, _label in hideable(record):
            value = posted.get(f"field.{record}.{name}")
            if value in ("hidden", "read"):
                found[f"{record}.{name}"] = value
    return found


def hideable(record: Record) -> Iterator[tuple[str, str]]:
    """Return name and label of each field that a role may hide: those of the model, then custom ones."""
    yield from fields_to_hide(record)
    for field in active(record):
        yield f"custom.{field.code}", str(field.label)


def _allowed(action: Action) -> tuple[Reach, ...]:
    return ("none", "all") if action in WHOLE else ("none", "own", "team", "all")


def _cell(rule: Rule, record: Record, action: Action) -> Cell:
    now, usual = reach(rule, record, action), shipped(rule.base, record, action)
    words = {"none": _("No"), "all": _("Yes")} if action in WHOLE else REACH_LABELS
    choices = tuple((code, str(words[code]), code == now) for code in _allowed(action))  # type: ignore[index]
    return Cell(f"reach.{record}.{action}", action, str(ACTION_LABELS[action]), now, now != usual, choices)


def _fields(rule: Rule, record: Record) -> Iterator[FieldLine]:
    for name, label in hideable(record):
        now = rule.fields.get(f"{record}.{name}", "")
        choices = tuple((code, str(words), code == now) for code, words in FIELD_LABELS.items())
        yield FieldLine(f"field.{record}.{name}", capfirst(label), choices, bool(now))
