"""A loss to a competitor asks to which one: in the dialog, by the API, and in what is read of it."""

import pytest

from jornada.apps.market.models import Competitor
from jornada.apps.org.models import Change, RoleRule
from jornada.apps.sales import actions, reason_actions
from jornada.apps.sales.models import LossReason, Opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen():
    return LossReason.objects.get(label_en="Bought from a competitor")


@pytest.fixture
def price():
    return LossReason.objects.get(label_en="Price")


@pytest.fixture
def lose(client, owner, opportunity, chosen):
    """Return what sends the dialog, for the reason that asks unless another is given."""
    client.force_login(owner)

    def send(**given):
        sent = {"reason": chosen.pk, "closed_on": actions.today().isoformat(), **given}
        answer = client.post(f"/opportunities/{opportunity.pk}/lose/", sent)
        opportunity.refresh_from_db()
        return answer

    return send


def test_the_reason_of_the_first_list_asks(chosen, price):
    assert (chosen.asks_competitor, price.asks_competitor) == (True, False)


@pytest.mark.parametrize("words", ["Chose another competitor", "Foi para a concorrência"])
def test_a_reason_in_words_that_speaks_of_a_competitor_asks(words):
    assert reason_actions.reason_named(words).asks_competitor


def test_the_competitor_is_needed(lose, opportunity):
    answer = lose()
    assert (answer.status_code, opportunity.outcome) == (422, "open")
    assert "Which competitor was chosen?" in answer.text


def test_nobody_knows_is_an_answer(lose, opportunity):
    assert lose(unknown="on").status_code == 302
    assert (opportunity.outcome, opportunity.competitor) == ("lost", None)


def test_other_reasons_do_not_need_it_but_take_it(lose, opportunity, price):
    Competitor.objects.create(name="Nimbus")
    lose(reason=price.pk, competitor="nimbus")
    assert str(opportunity.competitor) == "Nimbus"


def test_a_competitor_that_is_called_nearly_so_is_offered_before_a_new_one(client, owner):
    client.force_login(owner)
    Competitor.objects.create(name="Nimbus CRM")
    page = client.get("/competitors/pick/?field=competitor&list=x&competitor=Nimbus").text
    assert page.index('data-record-choose="Nimbus CRM"') < page.index("None of these: create “Nimbus”")


def test_one_that_nobody_named_is_created_first(lose, client, opportunity):
    answer = lose(competitor="Novatec")
    assert (answer.status_code, opportunity.outcome) == (422, "open")
    assert "create it with the button beside the field" in answer.text
    offered = client.get("/competitors/pick/?field=competitor&list=x&competitor=Novatec").text
    assert "Create “Novatec”" in offered
    made = client.post("/competitors/quick/", {"called": "  Novatec ", "list": "x"}).text
    assert 'data-record-made="Novatec"' in made
    assert lose(competitor="Novatec").status_code == 302
    assert str(opportunity.competitor) == "Novatec"
    assert Change.objects.filter(model="market.competitor", kind="created").exists()


def test_suggestions_leave_out_who_is_switched_off(client, owner):
    client.force_login(owner)
    Competitor.objects.create(name="Açaí Soft")
    Competitor.objects.create(name="Acai Old", is_active=False)
    page = client.get("/competitors/pick/?field=q&list=x&q=acai").text
    assert ("Açaí Soft" in page, "Acai Old" in page) == (True, False)
    assert "Create" not in client.get("/competitors/pick/?field=q&list=x&q=ACAI+OLD").text


@pytest.mark.parametrize("name", ["", "x" * 121, "   "])
def test_a_name_that_is_none_creates_nothing(client, owner, name):
    client.force_login(owner)
    assert "Expected a name" in client.post("/competitors/quick/", {"called": name}).text
    assert not Competitor.objects.exists()


def test_the_same_name_is_not_created_twice(client, owner):
    client.force_login(owner)
    Competitor.objects.create(name="Nimbus")
    assert 'data-record-made="Nimbus"' in client.post("/competitors/quick/", {"called": "NÍMBUS"}).text
    assert Competitor.objects.count() == 1


def test_who_may_not_change_the_field_names_nobody_and_is_not_asked(client, owner, lose, opportunity):
    rule = {"fields": {"opportunity.competitor": "read"}}
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": rule})
    client.force_login(type(owner).objects.get(pk=owner.pk))
    assert client.get("/competitors/pick/").status_code == 403
    assert client.post("/competitors/quick/", {"called": "Nimbus"}).status_code == 403
    assert lose().status_code == 302
    assert opportunity.outcome == "lost"


def test_viewers_name_nobody(client, outsider):
    outsider.role = "viewer"
    outsider.save()
    client.force_login(outsider)
    assert client.post("/competitors/quick/", {"called": "Nimbus"}).status_code == 403


def test_the_page_shows_which_reasons_ask(client, owner, opportunity, chosen):
    client.force_login(owner)
    page = client.get(f"/opportunities/{opportunity.pk}/lose/").text
    assert f'data-asks="{chosen.pk}"' in page
    assert 'data-asks-for="id_lostform_competitor"' in page


def test_losses_that_name_nobody_are_counted_and_listed(client, owner, opportunity):
    client.force_login(owner)
    Competitor.objects.create(name="Nimbus")
    actions.lose_opportunity(owner, opportunity, reason="Bought from a competitor")
    assert "competitor=unnamed" in client.get("/competitors/").text
    assert opportunity.name in client.get("/opportunities/?competitor=unnamed").text
    Opportunity.objects.update(competitor=Competitor.objects.get())
    assert "competitor=unnamed" not in client.get("/competitors/").text


def test_the_page_of_competitors_adds_up_by_currency(client, owner, opportunity, chosen):
    client.force_login(owner)
    Competitor.objects.create(name="Nimbus")
    Opportunity.objects.update(amount=2500, currency="EUR")
    actions.lose_opportunity(owner, opportunity, reason=chosen, competitor="Nimbus")
    assert "€" in client.get("/competitors/").text


def test_the_dialog_stays_open_with_what_is_wrong_in_it(client, lose, opportunity, chosen):
    sent = {"reason": chosen.pk, "closed_on": actions.today().isoformat()}
    answer = client.post(f"/opportunities/{opportunity.pk}/lose/", sent, headers={"HX-Request": "true"})
    assert (answer.status_code, "<html" in answer.text, "data-invalid" in answer.text) == (422, False, True)
    assert f'hx-post="/opportunities/{opportunity.pk}/lose/"' in answer.text


def test_from_the_dialog_a_loss_leads_on_to_the_whole_page(client, lose, opportunity, price):
    sent = {"reason": price.pk, "closed_on": actions.today().isoformat()}
    answer = client.post(f"/opportunities/{opportunity.pk}/lose/", sent, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == opportunity.get_absolute_url()
    opportunity.refresh_from_db()
    assert opportunity.outcome == "lost"
