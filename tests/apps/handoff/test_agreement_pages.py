"""Agreements: drafted, checked in words, proposed, approved by both sides, in force; rules say who gets the leads."""

import pytest
from django.utils import translation

from jornada.apps.handoff import agreement_actions as actions
from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Agreement, RoutingRule
from jornada.apps.handoff.terms import terms_of
from jornada.apps.org.edits import WrongMomentError
from jornada.rules.agreement_json import to_json
from jornada.rules.condition_json import to_json as condition_json
from jornada.rules.conditions import All, Attribute

pytestmark = pytest.mark.django_db
FORM = {
    "answer": "12 h",
    "first_attempt": "8 h",
    "first_attempt_hot": "30 min",
    "attempts": "6",
    "channels": "3",
    "attempts_within": "10",
    "acceptance_rate": "70",
    "needed": ["contact.email"],
    "at0": "50",
    "do0": "remind",
    "note": "Faster",
}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


BLANK = {"condition.kind": "all", "disqualifier.kind": "all"}


def saved(client, user, agreement, **more):
    client.force_login(user)
    return client.post(f"/agreements/{agreement.pk}/draft/", {**FORM, **BLANK, **more})


@pytest.mark.parametrize("who", ["manager", "owner", "viewer"])
def test_everybody_reads_the_agreement(request, client, agreement, version, routing, who):
    client.force_login(request.getfixturevalue(who))
    text = client.get(agreement.get_absolute_url()).text
    assert "24 h" in text
    assert routing.name in text
    assert client.get("/agreements/").status_code == 200


@pytest.mark.parametrize("path", ["draft/", "edit/", "rules/new/"])
@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("marketer", 200), ("owner", 403), ("viewer", 403)])
def test_who_may_change_it(request, client, agreement, version, path, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"{agreement.get_absolute_url()}{path}").status_code == status


def test_a_saved_draft_leaves_what_is_in_force(client, manager, agreement, version):
    assert saved(client, manager, agreement).status_code == 302
    draft = agreement.versions.get(status="draft")
    assert (draft.number, terms_of(draft).sales.answer.total_seconds()) == (2, 12 * 3600)
    assert agreement.versions.get(status="in_force") == version


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"answer": "0 h"}, "must be more than nothing"),
        ({"answer": "soon"}, "“soon” is none"),
        ({"first_attempt_hot": "9 h"}, "slower for hot leads"),
        ({"acceptance_rate": "170"}, "a share from 0 to 100"),
        ({"channels": "9"}, "more channels (9) than attempts"),
        ({"attempts_within": ""}, "attempts need a time"),
    ],
)
def test_what_contradicts_itself_is_said_beside_its_field(client, manager, agreement, version, more, said):
    answer = saved(client, manager, agreement, **more)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not agreement.versions.filter(status="draft").exists()


def test_both_sides_approve_before_it_is_in_force(client, manager, marketer, agreement, version, routing):
    saved(client, manager, agreement)
    draft = actions.propose(manager, agreement.versions.get(status="draft"))
    client.force_login(marketer)
    client.post(f"/agreements/{agreement.pk}/versions/2/approve/")
    draft.refresh_from_db()
    assert draft.status == "proposed"
    client.force_login(manager)
    client.post(f"/agreements/{agreement.pk}/versions/2/approve/")
    assert list(agreement.versions.order_by("number").values_list("status", flat=True)) == ["retired", "in_force"]


def test_a_lead_keeps_the_version_of_its_hand_over(manager, marketer, agreement, version, routing, lead, client):
    offer = offers.make_offer(marketer, lead, version=version)
    saved(client, manager, agreement)
    draft = actions.propose(manager, agreement.versions.get(status="draft"))
    actions.approve(marketer, draft)
    actions.approve(manager, draft)
    offer.refresh_from_db()
    assert offer.version == version


def test_others_approve_nothing(client, owner, manager, agreement, version, routing):
    saved(client, manager, agreement)
    actions.propose(manager, agreement.versions.get(status="draft"))
    client.force_login(owner)
    assert client.post(f"/agreements/{agreement.pk}/versions/2/approve/").status_code == 403


