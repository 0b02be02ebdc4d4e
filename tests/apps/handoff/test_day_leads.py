"""Leads that wait for an answer on My day: the most urgent first, each with the time that is left."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.handoff import offers
from jornada.apps.handoff.day_leads import waiting_leads
from jornada.apps.handoff.models import Offer
from jornada.apps.leads.actions import create_lead
from jornada.apps.leads.models import Source
from jornada.ui.day import Day
from tests.apps.handoff.conftest import HALF, LATE, NINE

pytestmark = pytest.mark.django_db


def made(marketer, owner, version, name, now=NINE):
    lead = create_lead(marketer, name=name, owner=marketer, source=Source.objects.first())
    return offers.make_offer(marketer, lead, version=version, to=owner, now=now)


def lines(user, now):
    return waiting_leads(Day(user, (user.pk,), now)).lines


def test_the_most_urgent_comes_first_with_its_time_left(owner, marketer, version):
    later, sooner, bare = (made(marketer, owner, version, name) for name in ("later", "sooner", "bare"))
    Offer.objects.filter(pk=sooner.pk).update(due_at=later.due_at - dt.timedelta(hours=1))
    Offer.objects.filter(pk=bare.pk).update(due_at=None, version=None)
    found = lines(owner, HALF)
    assert [line.record.pk for line in found] == [sooner.lead_id, later.lead_id, bare.lead_id]
    assert [(line.mark, line.mark_tone) for line in found] == [("12 h úteis restantes", "info")] * 2 + [("", "neutral")]
    assert [line.mark_title for line in found] == ["Só contam as horas úteis da equipe."] * 2 + [""]
    assert found[1].at == later.due_at


def test_one_that_is_late_says_so(owner, marketer, version):
    made(marketer, owner, version, "late")
    (line,) = lines(owner, LATE)
    assert line.is_late
    assert line.mark.endswith("de atraso")


def test_one_that_waits_for_information_says_so(owner, marketer, version):
    offer = made(marketer, owner, version, "asked")
    offers.ask(owner, offer, "How many seats?")
    other = made(marketer, owner, version, "other", NINE + dt.timedelta(hours=1))
    running, line = lines(owner, NINE)
    assert running.record.pk == other.lead_id
    assert (line.mark, line.at) == ("Aguardando informação", None)


def test_all_of_them_stand_in_the_queue(owner, colleague, marketer, version):
    made(marketer, owner, version, "mine")
    assert waiting_leads(Day(owner, (owner.pk,), NINE)).more_url == "/handoff/"
    assert waiting_leads(Day(colleague, (owner.pk, colleague.pk), NINE)).more_url == "/leads/?waits=1&owner=led"


def test_colleague_and_outsider_have_none(owner, colleague, outsider, marketer, version):
    made(marketer, owner, version, "mine")
    assert not lines(colleague, NINE)
    assert not lines(outsider, NINE)


def test_more_leads_ask_no_more_queries(owner, marketer, version):
    made(marketer, owner, version, "first")
    with CaptureQueriesContext(
        connection,
    ) as few:
        lines(owner, NINE)
    for number in range(4):
        made(marketer, owner, version, f"more{number}")
    with CaptureQueriesContext(connection) as many:
        assert len(lines(owner, NINE)) == 5
    assert len(many) <= len(few)
