import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch
from jornada.apps.market.models import Segment
from jornada.apps.org.tour import queries
from jornada.apps.org.tour.queries import tour_of, waiting_tour

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def segment_of(user):
    now = timezone.now()
    Segment.objects.create(name="Mine", record="account", owner=user, created_at=now, updated_at=now)


def done(user):
    return [step.code for step, is_done in tour_of(user).lines if is_done]


def test_there_are_five_steps_each_of_which_leads_somewhere(client, owner, admin):
    for person in (owner, admin):
        client.force_login(person)
        codes = [step.code for step, _done in tour_of(person).lines]
        assert len(codes) == 5
        for code in codes:
            assert client.get(reverse("tour_go", args=[code]), follow=True).status_code == 200


def test_whoever_makes_no_segments_is_not_sent_to_make_one(client, viewer):
    client.force_login(viewer)
    assert "segment" not in [step.code for step, _done in tour_of(viewer).lines]
    assert 'href="/touches/new/"' not in client.get("/").content.decode()


def test_progress_comes_from_the_data(client, owner, account):
    assert done(owner) == ["accounts"]
    record_touch(owner, "call.connected", account=account)
    segment_of(owner)
    assert done(owner) == ["accounts", "touch", "segment"]
    client.force_login(owner)
    client.get(reverse("tour_go", args=["journey"]))
    assert done(owner) == ["accounts", "touch", "journey", "segment"]


def test_what_others_did_is_not_ones_own(owner, colleague, account):
    record_touch(colleague, "call.connected", account=account)
    assert done(owner) == ["accounts"]


def test_what_the_program_notes_of_a_deal_is_no_touch_that_was_recorded(owner, account):
    record_touch(owner, "deal.opened", account=account)
    assert done(owner) == ["accounts"]


def test_a_step_once_taken_is_remembered(owner, account):
    assert done(owner) == ["accounts"]
    account.delete()
    assert done(owner) == ["accounts"]


def test_it_is_put_away_and_comes_back(client, owner):
    client.force_login(owner)
    page = client.get("/").content.decode()
    assert 'id="tour"' in page
    assert page.count("/first-steps/") >= 6
    answer = client.post(reverse("tour_dismiss"), **HTMX)
    assert reverse("tour_dismiss") in answer["HX-Trigger"]
    assert 'id="tour"' not in client.get("/").content.decode()
    assert "Show on My day again" in client.get(reverse("tour")).content.decode()
    client.post(reverse("tour_dismiss"), {"undo": "1"})
    assert 'id="tour"' in client.get("/").content.decode()


def test_a_tour_that_is_over_says_so_once_and_is_not_shown_again(client, admin, owner, account):
    record_touch(admin, "call.connected", account=account)
    segment_of(admin)
    assert waiting_tour(admin).next_step.code == "journey"
    client.force_login(admin)
    client.get(reverse("tour_go", args=["journey"]))
    assert "First steps taken" in client.get("/").content.decode()
    assert 'id="tour"' not in client.get("/").content.decode()
    assert waiting_tour(admin) is None


def test_whoever_has_no_steps_yet_gets_them_once_there_are_some(owner, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(queries, "steps", lambda user: [])
        assert waiting_tour(owner) is None
    assert waiting_tour(owner).number == 5


def test_an_unknown_step_is_not_found(client, owner):
    client.force_login(owner)
    assert client.get(reverse("tour_go", args=["nowhere"])).status_code == 404


def test_on_an_empty_installation_the_steps_offer_the_first_account(client, admin, viewer):
    client.force_login(admin)
    assert 'href="/accounts/new/"' in client.get(reverse("import_new")).content.decode()
    assert 'href="/accounts/new/"' in client.get(reverse("touch_new")).content.decode()
    found = client.get(reverse("touch_new"), {"q": "Padaria"}, **HTMX).content.decode()
    assert 'name="make" value="account"' in found
    assert 'value="Padaria"' in client.get("/accounts/new/?name=Padaria").content.decode()
    client.force_login(viewer)
    assert "/accounts/new/" not in client.get(reverse("task_new"), {"q": "Padaria"}, **HTMX).content.decode()