def test_an_agreement_that_leads_to_nobody_is_not_proposed(manager, agreement):
    with pytest.raises(WrongMomentError, match="leads to nobody"):
        actions.propose(manager, agreement.versions.get())


def test_a_condition_on_a_field_that_is_gone_is_not_proposed(manager, agreement, routing):
    draft = agreement.versions.get()
    terms = to_json(terms_of(draft))
    terms["qualified"]["condition"] = condition_json(All((Attribute("deleted_field", "is", "x"),)))
    draft.terms = terms
    draft.save()
    with pytest.raises(WrongMomentError, match="deleted_field"):
        actions.propose(manager, draft)


def test_a_calendar_that_never_opens_is_not_proposed(manager, agreement, routing, team):
    from jornada.apps.org.models import Calendar

    stamps = {"created_at": agreement.created_at, "updated_at": agreement.updated_at}
    team.calendar = Calendar.objects.create(name="Shut", hours=[[]] * 7, country="", **stamps)
    team.save()
    with pytest.raises(WrongMomentError, match="never open"):
        actions.propose(manager, Agreement.objects.get().versions.get())


def test_the_difference_names_what_changed(client, manager, agreement, version):
    saved(client, manager, agreement)
    text = client.get(f"/agreements/{agreement.pk}/versions/2/").text
    assert "<del>24 h</del>" in text
    assert "<ins>12 h</ins>" in text


def test_a_rule_is_made_with_weights_and_who_joins_starts_level(client, manager, agreement, owner, colleague):
    client.force_login(manager)
    head = {"name": "South", "order": "1", "way": "people", "is_active": "on", "condition.kind": "all"}
    client.post(f"/agreements/{agreement.pk}/rules/new/", {**head, f"w{owner.pk}": "1"})
    rule = RoutingRule.objects.get()
    rule.members.update(start=10)
    client.post(f"/agreements/{agreement.pk}/rules/{rule.pk}/", {**head, f"w{owner.pk}": "1", f"w{colleague.pk}": "2"})
    assert {each.user: (each.weight, each.start) for each in rule.members.all()} == {owner: (1, 10), colleague: (2, 20)}


def test_a_rule_of_nobody_is_refused_in_words(client, manager, agreement):
    client.force_login(manager)
    head = {"name": "South", "order": "1", "way": "people", "is_active": "on", "condition.kind": "all"}
    answer = client.post(f"/agreements/{agreement.pk}/rules/new/", head)
    assert (answer.status_code, "needs somebody" in answer.text) == (422, True)


def test_a_seat_limits_what_somebody_takes(
    client, manager, marketer, agreement, version, routing, owner, colleague, lead
):
    client.force_login(manager)
    client.post(f"/agreements/{agreement.pk}/seats/{owner.pk}/", {"is_paused": "on"})
    assert offers.make_offer(marketer, lead, version=version).to == colleague


def test_a_new_agreement_begins_with_sensible_defaults(client, manager, marketer, agreement):
    client.force_login(manager)
    client.post("/agreements/new/", {"name": "Partners", "marketing_owner": marketer.pk, "sales_owner": manager.pk})
    assert Agreement.objects.get(name="Partners").versions.get().status == "draft"


def test_never_when_left_empty_rules_nobody_out(client, admin, lead):
    client.force_login(admin)
    values = {"record": "lead", "editor": "disqualifier", "when_empty": "nobody"}
    assert "Nobody: nothing is ruled out." in client.post("/conditions/count/", values).text


def test_each_editor_of_the_draft_asks_for_its_own_rows(client, manager, agreement, version):
    """Both stand in one form, whose other values the browser sends along: what is asked for is said beside."""
    client.force_login(manager)
    page = client.get(f"/agreements/{agreement.pk}/draft/").text
    for name in ("condition", "disqualifier"):
        assert f'"record": "lead", "editor": "{name}"' in page
    assert 'name="editor"' not in page
