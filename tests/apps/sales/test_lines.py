import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from jornada.apps.interactions.queries import live_touches
from jornada.apps.journeys.models import Position, Stage
from jornada.apps.market import competitor_actions
from jornada.apps.market.models import Competitor, Contact, Product
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.sales import actions, line_actions, panels, reason_actions
from jornada.apps.sales.line_forms import LineForm
from jornada.apps.sales.mismatch import mismatch_of
from jornada.apps.sales.models import LossReason, Opportunity, PipelineStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(db):
    return Product.objects.create(name="Seat", list_price=Decimal("99.90"))


def test_a_line_takes_name_and_price_of_the_price_list(owner, opportunity, product):
    line = line_actions.add_line(owner, opportunity, product=product, quantity=Decimal(3), discount=Decimal(10))
    assert (line.description, line.unit_price, line.total) == ("Seat", Decimal("99.90"), Decimal("269.73"))


def test_the_amount_follows_the_lines_until_it_is_written_by_hand(owner, opportunity, product):
    line_actions.add_line(owner, opportunity, product=product, quantity=Decimal(2))
    opportunity.refresh_from_db()
    assert opportunity.amount == Decimal("199.80")
    actions.update_opportunity(owner, opportunity, amount=Decimal(150))
    line_actions.add_line(owner, opportunity, product=product)
    opportunity.refresh_from_db()
    assert opportunity.amount == Decimal(150)
    assert line_actions.follow_lines(owner, opportunity).amount == Decimal("299.70")


def test_lines_leave_an_amount_alone_that_stood_before(owner, opportunity, product):
    Opportunity.objects.update(amount=Decimal(5000))
    line_actions.add_line(owner, opportunity, product=product)
    opportunity.refresh_from_db()
    assert opportunity.amount == Decimal(5000)


def test_a_price_in_another_currency_has_to_be_written(owner, opportunity, product):
    Opportunity.objects.update(currency="USD")
    with pytest.raises(WrongMomentError):
        line_actions.add_line(owner, opportunity, product=product)


def test_lines_are_kept_on_pages(client, owner, opportunity, product):
    client.force_login(owner)
    sent = {"product": product.pk, "quantity": "2", "discount": "", "unit_price": "", "description": ""}
    client.post(f"/opportunities/{opportunity.pk}/lines/new/", sent)
    line = opportunity.lines.get()
    client.post(f"/opportunity-lines/{line.pk}/", {**sent, "quantity": "0"})
    client.post(f"/opportunity-lines/{line.pk}/", {**sent, "quantity": "5", "unit_price": "10.00"})
    line.refresh_from_db()
    assert line.total == Decimal("50.00")
    assert "50.00" in client.get(opportunity.get_absolute_url()).text


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [
        ("pt-br", "12,5%", "12.50"),
        ("en", "12.5 %", "12.50"),
        ("pt-br", "7", "7.00"),
        ("en", "%", "0"),
        ("en", "x%", None),
    ],
)
def test_a_discount_is_read_with_its_sign_or_without(owner, product, language, typed, kept):
    with translation.override(language):
        form = LineForm({"product": product.pk, "quantity": "1", "discount": typed}, currency="BRL", user=owner)
        assert form.is_valid() is (kept is not None)
        assert kept or "12.5" in str(form.errors["discount"])
    assert form.cleaned_data.get("discount") == (Decimal(kept) if kept else None)


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403)])
def test_others_change_neither_lines_nor_people_nor_proposals(
    request, client, owner, contact, opportunity, product, who, status
):
    line = line_actions.add_line(owner, opportunity, product=product)
    person = line_actions.add_person(owner, opportunity, contact)
    client.force_login(request.getfixturevalue(who))
    base = f"/opportunities/{opportunity.pk}"
    paths = [f"{base}/lines/new/", f"{base}/follow-lines/", f"{base}/people/", f"{base}/proposals/new/"]
    paths += [f"/opportunity-lines/{line.pk}/", f"/opportunity-lines/{line.pk}/delete/"]
    paths += [f"/opportunity-people/{person.pk}/role/", f"/opportunity-people/{person.pk}/remove/"]
    assert {path: client.post(path, {}).status_code for path in paths} == dict.fromkeys(paths, status)


