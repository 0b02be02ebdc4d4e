"""What waits for somebody who is made inactive: offers are given to others at once, follow-ups are the owners'."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jornada.apps.handoff import offers, owed
from jornada.apps.handoff.models import Offer
from jornada.apps.org.leaving import Part
from jornada.apps.org.models import User
from jornada.ui import numbers
from jornada.ui.undo import Half


def part() -> Part:
    return Part(waits=what_waits, pass_on=pass_on)


def what_waits(person: User) -> list[str]:
    return [*_offers_that_wait(person), *_follow_ups_owed(person)]


def pass_on(admin: Any, person: User, now: datetime) -> list[str]:
    """Give each to whom its agreement finds; without one, or where nobody can take it, it stands in the queue."""
    note = _("%(name)s was made inactive.") % {"name": person}
    waiting = list(_open_of(person).order_by("look_at", "pk"))
    takers = [offers.reroute(offer, now, note=note, by=admin).to_id for offer in waiting]
    given = sum(taker is not None for taker in takers)
    return [*_said(person, given, len(takers) - given), *_inherited(person)]


def _offers_that_wait(person: User) -> list[str]:
    number = _open_of(person).count()
    said = ngettext(
        "%(n)s offer waits for the answer of %(name)s. When the person is made inactive, it is given to somebody else "
        "under its agreement; where nobody can take it, it stands in the queue.",
        "%(n)s offers wait for the answer of %(name)s. When the person is made inactive, they are given to others "
        "under their agreement; those that nobody can take stand in the queue.",
        number,
    )
    return [_filled(said, number, person)] if number else []


def _follow_ups_owed(person: User) -> list[str]:
    number = owed.of_person(person).count()
    said = ngettext(
        "%(name)s owes %(n)s accepted lead a follow-up. When the person is made inactive, the owner of the lead owes "
        "it; without one at work, it stands in the queue.",
        "%(name)s owes %(n)s accepted leads a follow-up. When the person is made inactive, the owner of each lead owes "
        "it; those without one at work stand in the queue.",
        number,
    )
    return [_filled(said, number, person)] if number else []


def _inherited(person: User) -> list[str]:
    """Say that the owners of leads owe what the person owed: nothing is written, it follows from who is at work."""
    number = owed.of_person(person).count()
    said = ngettext(
        "The follow-up that %(name)s owed %(n)s accepted lead is owed by its owner now, or stands in the queue.",
        "The follow-ups that %(name)s owed %(n)s accepted leads are owed by their owners now, or stand in the queue.",
        number,
    )
    return [_filled(said, number, person)] if number else []


def _open_of(person: User) -> QuerySet[Offer]:
    return Offer.objects.filter(to=person, status__in=Offer.OPEN)


def _said(person: User, given: int, left: int) -> list[str]:
    to_others = ngettext(
        "%(n)s offer that waited for %(name)s was given to somebody else.",
        "%(n)s offers that waited for %(name)s were given to others.",
        given,
    )
    in_queue = ngettext(
        "Nobody could take %(n)s offer that waited for %(name)s: it stands in the queue.",
        "Nobody could take %(n)s offers that waited for %(name)s: they stand in the queue.",
        left,
    )
    said = [_filled(to_others, given, person)] if given else []
    return [*said, Half(_filled(in_queue, left, person))] if left else said


def _filled(said: str, number: int, person: User) -> str:
    return said % {"n": numbers.number(number), "name": person}
