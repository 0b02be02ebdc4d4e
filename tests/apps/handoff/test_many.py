"""Many leads handed over at once leave the same rows as one at a time, at a cost that does not grow with them."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jornada.apps.handoff import automatic, offers
from jornada.apps.handoff.many import make_offers
from jornada.apps.handoff.models import Assignment, Offer, OfferEvent, RoutingMember
from jornada.apps.handoff.terms import DATA, has_data, missing_data
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.actions import create_lead
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Contact
from jornada.apps.org.models import Absence, Change, Notice
from jornada.rules.agreement import Agreement, QualifiedLead, SalesOwes
from jornada.rules.agreement_json import to_json
from jornada.rules.conditions import Attribute
from tests.apps.handoff.conftest import NINE

pytestmark = pytest.mark.django_db
OFFER = ("lead", "version", "to", "status", "due_at", "look_at", "is_hot", "completeness", "missing", "offered_at")


def leads_of(marketer, number, account=None):
    made = [create_lead(marketer, name=f"Lead {n}", account=account if n % 3 == 0 else None) for n in range(number)]
    Lead.objects.update(type="mql", type_since=NINE)
    return list(
        Lead.objects.select_related("account", "contact").filter(pk__in=[row.pk for row in made]).order_by("pk")
    )


def left_behind():
    """Gather what a hand-over writes, without ids of its own."""
    notices = Notice.objects.values_list("user", "kind", "values__lead", "at")
    return {
        "offers": list(Offer.objects.order_by("lead").values_list(*OFFER)),
        "assignments": list(Assignment.objects.order_by("offer").values_list("person", "rule", "why", "passed", "at")),
        "events": list(OfferEvent.objects.order_by("offer").values_list("kind", "to", "by", "note", "at")),
        "turns": list(RoutingMember.objects.order_by("pk").values_list("user", "start", "turns")),
        "owners": list(Lead.objects.order_by("pk").values_list("owner", flat=True)),
        "touches": list(Touch.objects.order_by("thread").values_list("thread", "activity__code", "note", "user")),
        "changes": list(Change.objects.order_by("object_id").values_list("object_id", "field", "old", "new", "user")),
        "notices": sorted(notices),
    }


def done_by(do):
    with transaction.atomic():
        do()
        found = left_behind()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("away", [False, True])
def test_many_at_once_leave_what_one_by_one_leaves(marketer, owner, colleague, account, version, routing, away):
    if away:
        for person in (owner, colleague):
            Absence.objects.create(user=person, starts_on=NINE.date(), ends_on=NINE.date() + dt.timedelta(days=3))
    rows = leads_of(marketer, 5, account)
    one_by_one = done_by(lambda: [offers.make_offer(None, row, version=version, now=NINE) for row in rows])
    at_once = done_by(lambda: make_offers(rows, version, NINE))
    assert at_once == one_by_one


def test_who_was_handed_over_meanwhile_is_left_out(marketer, owner, version, routing):
    rows = leads_of(marketer, 4)
    offers.make_offer(marketer, rows[0], version=version, to=owner)
    Lead.objects.filter(pk=rows[1].pk).update(status="parked")
    assert make_offers(rows, version, NINE) == 2
    assert make_offers(rows, version, NINE) == 0


def test_the_number_of_statements_does_not_grow_with_the_leads(marketer, version, routing, agreement):
    counts = []
    for number in (3, 30):
        rows = leads_of(marketer, number)
        with CaptureQueriesContext(connection) as asked:
            assert make_offers(rows, version, NINE) == number
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2


def test_leads_that_no_agreement_wants_do_not_keep_others_waiting(marketer, version, routing, agreement, monkeypatch):
    agreement.is_automatic = True
    agreement.save()
    large = Attribute("size_band", "is", "large")
    version.terms = to_json(Agreement(QualifiedLead(condition=large), sales=SalesOwes(dt.timedelta(hours=24))))
    version.save()
    rows = leads_of(marketer, 6)
    monkeypatch.setattr(automatic, "leads_where", lambda _condition, ids: {rows[-1].pk} & set(ids))
    monkeypatch.setattr(automatic, "BATCH", 2)
    assert automatic.offer_qualified(NINE) == 1
    assert Offer.objects.get().lead == rows[-1]


@pytest.mark.parametrize("name", list(DATA))
def test_the_database_and_the_rule_agree_on_what_is_missing(marketer, account, contact, name):
    rows = [create_lead(marketer, name="All", account=account, contact=contact), create_lead(marketer, name="None")]
    Contact.objects.filter(pk=contact.pk).update(email="", phone="1", title="CEO")
    leads = Lead.objects.select_related("account", "contact")
    having = set(leads.filter(has_data((name,))).values_list("pk", flat=True))
    assert having == {row.pk for row in leads if not missing_data(row, (name,))}
    assert {row.pk for row in rows} - having
