"""Who owes the follow-up of an accepted lead: who accepted it; of somebody who left, the owner of the lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Case, F, Q, QuerySet, When

from jornada.apps.handoff.models import FollowUp
from jornada.apps.org.models import User
from jornada.apps.org.queries import who_is_gone

HAS_LEFT = Q(offer__answered_by__is_active=False)
WHO = Case(When(HAS_LEFT, then=F("offer__lead__owner")), default=F("offer__answered_by"))
RELATED = ("offer__answered_by", "offer__lead__account", "offer__lead__contact", "offer__lead__owner")


def owed_by(people: Iterable[int]) -> QuerySet[FollowUp]:
    """Return the open follow-ups that these people owe.

    Who left is named by key: the answers of a few people stand in an index, where an OR over three tables would go
    through all that is open for somebody who owes nothing.
    """
    ids, gone = sorted(people), sorted(who_is_gone())
    if not gone:
        return _open().filter(_accepted(ids))
    inherited = Q(offer__answered_by__in=gone, offer__lead__owner__in=ids)
    return _open().filter(_accepted(ids) | inherited, offer__answered_by__in=sorted({*ids, *gone}))


def owed_by_nobody() -> QuerySet[FollowUp]:
    """Return what somebody who left owed to leads that nobody at work owns."""
    unowned = Q(offer__lead__owner=None) | Q(offer__lead__owner__is_active=False)
    return _open().filter(Q(offer__answered_by=None) | HAS_LEFT & unowned)


def of_person(person: User) -> QuerySet[FollowUp]:
    """Return what somebody accepted and has not followed up."""
    return _open().filter(offer__answered_by=person)


def who_owes(row: FollowUp) -> User | None:
    """Say who owes a follow-up: nobody, where who accepted left and nobody at work owns the lead."""
    accepted, owner = row.offer.answered_by, row.offer.lead.owner
    if accepted is None or accepted.is_active:
        return accepted
    return owner if owner is not None and owner.is_active else None


def who_left(row: FollowUp) -> User | None:
    """Say who accepted a lead and left since."""
    accepted = row.offer.answered_by
    return accepted if accepted is not None and not accepted.is_active else None


def _open() -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(status=FollowUp.Status.OPEN)


def _accepted(ids: Sequence[int]) -> Q:
    return Q(offer__answered_by__in=ids)
