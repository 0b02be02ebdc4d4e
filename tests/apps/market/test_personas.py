"""Personas: written, validated, ageing; contacts matched by rule and by hand; dossier and agreement read them."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from jornada.apps.handoff import offers
from jornada.apps.handoff.clauses import BY_CODE, condition
from jornada.apps.handoff.models import Agreement, AgreementVersion, Offer
from jornada.apps.interactions.actions import record_touch
from jornada.apps.market.models import Account, Contact, Persona, PersonaOfContact
from jornada.apps.market.personas import actions, matching, queries
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.history import changes_of
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import Attribute
from jornada.ui.conditions.engine import engine

pytestmark = pytest.mark.django_db
STAMPS = dict.fromkeys(("created_at", "updated_at"), dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
DIRECTOR = to_json(Attribute("title", "contains", "director"))
DECIDES = to_json(Attribute("buying_role", "is", "decision_maker"))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def people(owner, account):
    names = {
        "bia": {"title": "Director of Sales", "buying_role": "decision_maker"},
        "caio": {"title": "Analyst", "buying_role": "decision_maker"},
        "davi": {"title": "Intern"},
    }
    return {
        name: Contact.objects.create(name=name.title(), account=account, owner=owner, **more, **STAMPS)
        for name, more in names.items()
    }


@pytest.fixture
def director(marketer, people):
    texts = {
        "values": "Numbers she can show\nNo surprises",
        "trust": "References of her size",
        "pains": "Late forecasts",
    }
    return actions.create_persona(marketer, name="Director", condition=DIRECTOR, order=1, **texts)


@pytest.fixture
def matched(director):
    matching.match_all()


@pytest.fixture
def decider(marketer, director):
    return actions.create_persona(marketer, name="Decider", condition=DECIDES, order=2)


def matches():
    """Let the worker do its round, and say who is what."""
    matching.match_waiting()
    rows = PersonaOfContact.objects.select_related("contact", "persona")
    return {row.contact.name: row.persona and row.persona.name for row in rows}


def test_the_first_rule_that_fits_is_taken(decider):
    assert matches() == {"Bia": "Director", "Caio": "Decider"}


def test_the_order_decides(marketer, director, decider):
    actions.update_persona(marketer, decider, order=0)
    assert matches() == {"Bia": "Decider", "Caio": "Decider"}


def test_a_choice_by_hand_stays_with_its_reason_until_it_is_taken_back(owner, director, decider, people):
    actions.choose_persona(owner, people["bia"], decider, "Signs everything herself")
    matching.match_all()
    assert (matches()["Bia"], queries.match_of(people["bia"]).reason) == ("Decider", "Signs everything herself")
    assert changes_of(people["bia"]).first().new == "Decider"
    actions.follow_rule(owner, people["bia"])
    assert matches()["Bia"] == "Director"


def test_the_request_leaves_the_matching_to_the_worker(client, marketer, people, monkeypatch):
    monkeypatch.setattr(matching, "match_all", lambda *_: pytest.fail("matched in the request"))
    row = actions.create_persona(marketer, name="Director", condition=DIRECTOR)
    actions.update_persona(marketer, row, order=3)
    actions.choose_persona(marketer, people["bia"], row)
    actions.follow_rule(marketer, people["bia"])
    actions.delete_persona(marketer, row)


def test_a_persona_out_of_use_is_nobody_s_any_more(marketer, director):
    assert matches() == {"Bia": "Director"}
    actions.update_persona(marketer, director, is_active=False)
    assert matches() == {}


def test_who_is_left_when_a_persona_is_deleted_is_matched_with_the_others(marketer, director, decider):
    assert matches()["Bia"] == "Director"
    actions.delete_persona(marketer, director)
    assert matches()["Bia"] == "Decider"


def test_by_hand_a_contact_can_be_none(owner, director, people):
    actions.choose_persona(owner, people["bia"], None, "Left the company")
    matching.match_all()
    assert matches() == {"Bia": None}


def test_who_changes_job_is_matched_anew(owner, director, people):
    from jornada.apps.market.actions import update_contact

    update_contact(owner, people["davi"], title="Sales director")
    matching.match_waiting(timezone.now() + dt.timedelta(minutes=5))
    assert matches() == {"Bia": "Director", "Davi": "Director"}


def test_conditions_and_lists_know_it(client, owner, director, people):
    matching.match_all()
    asked = Attribute("persona", "is", str(director.pk))
    assert engine().ids("contact", asked).tolist() == [people["bia"].pk]
    client.force_login(owner)
    assert "Bia" in client.get(f"/contacts/?persona={director.pk}").content.decode()
    assert ">Bia<" not in client.get("/contacts/?persona=none").content.decode()


def test_leads_are_asked_for_the_persona_of_their_contact(director, people, lead):
    lead.contact = people["bia"]
    lead.save()
    from jornada.apps.insight.copy import mark_all

    matching.match_all()
    mark_all()
    assert engine().ids("lead", Attribute("contact.persona", "is", str(director.pk))).tolist() == [lead.pk]


def test_it_is_an_assumption_until_validated_and_due_when_that_is_old(marketer, director):
    assert queries.state_of(director).state == "assumption"
    actions.validate(marketer, director, how="Five interviews", interviews=5)
    assert queries.state_of(director).state == "validated"
    later = timezone.localdate() + dt.timedelta(days=366)
    assert queries.state_of(director, later).state == "due"


def test_a_withdrawn_validation_does_not_count(marketer, director):
    row = actions.validate(marketer, director, how="Five interviews")
    actions.withdraw_validation(marketer, row)
    assert queries.state_of(director).state == "assumption"
    with pytest.raises(WrongMomentError):
        actions.withdraw_validation(marketer, row)


def test_a_validation_to_come_is_refused(marketer, director):
    with pytest.raises(WrongMomentError, match="lies ahead"):
        actions.validate(marketer, director, how="Soon", on=timezone.localdate() + dt.timedelta(days=1))


def test_coverage_counts_what_a_person_sees(owner, outsider, director, decider, people, matched):
    found = {each.persona and each.persona.name: each.number for each in queries.coverage(owner)}
    assert found == {"Director": 1, "Decider": 1, None: 1}
    assert {each.number for each in queries.coverage(outsider)} == {0}


def test_the_page_has_it_all_with_the_touches_that_show_it(client, owner, marketer, director, people):
    touch = record_touch(owner, "call.connected", account=people["bia"].account, note="She wants references")
    client.force_login(marketer)
    sent = {"how": "Interviews", "interviews": 3, "touches": f"#{touch.pk}"}
    page = client.post(f"/personas/{director.pk}/validate/", sent, follow=True).content.decode()
    for text in (
        "References of her size",
        "Ask how they deal today with: Late forecasts",
        "3 interviews",
        "She wants references",
    ):
        assert text in page, text
    assert "/personas/validations/" in page


def test_evidence_that_is_no_number_is_said(client, marketer, director):
    client.force_login(marketer)
    response = client.post(f"/personas/{director.pk}/validate/", {"how": "Talks", "touches": "the call"})
    assert (response.status_code, "numbers of touches" in response.content.decode()) == (422, True)


def test_the_evidence_shows_each_only_what_they_see(client, owner, outsider, marketer, director, people):
    touch = record_touch(owner, "call.connected", account=people["bia"].account, note="She wants references")
    actions.validate(marketer, director, how="Talks", touches=[touch.pk])
    client.force_login(outsider)
    page = client.get(f"/personas/{director.pk}/").content.decode()
    assert "Talks" in page
    assert "She wants references" not in page


def test_a_persona_is_not_found_by_its_persona(client, marketer, director):
    client.force_login(marketer)
    rule = {
        "condition.kind": "all",
        "condition.0.kind": "field",
        "condition.0.field": "persona",
        "condition.0.test": "is",
        "condition.0.value": str(director.pk),
    }
    response = client.post("/personas/new/", {"name": "Circle", **rule})
    assert response.status_code == 422
    assert not Persona.objects.filter(name="Circle").exists()


def test_a_persona_without_a_rule_is_chosen_by_hand_only(client, marketer, people):
    client.force_login(marketer)
    client.post("/personas/new/", {"name": "Champion", "is_active": "on"})
    row = Persona.objects.get()
    assert (row.condition, matches()) == (None, {})


def test_the_contact_page_says_which_and_why_and_chooses(client, owner, director, decider, people, matched):
    client.force_login(owner)
    page = client.get(f"/contacts/{people['bia'].pk}/").content.decode()
    assert "Director" in page
    page = client.post(
        f"/contacts/{people['bia'].pk}/persona/", {"persona": decider.pk, "reason": "Signs"}, follow=True
    ).content.decode()
    assert f"/contacts/{people['bia'].pk}/persona/rule/" in page
    client.post(f"/contacts/{people['bia'].pk}/persona/rule/")
    assert matches()["Bia"] == "Director"


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_others_choose_nothing(request, client, director, people, who, status):
    client.force_login(request.getfixturevalue(who))
    at = f"/contacts/{people['bia'].pk}/persona/"
    assert client.post(at, {"persona": director.pk}).status_code == status
    assert client.get(at).status_code == status


def test_sales_reads_personas_and_writes_none(client, owner, director):
    client.force_login(owner)
    assert client.get(f"/personas/{director.pk}/").status_code == 200
    for path in ("new/", f"{director.pk}/edit/", f"{director.pk}/delete/", f"{director.pk}/validate/"):
        assert client.post(f"/personas/{path}").status_code == 403, path


def test_the_buying_group_shows_personas(client, owner, director, matched, people):
    client.force_login(owner)
    assert f"/personas/{director.pk}/" in client.get(f"/accounts/{people['bia'].account_id}/").content.decode()


def test_the_dossier_says_what_they_value_and_how_to_win_trust(
    client, marketer, owner, director, matched, people, lead
):
    lead.contact = people["bia"]
    lead.save()
    offer = offers.make_offer(marketer, lead, to=owner)
    client.force_login(owner)
    page = client.get(offer.get_absolute_url()).content.decode()
    for text in (
        "No surprises",
        "References of her size",
        "Ask how they deal today with: Late forecasts",
        "Assumption",
    ):
        assert text in page, text


def test_the_agreement_counts_leads_of_validated_personas(marketer, owner, director, matched, people, lead):
    version = Agreement.objects.get().versions.get()
    version.status, version.in_force_at = AgreementVersion.Status.IN_FORCE, timezone.now()
    version.save()
    lead.contact = people["bia"]
    lead.save()
    clause, now = BY_CODE["personas"], timezone.now()
    offer = offers.make_offer(marketer, lead, version=version, to=owner)
    assert (offer.persona, offer.persona_state) == (director, "assumption")
    assert list(Offer.objects.filter(condition(clause, "missed", now))) == [offer]
    actions.validate(marketer, director, how="Five interviews")
    offers.refuse(owner, offer, offers.RefusalReason.objects.first(), rating=1)
    lead.refresh_from_db()
    again = offers.make_offer(marketer, lead, version=version, to=owner)
    assert list(Offer.objects.filter(condition(clause, "kept", now))) == [again]


def test_a_list_of_contacts_names_personas_with_one_query(client, owner, director, django_assert_max_num_queries):
    account = Account.objects.create(name="Big", owner=owner, **STAMPS)
    for number in range(30):
        Contact.objects.create(name=f"Dir {number}", title="director", account=account, owner=owner, **STAMPS)
    matching.match_all()
    client.force_login(owner)
    client.get("/contacts/")
    with django_assert_max_num_queries(40):
        assert client.get("/contacts/").content.decode().count("Director") >= 30
