import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from jornada.apps.interactions import privacy
from jornada.apps.interactions.actions import record_touch, record_touches
from jornada.apps.interactions.models import Dirty, Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.journeys.actions import UnsoundMapError, activate_map, draft_map
from jornada.apps.journeys.models import Map, Position, Visit
from jornada.apps.journeys.queries import active_map, active_map_faults
from jornada.apps.journeys.road import cycles_of, stay_of
from jornada.apps.journeys.seed import seed_default_map
from jornada.apps.journeys.why import why
from jornada.flow.settle import settle_all, settle_dirty
from jornada.rules.default_map import DEFAULT_MAP, FORMER_DEFAULTS
from jornada.rules.map_json import to_json
from jornada.rules.stages import Behaviour, JourneyMap, Stage

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def happened(account, *touches):
    """Record (days ago, activity) pairs and settle them."""
    rows = [NewTouch(activity, ago(days), account=account.pk) for days, activity in touches]
    record_touches(rows, source="test")
    settle_dirty()


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def explained(account, user=None):
    return " ".join(why(account, active_map(), user).sentences)


def test_the_default_map_is_in_force_from_the_start_and_seeded_once():
    seed_default_map()
    assert Map.objects.count() == 1
    assert active_map().journey == DEFAULT_MAP
    assert [stage.code for stage in active_map().stages] == [stage.code for stage in DEFAULT_MAP.stages]
    assert active_map_faults() == []


def formerly(which=0):
    """Put the map in force as it was handed out before, and return it."""
    row = Map.objects.get()
    row.definition = to_json(FORMER_DEFAULTS[which])
    row.save(update_fields=["definition"])
    return row


def test_a_former_default_is_followed_by_the_next_version(account):
    former = formerly()
    happened(account, (5, "deal.won"), (4, "call.connected"))
    assert Position.objects.get().cycle == 2
    seed_default_map()
    seed_default_map()
    assert list(Map.objects.order_by("version").values_list("version", "status")) == [(1, "retired"), (2, "active")]
    settle_all()
    assert (Position.objects.get().cycle, Position.objects.get().stage.code) == (1, "purchase")
    former.refresh_from_db()
    assert former.stages.count() == 10


def test_so_is_the_one_in_which_any_evidence_brought_back_who_was_lost(account):
    formerly(1)
    happened(account, (9, "demo.held"), (5, "deal.lost"), (4, "call.connected"))
    assert Position.objects.get().cycle == 2
    seed_default_map()
    settle_all()
    assert (Position.objects.get().cycle, Position.objects.get().outcome) == (1, "lost")


def test_a_map_of_their_own_and_one_put_back_are_left_alone(admin):
    former = formerly()
    seed_default_map()
    activate_map(admin, former)
    seed_default_map()
    assert Map.objects.get(status="active").version == 1
    activate_map(admin, draft_map(admin, "Small", SMALL))
    seed_default_map()
    assert (Map.objects.get(status="active").name, Map.objects.count()) == ("Small", 3)


def test_following_up_on_a_customer_keeps_it_after_the_purchase(account, english):
    happened(account, (30, "demo.held"), (9, "deal.won"), (8, "call.connected"), (3, "meeting.held"))
    assert [cycle.number for cycle in cycles_of(account, active_map())] == [1]
    assert "What opens the next cycle: Form submitted; Demo requested or Opportunity opened;" in explained(account)
    happened(account, (1, "deal.opened"))
    found = why(account, active_map(), None)
    assert (found.stage.code, [touch.activity.code for touch in found.touches]) == ("consideration", ["deal.opened"])
    assert "The behaviour that leads here: Demo requested or Opportunity opened." in explained(account)


def test_a_lost_account_says_what_brings_it_back(client, owner, account, english):
    happened(account, (9, "demo.held"), (5, "deal.lost"), (4, "call.connected"))
    assert "or a new opportunity, opens the next; our calls do not." in explained(account)
    happened(account, (3, "email.replied"))
    assert why(account, active_map(), None).stage.code == "commitment"
    client.force_login(owner)
    page = client.get(reverse("map")).content.decode()
    assert "What brings back whoever was lost or parked: Ad clicked," in page
    assert "a loss or parking ends no cycle" in page


def test_the_map_page_says_what_begins_a_new_purchase(client, owner, english):
    client.force_login(owner)
    page = client.get(reverse("map")).content.decode()
    assert page.count("A customer begins a new purchase here by:") == 4
    assert "opens the next cycle only where it shows a new purchase" in page


def test_why_says_that_an_opened_opportunity_places_nobody(account, english):
    assert "alone places it nowhere" not in explained(account)
    happened(account, (3, "deal.opened"))
    assert "alone places it nowhere" in explained(account)


def test_why_names_the_touch_and_the_behaviour(account, english):
    happened(account, (10, "form.submitted"), (5, "demo.held"))
    found = why(account, active_map(), None)
    assert (found.stage.code, [touch.activity.code for touch in found.touches]) == ("evaluation", ["demo.held"])
    assert "Demo given, RFP received or Trial started" in explained(account)
    assert "If nothing happens until" in explained(account)
    assert [step.stage.code for step in found.nexts] == ["validation", "purchase"]


