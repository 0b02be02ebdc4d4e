"""What stands against giving leads out as the rules of an agreement say: nobody, everybody away, closed calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jornada.apps.handoff.models import Agreement, RoutingRule
from jornada.apps.handoff.queries import people_to_route
from jornada.apps.org.calendars import calendars_of_people
from jornada.apps.org.models import User
from jornada.rules.agreement import Agreement as Terms
from jornada.rules.condition_check import check
from jornada.rules.condition_fields import Vocabulary
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.rules.zones import is_known_zone
from jornada.ui.conditions import faults


def routing_faults(agreement: Agreement, terms: Terms, words: Vocabulary, now: datetime) -> list[str]:
    """Say in sentences what would leave leads without anybody."""
    rules = list(agreement.routing.filter(is_active=True).prefetch_related("members__user__team__calendar"))
    found = [text for rule in rules for text in _of_condition(rule, words)]
    people = {member.user_id: member.user for rule in rules for member in rule.members.all()}
    has_owners = any(rule.way == RoutingRule.Way.ACCOUNT_OWNER for rule in rules)
    active = [user for user in people.values() if user.is_active]
    if not active and not has_owners:
        return [*found, _("“Routing” leads to nobody: add an active rule with people who are active.")]
    found += [*_zones(agreement, active), *_closed(active, now)]
    if not has_owners:
        found += _of_people(active, terms, now)
    return found


def _of_condition(rule: RoutingRule, words: Vocabulary) -> Iterator[str]:
    """Find conditions on what is not there any more, and such as never hold."""
    if not rule.condition:
        return
    try:
        condition = from_json(rule.condition)
    except ConditionFormatError as error:
        yield _("Rule “%(rule)s”: %(what)s") % {"rule": rule.name, "what": faults.of_format(error)}
        return
    for fault in check(condition, words):
        if not fault.is_odd or fault.code == "never":
            yield _("Rule “%(rule)s”: %(what)s") % {"rule": rule.name, "what": faults.of_check(fault)}


def _closed(people: list[User], now: datetime) -> Iterator[str]:
    hours = calendars_of_people(people, now)
    for user in people:
        if not hours[user.pk].is_ever_open:
            said = _("The calendar of %(who)s is never open: no clock would run; give it hours.")
            yield said % {"who": user}


def _of_people(active: list[User], terms: Terms, now: datetime) -> Iterator[Any]:
    people = people_to_route([user.pk for user in active], now)
    if people and all(each.is_away or each.capacity == 0 for each in people.values()):
        yield _("Everybody whom the rules name is away, paused or takes no leads: name somebody else.")
    if len(active) == 1 and any(step.do == "reroute" for step in terms.escalations):
        said = _(
            "The clock gives leads to somebody else, but the rules name %(who)s alone: name one more, or take it out."
        )
        yield said % {"who": active[0]}


def _zones(agreement: Agreement, people: list[User]) -> Iterator[str]:
    """Find calendars in a time zone that nobody knows, such as an import may bring."""
    teams = [agreement.team, *(user.team for user in people)]
    calendars = {team.calendar for team in teams if team is not None and team.calendar is not None}
    for calendar in sorted(calendars, key=lambda each: each.name):
        if not is_known_zone(calendar.time_zone):
            said = _("The calendar “%(name)s” names the time zone %(zone)s, which nobody knows: choose another.")
            yield said % {"name": calendar, "zone": calendar.time_zone}
