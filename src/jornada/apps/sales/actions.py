"""Writes of opportunities: opening, moving, winning, losing, reopening, deleting."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Thread
from jornada.apps.leads.disposition.actions import refuse_past
from jornada.apps.leads.models import Lead
from jornada.apps.market.competitor_actions import competitor_named
from jornada.apps.market.models import Competitor
from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.inserts import insert
from jornada.apps.org.queries import workspace
from jornada.apps.org.tags.actions import change_tags
from jornada.apps.org.tags.queries import tags_of
from jornada.apps.sales import line_actions, queries, returning
from jornada.apps.sales.checks import meant, why_not, why_not_in
from jornada.apps.sales.models import LossReason, Opportunity, PipelineStage, StageMove
from jornada.apps.sales.reason_actions import reason_named
from jornada.apps.sales.returning import today, zone
from jornada.rules.becoming import may_become_opportunity
from jornada.rules.disposition import return_hindrance

Outcome = Opportunity.Outcome
WORDS = 200
UNDONE_WITHIN = timedelta(hours=1)


def create_opportunity(user: Any, *, name: str, stage: PipelineStage | None = None, **values: Any) -> Opportunity:
    """Open an opportunity on a thread of its own."""
    access.require(user, "opportunity", "create")
    account, contact = values.get("account"), values.get("contact")
    with transaction.atomic():
        thread = insert(Thread(account=account, contact=contact, opened_at=timezone.now()))
        return _open(user, {**values, "name": name, "stage": stage or queries.first_stage(), "thread": thread})


def open_from_lead(user: Any, lead: Lead, *, stage: PipelineStage | None = None, **values: Any) -> Opportunity:
    """Open the opportunity that grows out of a lead: it goes on in the lead's thread, and bears its tags, too."""
    access.require(user, "lead", "change", lead)
    access.require(user, "opportunity", "create")
    with transaction.atomic():
        row = edits.locked(lead)
        has_one = Opportunity.objects.filter(lead=row).exists()
        refuse_unless(may_become_opportunity(row.status, has_one=has_one), _("This lead is not open any more."))
        head = {"name": row.name, "account": row.account, "contact": row.contact, "owner": row.owner or user}
        bound = {"lead": row, "thread": row.thread, "stage": stage or queries.first_stage()}
        opportunity = _open(user, {**head, **values, **bound})
        Thread.objects.filter(pk=row.thread_id, contact=None).update(contact=opportunity.contact_id)
        edits.write(user, row, {"status": Lead.Status.CONVERTED})
        if tags := tags_of("lead", [row.pk]).get(row.pk):
            change_tags(user, "opportunity", [opportunity], tags)
    return opportunity


def update_opportunity(
    user: Any, opportunity: Opportunity, seen_at: datetime | None = None, **values: Any
) -> Opportunity:
    """Change an opportunity; another stage among the values is a move like any other."""
    access.require(user, "opportunity", "change", opportunity)
    stage = values.pop("stage", None)
    with transaction.atomic():
        _keep_currency_of_lines(opportunity, values.get("currency"))
        row = edits.update(user, opportunity, meant(opportunity, values), seen_at)
        if values.keys() & {"engaged_on", "expected_on"}:
            _check(row)
        Thread.objects.filter(pk=row.thread_id).update(account=row.account_id, contact=row.contact_id)
        if stage is not None and stage.pk != row.stage_id:
            _move(user, row, stage)
    return row


def move_opportunity(user: Any, opportunity: Opportunity, stage: PipelineStage, was: int | None = None) -> Opportunity:
    """Move an open opportunity to another stage, of its pipeline or of another one.

    `was` is the stage where the mover saw it: what somebody else moved meanwhile stays where they put it.
    """
    access.require(user, "opportunity", "change", opportunity)
    with transaction.atomic():
        row = edits.locked(opportunity)
        if row.stage_id != stage.pk:
            _refuse_moved(row, was)
            _move(user, row, stage)
    return row


def undo_move(user: Any, opportunity: Opportunity, stage: PipelineStage, was: int | None = None) -> Opportunity:
    """Take one's last move back to the stage it came from: it counts as never made, and the time in the stage runs on.

    Where that was not the last move, or stood for an hour, it is another one. `was` is the stage the move led to.
    """
    access.require(user, "opportunity", "change", opportunity)
    with transaction.atomic():
        row = edits.locked(opportunity)
        _refuse_moved(row, was)
        last = row.moves.filter(at__gt=timezone.now() - UNDONE_WITHIN).order_by("at", "id").last()
        way = (stage.pk, row.stage_id, user.pk)
        if last is not None and (last.from_stage_id, last.to_stage_id, last.user_id) == way:
            # Both ways stand in the history of changes.
            _put(user, row, stage)
            last.delete()
        elif row.stage_id != stage.pk:
            _move(user, row, stage)
    return row


