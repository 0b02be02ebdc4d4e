"""Why an opportunity that was reopened had been lost: read from the history, where reopening left it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.dateparse import parse_date

from jornada.apps.market.models import Competitor
from jornada.apps.org import history
from jornada.apps.org.models import Change
from jornada.apps.sales.models import LossReason, Opportunity

# Whoever reopens sooner had pressed the wrong button.
A_SLIP = timedelta(minutes=10)
LOST = Opportunity.Outcome.LOST


@dataclass(frozen=True, slots=True)
class EarlierLoss:
    """A loss that was taken back."""

    day: date | None
    reason: str
    competitor: str


def lost_earlier(opportunity: Opportunity, hidden: Collection[str] = ()) -> EarlierLoss | None:
    """Return the last loss that was taken back, of an opportunity that is not lost now; nothing of hidden fields."""
    if opportunity.outcome == LOST:
        return None
    changes = list(history.changes_of(opportunity).filter(field="outcome"))
    for reopened, lost in pairwise(changes):
        if reopened.old == lost.new == LOST and reopened.at - lost.at > A_SLIP:
            return _told(opportunity, reopened, hidden)
    return None


def _told(opportunity: Opportunity, reopened: Change, hidden: Collection[str]) -> EarlierLoss:
    noted = history.changes_of(opportunity).filter(batch=reopened.batch).exclude(field__in=hidden)
    was: dict[str, Any] = dict(noted.values_list("field", "old"))
    picked = LossReason.objects.filter(pk=int(was["loss_reason"])).first() if was.get("loss_reason") else None
    told = Opportunity(loss_reason=picked, lost_reason=was.get("lost_reason") or "")
    competitor = was.get("competitor", None if "competitor" in hidden else opportunity.competitor_id)
    rival = Competitor.objects.filter(pk=int(competitor)).first() if competitor else None
    return EarlierLoss(parse_date(was.get("closed_on") or ""), told.loss_words, str(rival or ""))
