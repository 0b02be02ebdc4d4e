"""Fifty people take the same lead at the same time: exactly one has it, everybody else is told who."""

import threading
from copy import copy

import pytest
from django.db import connection

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import FollowUp, Offer, OfferEvent
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import User
from tests.apps.conftest import person

PEOPLE = 50


def taker(user, offer, start, told):
    """Wait without a connection: the pool has fewer than there are people."""
    try:
        start.wait(60)
        offers.accept(user, copy(offer))
        told.append(("took", user.name))
    except WrongMomentError as error:
        told.append(("told", str(error)))
    except Exception as error:
        told.append(("failed", repr(error)))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_exactly_one_takes_the_lead(marketer, lead, version, routing):
    offer = offers.make_offer(marketer, lead, version=version)
    people = [person(f"taker{number}", role="admin") for number in range(PEOPLE)]
    told, start = [], threading.Barrier(PEOPLE)
    threads = [threading.Thread(target=taker, args=(user, offer, start, told)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    took = [name for what, name in told if what == "took"]
    assert len(took) == 1, told
    others = [said for what, said in told if what == "told"]
    assert len(others) == PEOPLE - 1, told
    assert all(said.startswith(f"{took[0]} ") for said in others)
    assert Offer.objects.get().answered_by == User.objects.get(name=took[0])
    assert (FollowUp.objects.count(), OfferEvent.objects.filter(kind="accepted").count()) == (1, 1)
