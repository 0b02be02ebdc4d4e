"""The buyer's last interaction: one measure wherever it is spoken of."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch
from jornada.apps.leads.buyers_last import buyers_last
from jornada.apps.leads.models import Lead
from jornada.apps.leads.scoring.ranking import ranked
from jornada.flow.lists import last

pytestmark = pytest.mark.django_db


@pytest.fixture
def days(owner, lead):
    """The buyer called nine days ago; since then we wrote to them and wrote down what they had said."""
    now = timezone.now().replace(microsecond=0)
    at = {back: now - dt.timedelta(days=back) for back in (9, 5, 3, 2, 1)}
    told = [(9, "call.received"), (5, "email.sent"), (3, "intent.answered"), (2, "timeframe.stated"), (1, "deal.lost")]
    for back, code in told:
        record_touch(owner, code, at=at[back], account=lead.account, contact=lead.contact, thread=lead.thread)
    return at


def test_what_we_wrote_down_is_nothing_that_the_buyer_did(lead, days):
    assert buyers_last([lead.pk]) == {lead.pk: days[9]}
    assert last("lead")([lead.pk]) == {lead.pk: days[5]}


def test_the_ranking_speaks_of_the_same_instant_as_the_column(lead, days):
    Lead.objects.filter(pk=lead.pk).update(score=50)
    (first,) = ranked(Lead.objects.filter(pk=lead.pk))
    assert first.reasons == ["última interação do comprador há 9 dias"]


def test_the_list_shows_both_under_names_of_their_own(client, owner, lead, days):
    client.force_login(owner)
    listing = client.get("/leads/?columns=name,last_touch,buyers_last").context["listing"]
    labels = {column.code: str(column.label) for column in listing.columns}
    assert (labels["last_touch"], labels["buyers_last"]) == ("Última interação", "Última interação do comprador")