def test_a_person_takes_part_once_with_a_role(owner, opportunity, contact):
    person = line_actions.add_person(owner, opportunity, contact, "champion")
    with pytest.raises(WrongMomentError):
        line_actions.add_person(owner, opportunity, contact)
    assert line_actions.change_role(owner, person, "legal").role == "legal"


def test_the_main_contact_is_among_the_people(client, owner, opportunity, contact):
    client.force_login(owner)
    assert "Main contact" not in client.get(opportunity.get_absolute_url()).text
    contact.buying_role = "decision_maker"
    contact.save()
    opportunity.contact = contact
    opportunity.save()
    shown = panels.people_of(client.get("/").wsgi_request, opportunity)["context"]
    assert shown["main"] == contact
    assert str(Contact.BuyingRole(contact.buying_role).label) not in shown["missing"]
    assert "Main contact" in client.get(opportunity.get_absolute_url()).text
    line_actions.add_person(owner, opportunity, contact)
    assert panels.people_of(client.get("/").wsgi_request, opportunity)["context"]["main"] is None


def test_a_product_is_offered_with_its_list_price(owner):
    Product.objects.create(name="Sensor", list_price=Decimal("1200"))
    assert "Sensor · R$" in str(LineForm(currency="BRL", user=owner)["product"])


def test_people_are_added_on_the_page(client, owner, opportunity, contact):
    client.force_login(owner)
    sent = {"contact": f"{contact.name} (#{contact.pk})", "role": "user"}
    client.post(f"/opportunities/{opportunity.pk}/people/", sent)
    assert opportunity.people.get().role == "user"
    assert "Nobody plays: Decision maker" in client.get(opportunity.get_absolute_url()).text


def test_a_loss_names_reason_and_competitor(client, owner, opportunity):
    rival = Competitor.objects.create(name="Nimbus")
    reason = LossReason.objects.get(label_en="Price")
    client.force_login(owner)
    sent = {"reason": reason.pk, "competitor": rival.name, "note": "20% too dear", "closed_on": actions.today()}
    client.post(f"/opportunities/{opportunity.pk}/lose/", sent)
    opportunity.refresh_from_db()
    assert opportunity.loss_words == f"{reason.label}: 20% too dear"
    assert opportunity.competitor == rival
    assert live_touches().get(thread=opportunity.thread).note == "20% too dear"
    page = client.get("/competitors/").text
    assert f"?outcome=lost&amp;competitor={rival.pk}" in page


def test_a_reason_in_words_is_found_in_either_language_or_joins_the_list(owner, opportunity):
    number = LossReason.objects.count()
    assert reason_actions.reason_named("preço").label_en == "Price"
    actions.lose_opportunity(owner, opportunity, reason="Moved abroad")
    assert LossReason.objects.count() == number + 1


def test_a_reason_in_use_is_switched_off_not_deleted(admin, owner, opportunity):
    lost = actions.lose_opportunity(owner, opportunity, reason="Price")
    with pytest.raises(WrongMomentError):
        reason_actions.delete_reason(admin, lost.loss_reason)
    reason_actions.update_reason(admin, lost.loss_reason, is_active=False)
    with pytest.raises(PermissionDenied):
        reason_actions.create_reason(owner, label_en="A", label_pt="A")


def test_who_keeps_competitors(client, owner, marketer):
    client.force_login(owner)
    assert client.get("/competitors/").status_code == 200
    assert client.get("/competitors/new/").status_code == 403
    competitor_actions.create_competitor(marketer, name="Atlas")
    client.force_login(marketer)
    client.post("/competitors/new/", {"name": "Nimbus", "website": "https://www.nimbus.example/x", "is_active": "on"})
    assert Competitor.objects.get(name="Nimbus").website == "nimbus.example"


