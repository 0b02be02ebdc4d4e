"""MQLs that meet the clause are offered by themselves, others wait; a lead handed back returns on its day."""

import datetime as dt

import numpy as np
import pytest

from jornada.apps.handoff import offers
from jornada.apps.handoff.automatic import offer_qualified, offer_returned
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.queue import queue
from jornada.apps.leads.models import Lead
from jornada.rules.agreement import Agreement, QualifiedLead, SalesOwes
from jornada.rules.agreement_json import to_json
from jornada.rules.conditions import Attribute
from jornada.ui.conditions import engine
from tests.apps.handoff.conftest import NINE

pytestmark = pytest.mark.django_db
LARGE = Attribute("size_band", "is", "large")


class Answers:
    """Answers a condition with the ids it was given."""

    def __init__(self, ids):
        self.matching = ids

    def ids(self, record, condition):
        return np.array(self.matching, dtype=np.int64)


@pytest.fixture
def mql(lead, version, routing, agreement):
    agreement.is_automatic = True
    agreement.save()
    Lead.objects.filter(pk=lead.pk).update(type="mql", type_since=NINE)
    return lead


def under(version, **clause):
    version.terms = to_json(Agreement(QualifiedLead(**clause), sales=SalesOwes(dt.timedelta(hours=24))))
    version.updated_at = NINE + dt.timedelta(seconds=len(clause))
    version.save()


def test_an_mql_that_meets_the_clause_is_offered_once(mql):
    assert (offer_qualified(NINE), offer_qualified(NINE)) == (1, 0)
    assert Offer.objects.get().offered_by is None


def test_by_hand_agreements_offer_nothing(mql, agreement):
    agreement.is_automatic = False
    agreement.save()
    assert offer_qualified(NINE) == 0


def test_what_lacks_the_data_agreed_on_waits(mql, contact):
    contact.email = ""
    contact.save()
    assert offer_qualified(NINE) == 0


@pytest.mark.parametrize(("clause", "number"), [("condition", 1), ("disqualifier", 0)])
def test_conditions_decide(mql, version, monkeypatch, clause, number):
    under(version, **{clause: LARGE})
    monkeypatch.setattr(engine, "_engines", [Answers([mql.pk])])
    assert offer_qualified(NINE) == number


def test_a_lead_handed_back_returns_on_its_day_and_once(mql, owner):
    offer_qualified(NINE)
    offers.hand_back(owner, Offer.objects.get(), dt.date(2026, 12, 1), now=NINE)
    later = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    assert offer_returned(NINE) == 0
    assert (offer_returned(later), offer_returned(later)) == (1, 0)
    assert Offer.objects.filter(status="waiting").count() == 1


@pytest.mark.parametrize(("matching", "disqualified", "number"), [(True, False, 1), (False, False, 0), (True, True, 0)])
def test_the_queue_says_what_is_lacking_of_leads_that_the_clause_wants(
    mql, marketer, version, contact, monkeypatch, matching, disqualified, number
):
    contact.email = ""
    contact.save()
    small = Attribute("size_band", "is", "small")
    under(version, condition=LARGE, disqualifier=small, needed=("contact.email",))
    held = {LARGE: [mql.pk] if matching else [], small: [mql.pk] if disqualified else []}
    monkeypatch.setattr("jornada.apps.handoff.automatic.leads_where", lambda asked, ids: set(held[asked]) & set(ids))
    assert queue(marketer, NINE)["lacking"].total == number