def test_why_counts_the_touches_that_made_it(account, english):
    happened(account, (40, "email.clicked"), (9, "email.clicked"), (2, "email.clicked"), (1, "email.clicked"))
    found = why(account, active_map(), None)
    assert "2 of 2 within 30 days." in explained(account)
    # the account entered at the third click; the fourth only confirmed it
    assert [(timezone.now() - touch.at).days for touch in found.touches] == [2, 9]


def test_why_counts_private_touches_and_shows_them_to_their_participants_alone(client, owner, colleague, account):
    happened(account, (9, "email.clicked"))
    record_touch(owner, "email.clicked", account=account, at=ago(2))
    settle_dirty()
    privacy.mark_private(owner, Touch.objects.get(user=owner))
    seen = {person: why(account, active_map(), person) for person in (owner, colleague)}
    assert [(len(found.touches), found.hidden) for found in seen.values()] == [(2, 0), (1, 1)]
    client.force_login(colleague)
    page = client.get(account.get_absolute_url()).content.decode()
    assert "1 private touch counts too" in page
    assert "2 of 2 within 30 days." in page


def test_why_tells_of_a_fall(account, english):
    happened(account, (130, "demo.held"))
    assert "Nothing happened at Evaluation of options for 120 days, so it fell back to Consideration." in explained(
        account
    )


def test_why_tells_of_a_closed_cycle_and_of_silence(account, english):
    assert explained(account) == "Nothing that the map watches has happened yet."
    happened(account, (20, "demo.held"), (10, "deal.lost"))
    assert explained(account).startswith("Cycle 1 was closed at Evaluation of options on")


def test_the_path_shows_what_was_passed_skipped_and_reached(account):
    happened(account, (30, "page.viewed"), (20, "event.attended"), (10, "demo.held"))
    (cycle,) = cycles_of(account, active_map())
    assert [step["state"] for step in cycle.steps[:6]] == ["past", "skipped", "past", "skipped", "current", ""]


def test_the_account_page_shows_two_cycles_as_two(client, owner, account):
    happened(account, (90, "demo.held"), (80, "deal.lost"), (10, "form.submitted"))
    client.force_login(owner)
    page = client.get(account.get_absolute_url())
    assert b"?cycle=1" in page.content
    assert b"?cycle=2" in page.content
    first = client.get(f"{account.get_absolute_url()}?cycle=1").content.decode()
    assert 'data-state="current"' not in first


SMALL = JourneyMap((Stage("seen", (Behaviour(("demo.held",)),), en="Seen", pt="Visto"),))


def test_another_map_in_force_derives_everybody_again(account, admin):
    happened(account, (5, "demo.held"))
    activate_map(admin, draft_map(admin, "Small", SMALL))
    assert Dirty.objects.filter(subject_id=account.pk, kind="account").exists()
    settle_all()
    assert Position.objects.get().stage.code == "seen"
    assert list(Map.objects.order_by("id").values_list("status", flat=True)) == ["retired", "active"]
    activate_map(admin, Map.objects.first())
    settle_all()
    assert Visit.objects.get().stage.code == "evaluation"


def test_a_map_that_cannot_match_is_not_put_into_force(admin, english):
    wrong = replace(SMALL, stages=(Stage("a", (Behaviour(("no.such",)),)),))
    with pytest.raises(UnsoundMapError, match="no activity “no"):
        activate_map(admin, draft_map(admin, "Wrong", wrong))
    assert active_map().row.version == 1


def test_a_rule_that_can_never_match_is_said_on_the_map_page(client, owner, english):
    definition = active_map().row.definition
    definition["stages"][0]["entry"] = [{"activities": ["no.such"]}]
    Map.objects.update(definition=definition)
    assert len(active_map_faults()) == 1
    client.force_login(owner)
    assert "there is no activity “no.such”" in client.get(reverse("map")).content.decode()


@pytest.mark.parametrize(("who", "number"), [("owner", 1), ("colleague", 1), ("outsider", 0), ("viewer", 1)])
def test_the_map_counts_the_accounts_that_the_reader_sees(request, client, account, who, number):
    happened(account, (5, "demo.held"))
    client.force_login(request.getfixturevalue(who))
    cards = client.get(reverse("map")).context["cards"]
    assert sum(card.accounts for card in cards) == number


@pytest.mark.parametrize(("language", "label"), [("en", "Evaluation of options"), ("pt-br", "Avaliação de opções")])
def test_the_map_page_speaks_both_languages(client, owner, language, label):
    owner.language = language
    owner.save()
    client.force_login(owner)
    assert f"5. {label}" in client.get(reverse("map")).content.decode()


def test_an_outsider_of_the_account_sees_no_path_on_the_lead_of_it(client, lead, account, outsider):
    happened(account, (5, "demo.held"))
    lead.owner = outsider
    lead.save()
    client.force_login(outsider)
    page = client.get(lead.get_absolute_url())
    assert page.status_code == 200
    assert b"j-path" not in page.content


@pytest.mark.parametrize(("language", "said"), [("en", "under 1 min"), ("pt-br", "menos de 1 min")])
def test_a_stay_of_no_minute_is_not_said_to_have_none(language, said):
    now = timezone.now()
    with translation.override(language):
        stays = [stay_of(Visit(entered_at=now, left_at=now + dt.timedelta(seconds=left))) for left in (0, 59, 60)]
    assert stays == [said, said, "1 min"]
