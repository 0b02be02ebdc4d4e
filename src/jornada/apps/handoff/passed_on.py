"""Follow-ups that somebody else owes from now on: their deadlines are read anew, by the hours of who owes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jornada.apps.handoff.derive import BATCH, follow_ups
from jornada.apps.handoff.models import FollowUp
from jornada.apps.handoff.owed import HAS_LEFT
from jornada.apps.leads.models import Lead
from jornada.apps.org.models import User


def on_updated(
    sender: Any, changes: Sequence[tuple[Any, Sequence[str], Mapping[str, str | None]]], **_more: Any
) -> None:
    """Look again at what follows from who is at work and who owns a lead, once the change is there."""
    if sender is Lead:
        given = [row.pk for row, changed, _before in changes if "owner" in changed]
        concerned = Q(offer__lead__in=given) & HAS_LEFT
    elif sender is User:
        given = [row.pk for row, changed, _before in changes if "is_active" in changed]
        concerned = Q(offer__answered_by__in=given) | Q(offer__lead__owner__in=given) & HAS_LEFT
    else:
        return
    if given:
        transaction.on_commit(partial(_look_again, concerned))


def _look_again(concerned: Q) -> None:
    rows = FollowUp.objects.filter(concerned, status=FollowUp.Status.OPEN)
    ids, now = list(rows.values_list("pk", flat=True)), timezone.now()
    for start in range(0, len(ids), BATCH):
        follow_ups(ids[start : start + BATCH], now)
