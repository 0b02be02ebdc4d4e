"""Terms changed and replayed on the past: late answers, follow-up, acceptance and load, with their uncertainty.

People's behaviour is held as it was; what that means stands on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from jornada.analytics.whatif import WhatIf, replay
from jornada.apps.handoff.clock_views import clocks_of
from jornada.apps.handoff.derive import contacts_of
from jornada.apps.handoff.models import Agreement as Row_
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.queue import with_clocks
from jornada.apps.handoff.terms import missing_data
from jornada.apps.handoff.trial.dry_run import DryRun, drafts_of, dry_run
from jornada.apps.handoff.trial.past import Row, accounts_of, instants, offers_of, rows_of
from jornada.apps.leads.models import Lead
from jornada.apps.org.calendars import calendars_of_people
from jornada.apps.org.models import User
from jornada.rules.agreement import Agreement, QualifiedLead, SalesOwes
from jornada.rules.calendars import OFFICE_HOURS
from jornada.rules.follow_up import Contact, follow_up
from jornada.ui.conditions.engine import engine

Mask = NDArray[np.bool_]
Three = tuple[float, float, float]
LABELS = {
    "late": _("Offers answered late"),
    "first_late": _("First attempts late"),
    "not_followed": _("Accepted leads not followed up as agreed"),
    "acceptance": _("Offers that Sales accepts"),
    "offers": _("Offers"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure before and after, each with its interval; `left_out`: cases of which the past does not tell yet."""

    code: str
    before: Three
    after: Three
    difference: Three
    of: int
    left_out: int = 0

    @property
    def label(self) -> Any:
        return LABELS[self.code]

    @property
    def is_share(self) -> bool:
        return self.code != "offers"

    @property
    def direction(self) -> str:
        """Say whether it surely rises or falls, stays, or cannot be told."""
        low, high = self.difference[1:]
        if low == high == 0:
            return "same"
        return "up" if low > 0 else "down" if high < 0 else "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """What changed terms would have done to the offers of the period."""

    offers: int
    figures: list[Figure]
    load: tuple[DryRun, DryRun] | None


def what_if(
    user: Any,
    agreement: Row_,
    before: Agreement,
    after: Agreement,
    first: datetime,
    last: datetime,
    now: datetime,
    *,
    capacity: int | None = None,
) -> Answer:
    """Put two versions of the terms to the same offers."""
    rows = rows_of(offers_of(user, agreement, first, last))
    if not rows:
        return Answer(0, [], None)
    figures = [_late(rows, before.sales, after.sales, now), *_followed(rows, before.sales, after.sales, now)]
    figures += _qualified(rows, before.qualified, after.qualified, now)
    load = None
    if capacity is not None:
        load = _load(user, agreement, first, last, capacity)
    return Answer(len(rows), [figure for figure in figures if figure is not None], load)


def _load(user: Any, agreement: Row_, first: datetime, last: datetime, capacity: int) -> tuple[DryRun, DryRun]:
    """Route the leads as capacities are, and with one and the same for everybody."""
    drafts = drafts_of(agreement)
    as_it_is = dry_run(user, agreement, drafts, first, last)
    everybody = dict.fromkeys(User.objects.filter(is_active=True).values_list("pk", flat=True), capacity)
    return as_it_is, dry_run(user, agreement, drafts, first, last, capacity=everybody)


def _late(rows: list[Row], before: SalesOwes, after: SalesOwes, now: datetime) -> Figure | None:
    """Judge each answer by both deadlines; what waits counts once it is beyond both."""
    used, is_answered = _used(rows, now)
    longest = max(before.answer, after.answer).total_seconds()
    told = ~np.isnan(used) & (is_answered | (used > longest))
    sides = [used > each.answer.total_seconds() for each in (before, after)]
    return _shares("late", sides[0], sides[1], told, rows)


def _used(rows: list[Row], now: datetime) -> tuple[NDArray[np.float64], Mask]:
    """Give the working time that each answer took, or has taken so far; NaN where nobody counted it."""
    waiting = [row.pk for row in rows if row.status in Offer.OPEN]
    offers = list(with_clocks(Offer.objects.filter(pk__in=waiting))) if waiting else []
    so_far = {pk: clock.used for pk, clock in clocks_of(offers, now).items()}
    used = [row.used.total_seconds() if row.used is not None else so_far.get(row.pk, np.nan) for row in rows]
    return np.array(used, dtype=np.float64), np.array([row.used is not None for row in rows], dtype=np.bool_)


def _followed(rows: list[Row], before: SalesOwes, after: SalesOwes, now: datetime) -> list[Figure | None]:
    """Read the log of every accepted lead under both clauses."""
    taken = [row for row in rows if row.status == Offer.Status.ACCEPTED and row.answered_at]
    if not taken:
        return []
    threads = dict(Lead.objects.filter(pk__in={row.lead for row in taken}).values_list("pk", "thread_id"))
    contacts = contacts_of(list(threads.values()), now)
    hours = calendars_of_people(User.objects.filter(pk__in={row.to for row in taken if row.to}), now)
    found = []
    for owes in (before, after):
        told = [
            _kept(row, contacts[threads[row.lead]], owes, hours.get(row.to or 0, OFFICE_HOURS), now) for row in taken
        ]
        found.append(np.array(told, dtype=np.float64).T)
    figures: list[Figure | None] = []
    for place, code in enumerate(("first_late", "not_followed")):
        sides = [side[place] for side in found]
        told_of = ~np.isnan(sides[0]) & ~np.isnan(sides[1])
        figures.append(_shares(code, sides[0] == 1, sides[1] == 1, told_of, taken))
    return figures


def _kept(row: Row, contacts: Sequence[Contact], owes: SalesOwes, hours: Any, now: datetime) -> tuple[float, float]:
    """Say of both promises after acceptance: 1 missed, 0 kept, NaN not promised or not over yet."""
    start = row.answered_at or now
    state = follow_up(contacts, start, owes, hours, now, is_hot=row.is_hot)
    first = np.nan
    if state.first_attempt_due is not None and (state.first_attempt_at or state.first_attempt_due <= now):
        first = float(state.is_first_late)
    if not owes.attempts or owes.attempts_within is None:
        return first, np.nan
    end = start + owes.attempts_within + timedelta(microseconds=1)
    then = follow_up(contacts, start, owes, hours, min(now, end), is_hot=row.is_hot)
    if not then.is_complete and end > now:
        return first, np.nan
    return first, float(not then.is_complete)


def _qualified(rows: list[Row], before: QualifiedLead, after: QualifiedLead, now: datetime) -> list[Figure | None]:
    """Say which offers each clause would have let through, and how those were answered.

    Leads handed over by hand need not meet the clause in force, so both are asked; of data, what is newly needed.
    """
    if before == after:
        return []
    was = _meets(rows, replace(before, needed=()))
    kept = _meets(rows, replace(after, needed=tuple(name for name in after.needed if name not in before.needed)))
    decided = np.array([row.is_decided for row in rows], dtype=np.bool_)
    accepted = np.array([row.status == Offer.Status.ACCEPTED for row in rows], dtype=np.bool_)
    subject = accounts_of(rows)
    number = replay(was, kept, np.ones(len(rows), bool), subject=subject)
    offers = _figure("offers", number, "chosen", len(rows), int((~was).sum()))
    if not decided.any():
        return [offers]
    answered = replay(was[decided], kept[decided], accepted[decided], subject=subject[decided])
    left = int((~decided).sum())
    return [offers, _figure("acceptance", answered, "hit_rate", int(decided.sum()), left)]


def _meets(rows: list[Row], clause: QualifiedLead) -> Mask:
    leads, at = np.array([row.lead for row in rows], dtype=np.int64), instants(rows)
    kept = np.ones(len(rows), dtype=np.bool_)
    if clause.condition is not None:
        kept &= engine().then("lead", clause.condition, leads, at)
    if clause.disqualifier is not None:
        kept &= ~engine().then("lead", clause.disqualifier, leads, at)
    if clause.needed:
        found = Lead.objects.filter(pk__in=set(leads.tolist())).select_related("account", "contact")
        lacking = {lead.pk for lead in found if missing_data(lead, clause.needed)}
        kept &= np.array([row.lead not in lacking for row in rows], dtype=np.bool_)
    return kept


def _shares(code: str, first: Mask, second: Mask, told: Mask, rows: list[Row]) -> Figure | None:
    """Compare two shares of the same cases, with intervals drawn over accounts."""
    number = int(told.sum())
    if not number:
        return None
    subject = accounts_of([row for row, is_told in zip(rows, told.tolist(), strict=True) if is_told])
    found = replay(first[told], second[told], np.ones(number, bool), subject=subject)
    return _figure(code, found, "found", number, len(told) - number)


def _figure(code: str, found: WhatIf, name: str, of: int, left_out: int) -> Figure:
    place = found.figures.index(name)
    sides = (tuple(float(value) for value in side[:, place]) for side in (found.before, found.after, found.difference))
    return Figure(code, *sides, of, left_out)  # type: ignore[arg-type]