def put_back(user: Any, opportunity: Opportunity, seen_at: datetime | None = None, **values: Any) -> Opportunity:
    """Give fields their former values; of a stage, the move is taken back."""
    stage = values.pop("stage", None)
    with transaction.atomic():
        row = update_opportunity(user, opportunity, seen_at, **values) if values else opportunity
        if values.get("amount_from_lines"):
            # They may have changed since.
            line_actions.follow(user, row)
        return row if stage is None else undo_move(user, row, stage)


def win_opportunity(
    user: Any,
    opportunity: Opportunity,
    *,
    amount: Decimal | None = None,
    currency: str | None = None,
    closed_on: date | None = None,
    competitor: Competitor | str | None = None,
) -> Opportunity:
    """Close an opportunity as won; the amount given is what was sold, the competitor who else was in it.

    The currency given is that of the amount, and of the opportunity from then on. Without an amount it was sold at
    what the buyer accepted, else at the amount that it has, which cannot become one in another currency.
    """
    access.require(user, "opportunity", "change", opportunity)
    with transaction.atomic():
        row = still_open(opportunity)
        access.require_given(user, row, amount=amount, currency=currency, competitor=competitor)
        currency = currency or row.currency
        said = queries.accepted_amount(row, currency) if amount is None else amount
        _keep_currency_of_lines(row, currency)
        is_in_other = said is None and row.amount is not None and currency != row.currency
        refuse_unless(not is_in_other, _("Say the amount, too: the one that stands here is in another currency."))
        sold = row.amount if said is None else said
        closing = {
            **{"outcome": Outcome.WON, "amount": sold, "closed_on": closed_on or today()},
            **{"lost_reason": "", "loss_reason": None, "competitor": _rival(user, competitor) or row.competitor},
            "currency": currency,
        }
        _decide(user, row, "deal.won", closing, value=None if sold is None else float(sold))
    return row


def lose_opportunity(
    user: Any,
    opportunity: Opportunity,
    *,
    reason: LossReason | str,
    note: str = "",
    closed_on: date | None = None,
    competitor: Competitor | str | None = None,
    return_on: date | None = None,
) -> Opportunity:
    """Close an opportunity as lost, for a reason of the pick list; one that is given in words is looked up or added.

    The buyer comes back as a lead on the day given, else as the reason says.
    """
    access.require(user, "opportunity", "change", opportunity)
    refuse_past(return_on, today())
    with transaction.atomic():
        row = still_open(opportunity)
        access.require_given(user, row, competitor=competitor, return_on=return_on)
        refuse_unless(not isinstance(reason, str) or bool(reason.strip()), _("Say why it was lost."))
        picked = reason_named(reason) if isinstance(reason, str) else reason
        words = " ".join(note.split()) or (reason.strip() if isinstance(reason, str) else picked.label)
        closing = {
            **{"outcome": Outcome.LOST, "closed_on": closed_on or today(), "lost_reason": words[:WORDS]},
            **{"loss_reason": picked, "competitor": _rival(user, competitor) or row.competitor},
            "return_on": return_on or returning.planned(row, picked),
        }
        _decide(user, row, "deal.lost", closing, note=words)
    return row


def reopen_opportunity(user: Any, opportunity: Opportunity, now: datetime | None = None) -> Opportunity:
    """Undo winning or losing: the decision's touch is voided and the opportunity goes on at its stage."""
    access.require(user, "opportunity", "change", opportunity)
    now = now or timezone.now()
    with transaction.atomic():
        row = edits.locked(opportunity)
        refuse_unless(row.outcome != Outcome.OPEN, _("This opportunity is open."))
        for touch in queries.decision_touches(row):
            void_touch(user, touch, reason=_("Opportunity reopened"), now=now)
        refuse_unless(not returning.standing_of(row).is_back, str(returning.WORDS["back_already"]))
        nothing = {"closed_on": None, "lost_reason": "", "loss_reason": None, "return_on": None}
        edits.write(user, row, {"outcome": Outcome.OPEN, **nothing})
        _note_move(user, row, row.stage, row.stage, now)
    return row


