"""The worker matches contacts while somebody chooses by hand: neither breaks the other, the choice stays."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from jornada.apps.market.models import Contact, PersonaOfContact
from jornada.apps.market.personas import actions, matching
from tests.apps.market.test_personas import DIRECTOR

ROUNDS, PEOPLE = 6, 12


def run(work, faults):
    try:
        work()
    except Exception as error:
        faults.append(repr(error))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_matching_and_choosing_at_once(marketer, owner, account):
    now = timezone.now()
    people = [
        Contact.objects.create(
            name=f"D{n}", title="director", account=account, owner=owner, created_at=now, updated_at=now
        )
        for n in range(PEOPLE)
    ]
    persona = actions.create_persona(marketer, name="Director", condition=DIRECTOR)
    other = actions.create_persona(marketer, name="Other", order=5)
    faults: list[str] = []

    def match():
        for _round in range(ROUNDS):
            matching.match_all()

    def choose():
        for person in people:
            actions.choose_persona(owner, person, other)

    threads = [threading.Thread(target=run, args=(work, faults)) for work in (match, match, choose)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
    assert set(PersonaOfContact.objects.values_list("persona", "is_by_hand")) == {(other.pk, True)}
    assert persona.matches.count() == 0


@pytest.mark.django_db
def test_nobody_waits_while_the_rules_are_asked(monkeypatch):
    """On SQLite a transaction keeps every other writer out, and asking for a million contacts takes seconds."""
    steps = []
    monkeypatch.setattr(matching, "_wanted", lambda: steps.append("asked") or {})
    monkeypatch.setattr(matching, "_one_at_a_time", lambda: steps.append("locked"))
    matching.match_all()
    assert steps == ["asked", "locked"]
