"""An agreement in force between Marketing and the team of Olga and Carlos, and what answers conditions."""

import datetime as dt

import pytest

from jornada.apps.handoff import offers, terms
from jornada.apps.handoff.derive import follow_ups_of_leads
from jornada.apps.handoff.models import Agreement, AgreementVersion, RefusalReason, RoutingMember, RoutingRule
from jornada.apps.leads.actions import create_lead
from jornada.apps.org import calendars
from jornada.rules.agreement import DEFAULT_AGREEMENT
from jornada.rules.agreement_json import to_json

NINE = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)  # a Wednesday, nine in the morning in São Paulo
HALF = NINE + dt.timedelta(hours=29)  # twelve of 24 working hours: Thursday at two
MOST = NINE + dt.timedelta(hours=53)
LATE = NINE + dt.timedelta(hours=130)
STAMPS = {"created_at": NINE, "updated_at": NINE}


@pytest.fixture(autouse=True)
def nothing_kept():
    """Forget what the process keeps by key and stamp: rows of a test that was rolled back have both again."""
    terms._kept.cache_clear()
    calendars._as_rules.cache_clear()


@pytest.fixture
def agreement(marketer, manager, team):
    team.manager = manager
    team.save()
    row = Agreement.objects.get()
    row.marketing_owner, row.sales_owner, row.team = marketer, manager, team
    row.save()
    return row


@pytest.fixture
def version(agreement):
    row = agreement.versions.get()
    row.status, row.in_force_at, row.terms = AgreementVersion.Status.IN_FORCE, NINE, to_json(DEFAULT_AGREEMENT)
    row.save()
    return row


@pytest.fixture
def routing(agreement, owner, colleague):
    rule = RoutingRule.objects.create(agreement=agreement, name="South", **STAMPS)
    for person in (owner, colleague):
        RoutingMember.objects.create(rule=rule, user=person)
    return rule


@pytest.fixture
def reason(db):
    return RefusalReason.objects.get(code="no_fit")


@pytest.fixture
def accept(owner, marketer, version, django_capture_on_commit_callbacks):
    """Make a lead that Olga accepted and has to follow up."""

    def accept(name="Ana"):
        with django_capture_on_commit_callbacks(execute=True):
            lead = create_lead(marketer, name=name, owner=marketer)
            offer = offers.make_offer(marketer, lead, version=version, to=owner, now=NINE)
            offers.accept(owner, offer, rating=4, now=NINE)
            follow_ups_of_leads([lead.pk], NINE)
        return lead

    return accept