def change_return(user: Any, opportunity: Opportunity, return_on: date | None) -> Opportunity:
    """Have the buyer of a lost opportunity come back on another day, or on none."""
    access.require(user, "opportunity", "change", opportunity)
    refuse_past(return_on, today())
    with transaction.atomic():
        row = edits.locked(opportunity)
        access.require_values(user, Opportunity, row, {"return_on": return_on})
        waits = not return_hindrance(returning.standing_of(row))
        refuse_unless(waits, _("Only what is lost, and has not come back yet, comes back."))
        edits.write(user, row, {"return_on": return_on})
    return row


def delete_opportunity(user: Any, opportunity: Opportunity) -> None:
    """Delete an opportunity; the touches it wrote are voided and its lead is open again."""
    access.require(user, "opportunity", "delete", opportunity)
    with transaction.atomic():
        row = edits.locked(opportunity)
        for touch in queries.own_touches(row):
            void_touch(user, touch, reason=_("Opportunity deleted"))
        if row.lead_id:
            edits.write(user, edits.locked(row.lead), {"status": Lead.Status.OPEN})
        history.record_deleted(user, row)
        row.delete()


def still_open(opportunity: Opportunity) -> Opportunity:
    """Hold an opportunity, or refuse what only an open one takes."""
    row = edits.locked(opportunity)
    refuse_unless(row.outcome == Outcome.OPEN, _("This opportunity is closed already."))
    return row


def instant_of(day: date | None) -> datetime:
    """Return midnight of a past day in the workspace's time zone, or now for today and for no day."""
    if day is None or day >= today():
        return timezone.now()
    return datetime.combine(day, time(), tzinfo=zone())


def _open(user: Any, values: dict[str, Any]) -> Opportunity:
    items = values.pop("items", ())
    opportunity = edits.create(user, Opportunity, {"currency": workspace().currency, **values})
    line_actions.begin_with(user, opportunity, items)
    _check(opportunity)
    _note_move(user, opportunity, None, opportunity.stage)
    _touch(user, opportunity, "deal.opened", at=instant_of(opportunity.engaged_on))
    return opportunity


def _check(row: Opportunity, **values: Any) -> None:
    """Refuse what may not be, as the row stands or with these values; the caller's transaction is undone."""
    why = why_not(row, values)
    refuse_unless(not why, why)


def _keep_currency_of_lines(opportunity: Opportunity, currency: str | None) -> None:
    """Refuse a currency that the lines are not priced in; held, so that none is added meanwhile."""
    if currency not in (None, opportunity.currency):
        why = why_not_in(edits.locked(opportunity), currency)
        refuse_unless(not why, why)


def _move(user: Any, row: Opportunity, stage: PipelineStage) -> None:
    before = row.stage
    _put(user, row, stage)
    _note_move(user, row, before, stage)


def _put(user: Any, row: Opportunity, stage: PipelineStage) -> None:
    access.require_field(user, "opportunity", "stage")
    _check(row, stage=stage)
    edits.write(user, row, {"stage": stage})


def _refuse_moved(row: Opportunity, was: int | None) -> None:
    """Refuse to move from a stage where it stands no longer."""
    if was in (None, row.stage_id):
        return
    last = row.moves.select_related("user").order_by("at", "id").last()
    who = last.user.name if last is not None and last.user else _("Somebody")
    said = _("%(who)s moved it to %(stage)s meanwhile. Look again, then move it.")
    raise edits.WrongMomentError(said % {"who": who, "stage": row.stage.label})


def _rival(user: Any, given: Competitor | str | None) -> Competitor | None:
    """Return the competitor given; one that is named in words is looked up or added."""
    return (competitor_named(user, given) if given.strip() else None) if isinstance(given, str) else given


def _decide(user: Any, row: Opportunity, activity: str, closing: dict[str, Any], **touch: Any) -> None:
    edits.write(user, row, closing)
    _note_move(user, row, row.stage, row.stage)
    _touch(user, row, activity, at=instant_of(row.closed_on), **touch)


def _note_move(
    user: Any, row: Opportunity, before: PipelineStage | None, after: PipelineStage, now: datetime | None = None
) -> None:
    StageMove.objects.create(
        opportunity=row,
        at=now or timezone.now(),
        user=user,
        from_stage=before,
        to_stage=after,
        outcome=row.outcome,
    )


def _touch(user: Any, row: Opportunity, activity: str, **values: Any) -> None:
    places = {"account": row.account, "contact": row.contact, "thread": row.thread, "product": row.product}
    record_touch(user, activity, **places, **values)