def test_a_stage_ahead_of_the_buyer_is_a_mismatch_with_its_reason(client, owner, account, opportunity):
    interest = Stage.objects.get(code="interest", map__status="active")
    Position.objects.update_or_create(account=account, defaults={"stage": interest})
    Opportunity.objects.update(stage=PipelineStage.objects.get(code="proposal"))
    opportunity.refresh_from_db()
    assert mismatch_of(opportunity).found.direction == "we_are_ahead"
    client.force_login(owner)
    assert "We say “Proposal”, which goes with Validation" in client.get(opportunity.get_absolute_url()).text
    Position.objects.update(stage=Stage.objects.get(code="evaluation", map__status="active"))
    assert mismatch_of(opportunity) is None


def test_what_was_bought_before_is_no_mismatch(account, opportunity):
    purchase = Stage.objects.get(code="purchase", map__status="active")
    Position.objects.update_or_create(account=account, defaults={"stage": purchase})
    Opportunity.objects.update(stage=PipelineStage.objects.get(code="qualification"))
    opportunity.refresh_from_db()
    assert mismatch_of(opportunity) is None


def test_a_product_brings_its_price_where_the_list_has_one_in_this_currency(owner, product):
    abroad = Product.objects.create(name="Abroad", list_price=Decimal(5), currency="USD")
    with translation.override("en"):
        attrs = LineForm(currency="BRL", user=owner).fields["product"].widget.attrs
    assert attrs["data-fills"] == "id_unit_price"
    brought = json.loads(attrs["data-values"])
    assert (brought[str(product.pk)], brought[str(abroad.pk)]) == ("99.90", "")


def test_after_a_line_the_next_one_is_asked_for(client, owner, opportunity, product):
    client.force_login(owner)
    address = f"/opportunities/{opportunity.pk}/lines/new/"
    assert 'name="another"' in client.get(address).text
    sent = {"product": product.pk, "quantity": "1", "unit_price": "", "discount": "0"}
    assert client.post(address, {**sent, "another": "1"}).url == address
    assert client.post(address, sent).url == opportunity.get_absolute_url()
    assert opportunity.lines.count() == 2
    assert 'name="another"' not in client.get(f"/opportunity-lines/{opportunity.lines.first().pk}/").text


def test_a_line_is_added_in_a_dialog_of_the_page_which_stays(client, owner, opportunity, product):
    client.force_login(owner)
    page, htmx = opportunity.get_absolute_url(), {"HX-Request": "true"}
    address = f"{page}lines/new/"
    assert f'hx-get="{address}"' in client.get(page).text
    asked = client.get(address, headers=htmx).text
    assert (f'hx-post="{address}"' in asked, "<html" in asked) == (True, False)
    sent = {"product": product.pk, "quantity": "1", "unit_price": "", "discount": "0"}
    another = client.post(address, {**sent, "another": "1"}, headers=htmx)
    assert (another.status_code, "lines-changed" in another["HX-Trigger"], 'name="another"' in another.text) == (
        200,
        True,
        True,
    )
    last = client.post(address, sent, headers=htmx)
    assert (last.status_code, "dialog-done" in last["HX-Trigger"], opportunity.lines.count()) == (204, True, 2)
    assert client.post(address, {**sent, "quantity": "x"}, headers=htmx).status_code == 422


def test_nobody_else_is_asked_for_a_line_in_a_dialog(client, colleague, outsider, opportunity):
    for user, status in ((colleague, 403), (outsider, 404)):
        client.force_login(user)
        answer = client.get(f"{opportunity.get_absolute_url()}lines/new/", headers={"HX-Request": "true"})
        assert answer.status_code == status


def test_a_line_says_what_it_comes_to_while_it_is_typed(client, owner, outsider, opportunity, product):
    client.force_login(owner)
    address = f"/opportunities/{opportunity.pk}/lines/worth/"
    sent = {"product": product.pk, "quantity": "2", "unit_price": "", "discount": "10"}
    assert "179.82" in client.get(address, sent).text
    assert client.get(address, {**sent, "quantity": "x"}).text == "–"
    assert client.get(address, {"quantity": "2"}).text == "–"
    client.force_login(outsider)
    assert client.get(address, sent).status_code == 404
