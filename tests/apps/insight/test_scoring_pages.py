"""Pages of scoring: who sees and edits what, rules through the forms, lists, panels."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jornada.apps.insight.copy import mark_all
from jornada.apps.interactions import privacy
from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.leads.models import Lead, ScoringModel
from jornada.apps.leads.scoring import actions, keeping, queries
from jornada.apps.leads.scoring.explaining import explain
from jornada.apps.org.models import RoleRule
from jornada.rules.conditions import All, Attribute, Did
from tests.apps.insight.test_scoring import MODEL, in_english, leads, model, touch  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of():
    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def text_of(response):
    return response.content.decode()


def test_a_new_model_begins_with_rules_and_can_be_put_in_force(world, leads, client_of):  # noqa: F811
    client = client_of(world.boss)
    client.post(reverse("scoring_new"), {"name": "First", "note": "", "segment": "", "order": "10", "seen_at": ""})
    row = ScoringModel.objects.get()
    page = text_of(client.get(row.get_absolute_url()))
    assert "Asked for a demonstration or a trial" in page
    assert "It cannot be put in force" not in page
    assert len(queries.version_of(row, "draft").rules.rules) > 10


def test_publishing_by_the_button(world, model, client_of):  # noqa: F811
    actions.edit_draft(world.boss, model, lambda definition: definition)
    client_of(world.boss).post(reverse("scoring_do", args=[model.pk, "publish"]))
    assert queries.version_of(model, "live").number == 2


def test_a_rule_of_behaviour_goes_through_the_form(world, model, client_of):  # noqa: F811
    sent = {
        "name": "Prices", "group": "does", "points": "5", "repeat": "at_most", "times": "2", "window_days": "7",
        "half_life_days": "14", "touch.activities": ["pricing.viewed"], "touch.channels": ["web"],
    }  # fmt: skip
    response = client_of(world.boss).post(reverse("scoring_rule", args=[model.pk, "behaviour"]), sent)
    assert response.status_code == 302
    rule = queries.version_of(model, "draft").rules.rules[-1]
    assert (rule.did, rule.repeat, rule.times, rule.window_days, rule.half_life_days) == (
        Did(("pricing.viewed",), channels=("web",)), "at_most", 2, 7, 14,
    )  # fmt: skip


def test_a_rule_of_attributes_goes_through_the_editor(world, model, client_of):  # noqa: F811
    client, address = client_of(world.boss), reverse("scoring_rule", args=[model.pk, "size"])
    page = text_of(client.get(address))
    sent = {**dict(_inputs(page)), "name": "Size", "points": "-10", "group": "who"}
    assert client.post(address, sent).status_code == 302
    rule = next(each for each in queries.version_of(model, "draft").rules.rules if each.code == "size")
    assert (rule.points, rule.condition) == (-10, All((Attribute("account.size_band", "is", "medium"),)))


def _inputs(page):
    """Read what the form on a page would send."""
    form = page[page.index('<form class="j-form') :]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        yield name, value
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        yield name, chosen.group(1) if chosen else ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"points": "0"}, "Without points"),
        ({"repeat": "at_most", "times": ""}, "how many times"),
        ({"touch.activities": []}, "which touches"),
        ({"half_life_days": "0"}, "Expected a number"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_on_the_form(world, model, client_of, change, said):  # noqa: F811
    sent = {"name": "X", "group": "does", "points": "5", "repeat": "every", "touch.activities": ["email.clicked"]}
    response = client_of(world.boss).post(reverse("scoring_rule", args=[model.pk, "behaviour"]), {**sent, **change})
    assert response.status_code == 422
    assert said in text_of(response)


def test_the_form_counts_the_leads_with_such_a_touch(world, model, client_of):  # noqa: F811
    response = client_of(world.boss).post(
        reverse("scoring_rule", args=[model.pk, "behaviour"]),
        {"touch.activities": ["demo.requested"]},
        headers={"HX-Request": "true", "HX-Target": "touched"},
    )
    assert "1 of 3 leads" in text_of(response)


def test_thresholds_must_fall(world, model, client_of):  # noqa: F811
    sent = {"fit_a": 10, "fit_b": 20, "fit_c": 5, "engagement_1": 3, "engagement_2": 2, "engagement_3": 1, "cap": 100}
    response = client_of(world.boss).post(reverse("scoring_settings", args=[model.pk]), sent)
    assert response.status_code == 422
    assert "must fall" in text_of(response)
    client_of(world.boss).post(reverse("scoring_settings", args=[model.pk]), {**sent, "fit_a": 30, "wanted": ["A1"]})
    assert queries.version_of(model, "draft").rules.fit_from == (30, 20, 5)


def test_every_page_opens_for_all_and_editing_for_few(world, model, leads, client_of):  # noqa: F811
    actions.edit_draft(world.boss, model, lambda definition: definition)
    seen = [reverse("scoring_list"), model.get_absolute_url(), f"{model.get_absolute_url()}?version=1"]
    edited = [
        reverse("scoring_new"), reverse("scoring_edit", args=[model.pk]), reverse("scoring_delete", args=[model.pk]),
        reverse("scoring_settings", args=[model.pk]), reverse("scoring_group_new", args=[model.pk]),
        reverse("scoring_group", args=[model.pk, "who"]), reverse("scoring_rule", args=[model.pk, "attribute"]),
        reverse("scoring_rule", args=[model.pk, "demo"]),
    ]  # fmt: skip
    assert {client_of(world.boss).get(url).status_code for url in [*seen, *edited]} == {200}
    assert {client_of(world.rui).get(url).status_code for url in seen} == {200}
    assert {client_of(world.rui).get(url).status_code for url in edited} == {403}


def test_a_cell_of_the_grid_opens_its_leads(world, model, leads, client_of):  # noqa: F811
    page = text_of(client_of(world.boss).get(model.get_absolute_url()))
    assert "scored=main%3AA2" in page
    rows = text_of(client_of(world.boss).get(f"{reverse('lead_list')}?scored=main:A2"))
    assert "bia" in rows
    assert "caio" not in rows


def test_the_list_of_leads_shows_filters_and_sorts_by_score(world, model, leads, client_of):  # noqa: F811
    client = client_of(world.boss)
    page = text_of(client.get(f"{reverse('lead_list')}?sort=-score"))
    assert page.index(">bia") < page.index(">caio") < page.index(">davi")
    narrowed = text_of(client.get(f"{reverse('lead_list')}?grade=B"))
    assert "caio" in narrowed
    assert "davi" not in narrowed
    assert "davi" not in text_of(client.get(f"{reverse('lead_list')}?score_from=15"))


def test_the_list_of_accounts_too(world, model, leads, client_of):  # noqa: F811
    client = client_of(world.boss)
    page = text_of(client.get(f"{reverse('account_list')}?sort=-score"))
    assert page.index("Acme") < page.index("Beta")
    assert "Beta" not in text_of(client.get(f"{reverse('account_list')}?score_from=30"))


def test_pages_of_lead_contact_and_account_explain_the_score(world, model, leads, client_of):  # noqa: F811
    client, bia = client_of(world.ana), leads["bia"]
    page = text_of(client.get(bia.get_absolute_url()))
    assert "A2" in page
    assert "Demo" in page
    assert "67" in text_of(client.get(bia.account.get_absolute_url()))
    assert "A2" in text_of(client.get(bia.contact.get_absolute_url()))


def test_a_private_touch_counts_and_is_not_shown_to_others(world, model, leads, client_of):  # noqa: F811
    bia = leads["bia"]
    record_touch(world.ana, "email.clicked", account=bia.account, contact=bia.contact, at=timezone.now())
    privacy.mark_private(world.ana, Touch.objects.get(user=world.ana))
    found = explain(queries.version_of(model, "live"), bia)
    shown = {
        person.username: sum(len(seen) for _line, seen in found.seen_by(person)) for person in (world.ana, world.boss)
    }
    assert shown == {"ana": 3, "boss": 2}
    page = text_of(client_of(world.boss).get(bia.get_absolute_url()))
    assert "1 private touch counts too" in page


def test_the_panel_of_a_lead_is_as_new_as_the_log(world, model, leads, client_of):  # noqa: F811
    touch(leads["davi"], "demo.requested")
    assert "D1" in text_of(client_of(world.rui).get(leads["davi"].get_absolute_url()))
    keeping.score_waiting()


def test_a_lead_list_costs_the_same_with_more_leads(world, model, leads, client_of, django_assert_max_num_queries):  # noqa: F811
    client, url = client_of(world.boss), f"{reverse('lead_list')}?sort=-score"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
        number_before = len(few)
    for number in range(20):
        account = world.account(f"A{number}", owner=world.ana, size_band="medium")
        thread = Thread.objects.create(account=account, opened_at=timezone.now())
        stamps = {"created_at": timezone.now(), "updated_at": timezone.now()}
        Lead.objects.create(name=f"lead {number}", account=account, owner=world.ana, thread=thread, **stamps)
    mark_all()
    keeping.score_everybody(queries.version_of(model, "live"))
    client.get(url)
    with django_assert_max_num_queries(number_before):
        assert "lead 19" in text_of(client.get(url))


def test_panels_tell_no_hidden_score_by_their_order_or_their_sum(world, model, leads, client_of):  # noqa: F811
    client, at = client_of(world.ana), reverse("account", args=[leads["bia"].account_id])

    def shown():
        page = text_of(client.get(at))
        card = page.partition('class="j-list j-score-lines"')[2].partition("</ul>")[0]
        return re.findall(r">(bia|caio)<", card), "j-score-head" in page

    assert shown() == (["bia", "caio"], True)
    RoleRule.objects.create(code="sales", rule={"fields": {"lead.score": "hidden"}})
    assert shown() == (["caio", "bia"], False)
    assert "score" not in [column.code for column in client.get("/accounts/").context["listing"].columns]
    RoleRule.objects.update(rule={"fields": {"lead.score": "hidden", "lead.grade": "hidden"}})
    assert shown() == ([], False)
