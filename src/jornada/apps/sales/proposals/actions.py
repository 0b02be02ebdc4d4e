"""Writes of proposals: drafting a version, sending it, and what the buyer does with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.notices import tell
from jornada.apps.org.queries import workspace
from jornada.apps.sales.actions import today
from jornada.apps.sales.line_actions import check_discount, lines_total
from jornada.apps.sales.models import Opportunity, Proposal, ProposalLine
from jornada.apps.sales.proposals import queries
from jornada.apps.sales.proposals.models import new_key
from jornada.apps.sales.proposals.terms import terms_for, usual_terms

Status = Proposal.Status
VALID_DAYS = 15
ACCEPTED, REFUSED = gettext_noop("%(who)s accepted %(name)s."), gettext_noop("%(who)s refused %(name)s.")
# Whoever opens the link again so soon is still reading.
ONE_READING = timedelta(minutes=30)
DISCOUNT = ("discount", "discount_amount")
COPIED = ("product", "description", "quantity", "unit_price", *DISCOUNT)


def draft_proposal(user: Any, opportunity: Opportunity, **values: Any) -> Proposal:
    """Draft the next version from the lines of the opportunity; terms and receiver go on from the last one."""
    access.require(user, "opportunity", "change", opportunity)
    with transaction.atomic():
        row = edits.locked(opportunity)
        refuse_unless(row.outcome == Opportunity.Outcome.OPEN, _("This opportunity is closed already."))
        refuse_unless(row.lines.exists(), _("Add a line first: a proposal says what is offered at which price."))
        head = {"opportunity": row, "version": queries.next_version(row), "currency": row.currency}
        carried = _carried(user, row, is_repriced=any(values.get(name) is not None for name in DISCOUNT))
        given = {**_in_language(carried, values.get("language", "")), **values, **head}
        check_discount(given, lines_total(row), row.currency)
        return edits.create(user, Proposal, given, parts=lambda made: _copy_lines(row, made))


def update_proposal(user: Any, proposal: Proposal, seen_at: datetime | None = None, **values: Any) -> Proposal:
    """Change a draft; what was sent stays as it was sent."""
    access.require(user, "opportunity", "change", proposal.opportunity)
    with transaction.atomic():
        row = _draft(proposal)
        given = {name: values.get(name, getattr(row, name)) for name in DISCOUNT}
        check_discount(given, row.subtotal, row.currency)
        spoken = values.get("language", row.language)
        text = terms_for(spoken, values.get("terms", row.terms), row.language)
        return edits.update(user, proposal, values if text == row.terms else {**values, "terms": text}, seen_at)


def take_lines_again(user: Any, proposal: Proposal) -> None:
    """Put the lines as the opportunity has them now into a draft, in their currency."""
    access.require(user, "opportunity", "change", proposal.opportunity)
    with transaction.atomic():
        row = _draft(proposal)
        _refuse_lines(row)
        before = {**history.snapshot(row), "lines": row.said_lines}
        row.lines.all().delete()
        row.currency = row.opportunity.currency
        _copy_lines(row.opportunity, row)
        if history.record_updated(user, row, before, {"lines": row.said_lines}):
            row.updated_at = timezone.now()
            row.save(update_fields=["currency", "updated_at"])


def send_proposal(user: Any, proposal: Proposal) -> Proposal:
    """Note that a version went out: it is fixed from now on, its link opens, and the log has a touch."""
    access.require(user, "opportunity", "change", proposal.opportunity)
    with transaction.atomic():
        row = _draft(proposal)
        refuse_unless(row.valid_until >= today(), _("Its validity is over; set a later day first."))
        edits.write(user, row, {"status": Status.SENT, "sent_at": timezone.now(), "sender": row.sender or user})
        _touch(user, row, "proposal.sent", key=f"proposal:{row.pk}:sent", value=float(row.total))
    return row


def note_opening(proposal: Proposal, *, is_machine: bool, now: datetime) -> None:
    """Record that the link was opened; a machine's opening is marked and leaves the status alone."""
    with transaction.atomic():
        row = edits.locked(proposal)
        slot = int(now.timestamp() // ONE_READING.total_seconds())
        key = f"proposal:{row.pk}:viewed:{'machine' if is_machine else 'human'}:{slot}"
        if not row.opportunity.thread.touches.filter(key=key).exists():
            _touch(None, row, "proposal.viewed", key=key, human=not is_machine, source="link")
        if not is_machine and row.status == Status.SENT:
            edits.write(None, row, {"status": Status.SEEN, "seen_at": now})
            _tell_sellers(row, gettext_noop("%(name)s was opened."), key=f"proposal:{row.pk}:seen")


def answer_proposal(user: Any, proposal: Proposal, status: str, *, name: str, note: str = "") -> Proposal:
    """Record the buyer's answer: by the link (no user), or by whoever of us heard it, even after its validity."""
    if user is not None:
        access.require(user, "opportunity", "change", proposal.opportunity)
    with transaction.atomic():
        row = edits.locked(proposal)
        waits = (row.status if user else row.state(today())) in queries.OUT
        refuse_unless(waits, _("This proposal does not wait for an answer: it was answered already, or has expired."))
        refuse_unless(bool(name.strip()), _("Say who answers."))
        why = "" if user else queries.why_no_answer(row)
        refuse_unless(not why, why)
        now = timezone.now()
        answer = {"answered_at": now, "answered_by": name.strip()[:120], "answer_note": note.strip()[:500]}
        edits.write(user, row, {"status": status, "seen_at": row.seen_at or now, **answer})
        _touch_of_answer(user, row)
        if user is None:
            _tell_sellers(row, ACCEPTED if status == Status.ACCEPTED else REFUSED, who=name.strip())
    return row


def withdraw_proposal(user: Any, proposal: Proposal) -> Proposal:
    """Take a version back that waits for an answer: its link says so, and nobody answers it any more."""
    access.require(user, "opportunity", "change", proposal.opportunity)
    with transaction.atomic():
        row = edits.locked(proposal)
        refuse_unless(row.status in queries.OUT, _("Only what was sent and not answered can be withdrawn."))
        edits.write(user, row, {"status": Status.WITHDRAWN})
    return row


def wait_again(user: Any, proposal: Proposal) -> Proposal:
    """Take a withdrawal back: the version waits for its answer as it did before."""
    access.require(user, "opportunity", "change", proposal.opportunity)
    with transaction.atomic():
        row = edits.locked(proposal)
        refuse_unless(row.status == Status.WITHDRAWN, _("This version is not withdrawn."))
        edits.write(user, row, {"status": Status.SEEN if row.seen_at else Status.SENT})
    return row


def void_answer(user: Any, proposal: Proposal, answered_at: datetime, reason: str, now: datetime) -> None:
    """Take the touch of an answer out of the log, whose proposal waits again."""
    codes = (f"proposal.{Status.ACCEPTED}", f"proposal.{Status.REFUSED}")
    rows = Touch.objects.filter(thread=proposal.opportunity.thread_id, at=answered_at, activity__code__in=codes)
    for touch in rows.filter(voids=None, voided_by=None):
        void_touch(user, touch, reason, now)


def withdraw_link(user: Any, proposal: Proposal) -> Proposal:
    """Make the links that were given out useless; a new one can be copied."""
    access.require(user, "opportunity", "change", proposal.opportunity)
    return edits.update(user, proposal, {"key": new_key()})


def delete_proposal(user: Any, proposal: Proposal) -> None:
    """Delete a draft."""
    access.require(user, "opportunity", "change", proposal.opportunity)
    with transaction.atomic():
        row = _draft(proposal)
        history.record_deleted(user, row)
        row.delete()


def _carried(user: Any, row: Opportunity, *, is_repriced: bool) -> dict[str, Any]:
    """Say what goes on from the last version; a discount as an amount only where it still makes sense."""
    last = row.proposals.order_by("-version").first()
    start = {"valid_until": today() + timedelta(days=VALID_DAYS), "sender": user}
    if last is not None:
        same = {name: getattr(last, name) for name in ("terms", "receiver", "language")}
        is_sound = last.currency == row.currency and last.discount_amount <= lines_total(row)
        priced = {"discount": last.discount, "discount_amount": last.discount_amount if is_sound else Decimal(0)}
        return {**start, **same, **({} if is_repriced else priced)}
    language = "en" if workspace().language == "en" else "pt-br"
    return {**start, "receiver": row.contact, "language": language, "terms": usual_terms(language)}


def _in_language(carried: dict[str, Any], language: str) -> dict[str, Any]:
    """Let what goes on go on in the language that is asked for."""
    spoken = language or carried["language"]
    return {**carried, "language": spoken, "terms": terms_for(spoken, carried["terms"], carried["language"])}


def _refuse_lines(row: Proposal) -> None:
    """Refuse lines that the discount on the total does not go with."""
    deal = row.opportunity
    refuse_unless(deal.lines.exists(), _("The opportunity has no lines."))
    is_sound = row.currency == deal.currency or not row.discount_amount
    told = {"currency": row.currency}
    refuse_unless(
        is_sound, _("The discount on the total is in %(currency)s, the lines are not; take it away first.") % told
    )
    is_enough = row.discount_amount <= lines_total(deal)
    refuse_unless(is_enough, _("The lines come to less than the discount on the total; make that smaller first."))


def _copy_lines(row: Opportunity, proposal: Proposal) -> None:
    ProposalLine.objects.bulk_create(
        ProposalLine(proposal=proposal, **{name: getattr(line, name) for name in COPIED})
        for line in row.lines.select_related("product")
    )


def _draft(proposal: Proposal) -> Proposal:
    row = edits.locked(proposal)
    refuse_unless(row.status == Status.DRAFT, _("This version was sent; draft the next one to change something."))
    return row


def _touch_of_answer(user: Any, row: Proposal) -> None:
    """Put the buyer's answer into the log, with who gave it and what they wrote."""
    said = " · ".join(filter(None, (row.answered_by, row.answer_note)))
    source = "manual" if user else "link"
    key = f"proposal:{row.pk}:answered:{row.answered_at.isoformat()}"
    values = {"value": float(row.total), "key": key, "source": source, "at": row.answered_at}
    _touch(user, row, f"proposal.{row.status}", said, **values)


def _touch(user: Any, row: Proposal, activity: str, said: str = "", **values: Any) -> None:
    opportunity = row.opportunity
    places = {"account": opportunity.account, "contact": row.receiver or opportunity.contact}
    note = " · ".join(filter(None, (f"v{row.version}", said)))
    record_touch(user, activity, thread=opportunity.thread, **places, note=note, **values)


def _tell_sellers(row: Proposal, text: str, key: str = "", **values: Any) -> None:
    url = reverse("proposal", args=[row.pk])
    tell([row.opportunity.owner_id, row.sender_id], "proposal", text, url=url, key=key, name=row, **values)
