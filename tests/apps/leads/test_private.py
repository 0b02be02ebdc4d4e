"""A touch made private after it was recorded is not told to others by the pages of the lead."""

import pytest

from jornada.apps.handoff import offers
from jornada.apps.interactions import privacy
from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Touch
from jornada.flow.settle import settle_dirty

pytestmark = pytest.mark.django_db


def page_for(client, user, lead):
    client.force_login(user)
    return client.get(lead.get_absolute_url()).content.decode()


def test_the_rung_of_a_private_touch_names_it_only_to_participants(client, owner, colleague, lead):
    touch = record_touch(owner, "form.submitted", thread=lead.thread, account=lead.account)
    settle_dirty()
    privacy.mark_private(owner, touch)
    said = "A private touch; only its participants see it."
    assert said not in page_for(client, owner, lead)
    assert said in page_for(client, colleague, lead)


def test_the_note_of_a_private_offer_is_told_to_participants_alone(client, owner, colleague, lead):
    offers.make_offer(owner, lead, to=owner, note="she leaves in May")
    privacy.mark_private(owner, Touch.objects.get(activity__code="handoff.offered"))
    card = "she leaves in May</p>"
    assert card in page_for(client, owner, lead)
    assert card not in page_for(client, colleague, lead)
