"""What was said in a private touch is kept to its participants wherever it shows: time frames and answers of tests."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.interactions import privacy
from jornada.apps.interactions.places import place_of_record
from jornada.apps.leads.intent import actions as intent
from jornada.apps.leads.intent import queries as tests_of
from jornada.apps.leads.temperature import actions as temperature
from jornada.apps.market.models import Segment
from jornada.apps.market.segments.members import refresh
from jornada.flow.settle import settle
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import Attribute, Not
from jornada.ui.conditions.address import to_address
from jornada.ui.conditions.engine import engine

pytestmark = pytest.mark.django_db
SAID, PAIN = "Wants it before the fair", "Too much paper"
LOCK = "A private touch; only its participants see it."


@pytest.fixture
def told(owner, lead):
    """A time frame and an answer, each in a private touch of the owner."""
    place, day = place_of_record("lead", lead), timezone.localdate() + dt.timedelta(days=9)
    frame = temperature.state_time_frame(owner, place, "planned", ends_on=day, words=SAID)
    answers = {"need": PAIN, "authority": True}
    rows = intent.answer(owner, place, tests_of.test_in_use("bant"), answers)
    for touch in (frame.touch, rows[0].touch):
        privacy.mark_private(owner, touch)
    settle([], [lead.thread_id])
    return frame, rows[0].touch


def shown(client, user, url):
    client.force_login(user)
    return client.get(url).content.decode()


def test_the_page_tells_participants_alone(client, owner, colleague, lead, told):
    mine, theirs = (shown(client, person, lead.get_absolute_url()) for person in (owner, colleague))
    assert SAID in mine
    assert PAIN in mine
    assert SAID not in theirs
    assert PAIN not in theirs
    assert theirs.count(LOCK) == mine.count(LOCK) + 3
    assert "They decide by" not in theirs
    assert "decides; only its participants see it" in theirs


def test_the_dossier_tells_participants_alone(client, marketer, owner, manager, lead, told):
    offer = offers.make_offer(marketer, lead, to=owner)
    assert PAIN in shown(client, owner, offer.get_absolute_url())
    for person in (marketer, manager):
        theirs = shown(client, person, offer.get_absolute_url())
        assert LOCK in theirs
        assert SAID not in theirs
        assert PAIN not in theirs


def test_the_form_of_a_test_gives_no_answer_away(client, owner, manager, lead, told):
    url = f"/threads/{lead.thread_id}/intent/bant/"
    assert PAIN in shown(client, owner, url)
    assert PAIN not in shown(client, manager, url)
    assert PAIN not in shown(client, manager, f"/touches/new/?thread={lead.thread_id}")


def test_what_one_does_not_see_one_takes_not_back(client, owner, manager, lead, told):
    frame, touch = told
    urls = (f"/time-frames/{frame.pk}/withdraw/", f"/threads/{lead.thread_id}/intent/touches/{touch.pk}/withdraw/")
    for person, status in ((manager, 404), (owner, 302)):
        client.force_login(person)
        assert [client.post(url).status_code for url in urls] == [status, status]


def test_what_decided_says_of_a_private_answer_that_it_is_private(client, owner, manager, lead, told):
    condition, now = Attribute("answer_bant_authority", "is", True), timezone.now()
    row = Segment.objects.create(
        name="Deciders", record="lead", condition=to_json(condition), created_at=now, updated_at=now
    )
    url = f"/segments/{row.pk}/why/{lead.pk}/"
    mine, theirs = (shown(client, person, url) for person in (owner, manager))
    assert ("Private" in mine, "Private" in theirs) == (True, True)
    assert (">Yes<" in mine, ">Yes<" in theirs) == (False, False)
    assert refresh(row).size == 0


def test_the_temperature_counts_what_was_said_in_private(lead, told):
    lead.refresh_from_db()
    assert lead.temperature == "hot"


@pytest.mark.parametrize("value", [True, False])
def test_a_condition_counts_a_private_answer_for_its_participants_alone(client, owner, manager, lead, told, value):
    condition = Attribute("answer_bant_authority", "is", value)
    found = {
        who: [engine().count(who, "lead", each)[0] for each in (condition, Not(condition))] for who in (owner, manager)
    }
    assert found == {owner: [int(value), int(not value)], manager: [0, 1]}
    where = f"/leads/?where={to_address(to_json(condition))}"
    for person, number in ((owner, int(value)), (manager, 0)):
        client.force_login(person)
        assert client.get(where).context["listing"].count == number
