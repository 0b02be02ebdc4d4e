"""Reads of proposals; whoever sees the opportunity sees its proposals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org import access
from jornada.apps.org.masks import masked
from jornada.apps.sales.actions import today
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.queries import hides_amounts, visible_opportunities
from jornada.rules.access import Action

SALT = "jornada.proposal"
# So long after the last day of validity the link still opens, and says that the proposal has expired.
GRACE = timedelta(days=30)
# Sent, and not answered yet.
OUT = (Proposal.Status.SENT, Proposal.Status.SEEN)
TONES = {
    **{"draft": "neutral", "sent": "info", "seen": "accent", "accepted": "good", "refused": "bad"},
    **{"expired": "warn", "withdrawn": "neutral"},
}


def visible_proposals(user: Any, action: Action = "view") -> QuerySet[Proposal]:
    """Return the proposals of what a person sees; company and deal come along without what the role hides."""
    seen = visible_opportunities(user, action)
    if hides_amounts(user):
        return Proposal.objects.none()
    rows = Proposal.objects.filter(opportunity__in=seen).prefetch_related("lines")
    rows = rows.select_related("opportunity__account", "opportunity__owner", "receiver", "sender__team")
    return masked(rows, access.hidden_of(user))


def next_version(opportunity: Opportunity) -> int:
    return (opportunity.proposals.aggregate(last=Max("version"))["last"] or 0) + 1


def waiting_proposals(opportunity: Opportunity) -> list[Proposal]:
    """Return the versions that were sent and not answered, also those whose validity is over; the newest first."""
    rows = opportunity.proposals.filter(status__in=OUT)
    return list(rows.prefetch_related("lines").select_related("receiver").order_by("-version"))


def state_badge(proposal: Proposal) -> tuple[str, str]:
    """Return the status as it stands today, in words, and its tone."""
    state = proposal.state(today())
    return str(Proposal.Status(state).label), TONES[state]


def why_no_answer(proposal: Proposal) -> str:
    """Say why the buyer's answer by the link is not waited for any more; blank: it is.

    A version that was accepted, or sent later, stands for this one; so does the end of the opportunity.
    """
    unsaid = (Proposal.Status.DRAFT, Proposal.Status.WITHDRAWN)
    others = proposal.opportunity.proposals.exclude(pk=proposal.pk).exclude(status__in=unsaid)
    standing = Q(status=Proposal.Status.ACCEPTED) | Q(version__gt=proposal.version)
    other = others.filter(standing).order_by("-version").values_list("version", flat=True).first()
    if other is not None:
        return _("Version %(n)s took the place of this one.") % {"n": other}
    is_open = proposal.opportunity.outcome == Opportunity.Outcome.OPEN
    return "" if is_open else _("This proposal no longer waits for an answer.")


def token_of(proposal: Proposal) -> str:
    """Sign the way to a proposal: the key of its link, and when the link ends."""
    end = datetime.combine(proposal.valid_until + GRACE, datetime.min.time(), UTC)
    return signing.dumps([proposal.key, int(end.timestamp())], salt=SALT, compress=True)


def shared_proposal(token: str) -> Proposal | None:
    """Return what a link leads to; None when it was not signed here, has ended, or was withdrawn."""
    try:
        key, ends_at = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if timezone.now().timestamp() > ends_at:
        return None
    rows = Proposal.objects.filter(key=key).exclude(status=Proposal.Status.DRAFT).prefetch_related("lines")
    return rows.select_related("opportunity__account", "opportunity__owner", "receiver", "sender__team").first()
