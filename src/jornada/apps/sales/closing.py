"""Winning and losing together with what is still open then, and all of it taken back.

Everything that closing writes is noted under one batch of the history: reopening finds it there and puts back what
still stands as closing left it. Reopening is taken back in the same way.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions import planning
from jornada.apps.interactions.models import PlannedTouch, Touch
from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.history_undo import former
from jornada.apps.org.models import Change
from jornada.apps.sales import actions
from jornada.apps.sales.bringing_back import record_again
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.proposals import actions as proposals
from jornada.apps.sales.proposals.queries import waiting_proposals

TAKEN_BACK_WITHIN = timedelta(hours=1)
MONEY = frozenset({"amount", "currency"})
Tasks = Iterable[PlannedTouch]


def win(
    user: Any,
    opportunity: Opportunity,
    *,
    accepted: Proposal | None = None,
    withdraw: bool = False,
    cancel: Tasks = (),
    **values: Any,
) -> Opportunity:
    """Win an opportunity; `accepted` is the version that the buyer said yes to."""
    access.require(user, "opportunity", "change", opportunity)
    with transaction.atomic(), history.as_batch(uuid.uuid4()):
        # Before its versions, as whoever loses or reopens it holds them: two at once would wait for each other.
        actions.still_open(opportunity)
        if accepted is not None:
            values = _priced(user, opportunity, accepted, values)
            proposals.answer_proposal(user, accepted, Proposal.Status.ACCEPTED, name=_who(accepted))
        row = actions.win_opportunity(user, opportunity, **values)
        _settle(user, row, cancel, withdraw=withdraw)
    return row


def lose(
    user: Any, opportunity: Opportunity, *, withdraw: bool = False, cancel: Tasks = (), **values: Any
) -> Opportunity:
    """Lose an opportunity."""
    with transaction.atomic(), history.as_batch(uuid.uuid4()):
        row = actions.lose_opportunity(user, opportunity, **values)
        _settle(user, row, cancel, withdraw=withdraw)
    return row


def reopen(user: Any, opportunity: Opportunity) -> Opportunity:
    """Undo winning or losing: what it changed beside the outcome is as before, unless somebody changed it since."""
    now = timezone.now()
    with transaction.atomic(), history.as_batch(uuid.uuid4()):
        closed = _last(opportunity, old=Opportunity.Outcome.OPEN)
        row = actions.reopen_opportunity(user, opportunity, now)
        if closed is not None:
            put_back_under(user, row, closed, only=("amount", "currency", "competitor"))
            _tasks_open_again(user, row, closed)
            _proposals_back(user, row, closed, now)
    return row


def close_again(user: Any, opportunity: Opportunity) -> Opportunity:
    """Undo reopening: the opportunity is closed as it was, and so is what reopening brought back."""
    access.require(user, "opportunity", "change", opportunity)
    with transaction.atomic(), history.as_batch(uuid.uuid4()):
        row = edits.locked(opportunity)
        opened = _last(row, new=Opportunity.Outcome.OPEN)
        move = row.moves.order_by("at", "id").last()
        is_fresh = opened is not None and opened.at > timezone.now() - TAKEN_BACK_WITHIN
        is_as_left = row.outcome == Opportunity.Outcome.OPEN and move is not None and _is_reopening(move)
        refuse_unless(is_fresh and is_as_left, _("Nothing was undone: somebody changed it since."))
        put_back_under(user, row, opened)  # type: ignore[arg-type]
        _tasks_closed_again(user, row, opened)  # type: ignore[arg-type]
        _proposals_back(user, row, opened, timezone.now())  # type: ignore[arg-type]
        # What reopening voided, it voided at the instant of its move.
        record_again(user, Touch.objects.filter(thread=row.thread_id, voided_by__recorded_at=move.at))
        move.delete()
    return row


def put_back_under(user: Any, row: Any, change: Change, only: tuple[str, ...] = ()) -> None:
    """Give a row the values that it had before a batch, where it still has those that the batch gave it."""
    changes = list(history.changes_of(row).filter(batch=change.batch, kind=Change.Kind.UPDATED))
    now, values = history.snapshot(row), {}
    later = {each.field for each in changes if now.get(each.field) != each.new}
    # An amount and its currency go together.
    later |= MONEY if later & MONEY else frozenset()
    for each in changes:
        if each.field not in later and (not only or each.field in only):
            values |= former(type(row), each)
    edits.write(user, row, values)


def _priced(user: Any, opportunity: Opportunity, accepted: Proposal, values: dict[str, Any]) -> dict[str, Any]:
    """Take the amount of a version in another currency together with that, where nobody said another."""
    is_said = values.get("amount") is not None or values.get("currency") not in (None, accepted.currency)
    if is_said or accepted.currency == opportunity.currency or access.locked_fields(user, "opportunity") & MONEY:
        return values
    return {**values, "amount": accepted.total, "currency": accepted.currency}


def _settle(user: Any, row: Opportunity, cancel: Tasks, *, withdraw: bool) -> None:
    """Cancel the tasks given as far as they are still open, and withdraw what still waits for an answer."""
    own = PlannedTouch.objects.filter(thread=row.thread_id, done_at=None, cancelled_at=None)
    for task in own.filter(pk__in=[task.pk for task in cancel]):
        planning.cancel_task(user, task)
    for proposal in waiting_proposals(row) if withdraw else ():
        proposals.withdraw_proposal(user, proposal)


def _who(proposal: Proposal) -> str:
    """Name who accepts: whoever got the version, as far as anybody knows."""
    deal = proposal.opportunity
    return str(proposal.receiver or deal.contact or deal.account or _("The buyer"))


def _last(row: Opportunity, **sides: str) -> Change | None:
    """Return the last change of the outcome, when it went this way."""
    last = history.changes_of(row).filter(field="outcome").first()
    return last if last and all(getattr(last, side) == value for side, value in sides.items()) else None


def _is_reopening(move: Any) -> bool:
    return move.outcome == Opportunity.Outcome.OPEN and move.from_stage_id == move.to_stage_id


def _touched_by(rows: Any, change: Change, field: str) -> Any:
    """Return those of the rows of which this field was changed under the same batch."""
    label = rows.model._meta.label_lower
    ids = list(rows.values_list("pk", flat=True))
    noted = Change.objects.filter(model=label, object_id__in=ids, batch=change.batch, field=field)
    return rows.filter(pk__in=list(noted.values_list("object_id", flat=True)))


def _tasks_open_again(user: Any, row: Opportunity, closed: Change) -> None:
    gone = PlannedTouch.objects.filter(thread=row.thread_id, done_at=None).exclude(cancelled_at=None)
    for task in _touched_by(gone, closed, "cancelled_at"):
        planning.reopen_task(user, task)


def _tasks_closed_again(user: Any, row: Opportunity, opened: Change) -> None:
    back = PlannedTouch.objects.filter(thread=row.thread_id, done_at=None, cancelled_at=None)
    for task in _touched_by(back, opened, "cancelled_at"):
        planning.cancel_task(user, task)


def _proposals_back(user: Any, row: Opportunity, change: Change, now: datetime) -> None:
    for proposal in _touched_by(row.proposals.all(), change, "status"):
        held = edits.locked(proposal)
        answered_at = held.answered_at
        put_back_under(user, held, change)
        if answered_at and not held.answered_at:
            proposals.void_answer(user, held, answered_at, _("Opportunity reopened"), now)
