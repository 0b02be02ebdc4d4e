"""Assignments and events in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.apps.handoff.models import Assignment, RoutingRule
from jornada.apps.leads.models import Lead
from jornada.apps.org.access import hidden_fields
from jornada.apps.org.models import User

OBSTACLES = {
    "away": gettext_lazy("is away"),
    "full": gettext_lazy("has as many leads as they take"),
    "inactive": gettext_lazy("is not active any more"),
    "unknown": gettext_lazy("does not exist any more"),
    "excluded": gettext_lazy("had the lead before and let it lie"),
    "condition": gettext_lazy("its condition does not hold"),
    "no_owner": gettext_lazy("the account has no owner"),
}


@dataclass(frozen=True, slots=True)
class PassedLine:
    """Somebody, or a rule, that was passed over, and why."""

    rule: str
    person: str
    why: str


def about(user: Any, lead: Lead) -> str:
    """Say of whom and whence a lead is, without what its name tells already and what the role hides."""
    hidden = hidden_fields(user, "lead")
    source = lead.source.label if lead.source and "source" not in hidden else None
    parts = (None if "contact" in hidden else lead.contact, None if "account" in hidden else lead.account, source)
    return " · ".join(str(part) for part in parts if part and str(part) not in lead.name)


def assignment_line(assignment: Assignment) -> str:
    """Say in one sentence how an assignment came about."""
    if assignment.person_id is not None:
        why = assignment.get_why_display()
        return _("%(who)s %(why)s.") % {"who": assignment.person, "why": why}
    if not assignment.passed:
        return _("No routing rule is active.")
    return _("Nobody could take it: %(why)s.") % {"why": _summary(assignment)}


def passed_lines(assignments: list[Assignment]) -> dict[int, list[PassedLine]]:
    """Name who was passed over in each assignment, and why."""
    passed = [each for assignment in assignments for each in assignment.passed]
    rules = RoutingRule.objects.in_bulk({each["rule"] for each in passed})
    people = User.objects.in_bulk({each["person"] for each in passed if each["person"]})
    gone = _("(no longer there)")
    return {
        assignment.pk: [
            PassedLine(
                str(rules.get(each["rule"], gone)),
                str(people.get(each["person"], gone)) if each["person"] else "",
                str(OBSTACLES[each["obstacle"]]),
            )
            for each in assignment.passed
        ]
        for assignment in assignments
    }


def _summary(assignment: Assignment) -> str:
    people = Counter(each["obstacle"] for each in assignment.passed if each["person"])
    rules = Counter(each["obstacle"] for each in assignment.passed if not each["person"])
    found = []
    for obstacle, number in people.items():
        text = ngettext("%(n)s person %(why)s", "%(n)s people: %(why)s", number)
        found.append(text % {"n": number, "why": OBSTACLES[obstacle]})
    for obstacle, number in rules.items():
        text = ngettext("%(n)s rule: %(why)s", "%(n)s rules: %(why)s", number)
        found.append(text % {"n": number, "why": OBSTACLES[obstacle]})
    return "; ".join(found)
