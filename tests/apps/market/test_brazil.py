import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from jornada.apps.interactions.models import Touch
from jornada.apps.market.brazil import places
from jornada.apps.market.brazil.chats import chats_of, parts_of
from jornada.apps.market.brazil.forms import ChatTextForm
from jornada.apps.market.brazil.models import ChatText
from jornada.apps.market.fields import MoneyField
from jornada.apps.market.models import Account
from jornada.apps.org.alphabet import bare
from jornada.apps.org.zones import time_zones, zone_choices
from jornada.apps.sales.closing_forms import WonForm

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


@pytest.mark.parametrize(
    ("text", "state", "first"),
    [
        ("campinas", "SP", "Campinas"),
        ("sao paulo", "", "São Paulo"),
        ("grande", "MS", "Campo Grande"),
        ("xyz", "", None),
    ],
)
def test_municipalities_are_suggested_of_one_state_or_all(text, state, first):
    found = places.suggested(text, state)
    assert (found[0].name if found else None) == first
    assert {city.state for city in found} <= ({state} if state else set(places.state_names()))


def test_the_list_is_whole():
    assert len(places.state_names()) == 27
    assert len(places._all()) > 5_560


def test_the_city_box_asks_for_the_state_beside_it(as_owner):
    answer = as_owner.get(reverse("city_pick"), {"city": "santa", "state": "Paraná"}).content.decode()
    assert "Santa Amélia" in answer
    assert 'data-state="SC"' not in answer


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"state": "são paulo", "city": "SAO JOSE DOS CAMPOS"}, ("SP", "São José dos Campos")),
        ({"state": "BR-SP", "city": "S. J. do Rio Preto"}, ("SP", "S. J. do Rio Preto")),
        ({"state": "SP - São Paulo", "city": "S. José do Rio Preto/SP"}, ("SP", "São José do Rio Preto")),
        ({"state": "Minas Gerais (MG)", "city": "B. Horizonte"}, ("MG", "Belo Horizonte")),
        ({"state": "SP", "city": "Vila Nova de Ninguém"}, ("SP", "Vila Nova de Ninguém")),
        ({"state": "California", "city": "fresno", "country": "USA"}, ("California", "fresno")),
        ({"state": "SP", "city": "campinas", "country": "Portugal"}, ("SP", "campinas")),
    ],
)
def test_states_and_cities_are_written_in_one_way(as_owner, typed, kept):
    answer = as_owner.post(reverse("account_new"), {"name": "Nova Empresa", "kind": "b2b", "is_sure": "1", **typed})
    assert answer.status_code == 302
    account = Account.objects.get()
    assert (account.state, account.city) == kept


@pytest.mark.parametrize(
    ("state", "country", "is_asked"),
    [
        ("São", "", True),
        ("XX", "Brasil", True),
        ("california", "", True),
        ("California", "USA", False),
        ("sao paulo", "", False),
        ("", "", False),
    ],
)
def test_a_state_that_brazil_has_not_is_asked_about_once(as_owner, state, country, is_asked):
    typed = {"name": "Nova Empresa", "kind": "b2b", "state": state, "country": country}
    answer = as_owner.post(reverse("account_new"), typed)
    assert (answer.status_code == 422) == is_asked
    if is_asked:
        assert f"“{state}” is no state of Brazil" in answer.text
        as_owner.post(reverse("account_new"), {**typed, "is_sure": "1"})
        assert Account.objects.get().state == state


def test_a_state_that_stood_there_is_not_asked_about(as_owner, account):
    Account.objects.filter(pk=account.pk).update(state="São")
    typed = {"name": "Acme Novo", "kind": "b2b", "state": "São", "owner": account.owner_id}
    assert as_owner.post(reverse("account_edit", args=[account.pk]), typed).status_code == 302


def test_tax_ids_and_phones_are_shown_with_their_signs_and_kept_bare(as_owner, account):
    Account.objects.filter(pk=account.pk).update(tax_id="12ABC34501DE35", phone="+5511987654321")
    page = as_owner.get(reverse("account_edit", args=[account.pk])).content.decode()
    assert 'value="12.ABC.345/01DE-35"' in page
    assert 'value="(11) 98765-4321"' in page
    assert 'data-mask="tax-id"' in page


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("pt-br", "R$ 1.234,56", "1234.56"),
        ("pt-br", "1234,5", "1234.5"),
        ("pt-br", "1.234", "1234"),
        ("en", "1,234.56", "1234.56"),
        ("en", "1234.5", "1234.5"),
    ],
)
def test_amounts_are_read_as_the_language_writes_them(language, text, value):
    with translation.override(language):
        assert MoneyField().clean(text) == Decimal(value)


@pytest.mark.parametrize("text", ["25/12/2025", "2025-12-25"])
def test_days_are_read_as_typed_in_portuguese_and_as_browsers_send_them(opportunity, text):
    with translation.override("pt-br"):
        form = WonForm({"closed_on": text, "amount": "1,00"}, opportunity=opportunity, user=opportunity.owner)
        form.is_valid()
        assert form.cleaned_data["closed_on"] == dt.date(2025, 12, 25)


def test_the_zones_of_the_country_stand_first():
    (_label, home), *_rest = zone_choices(dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    assert dict(home)["America/Manaus"] == "Manaus (UTC−04:00)"
    assert len(home) == 16


@pytest.mark.parametrize(
    ("spoken", "lisbon"), [("pt-br", "Lisboa (Europa, UTC+00:00)"), ("en", "Lisbon (Europe, UTC+00:00)")]
)
def test_zones_abroad_are_named_in_the_language_of_the_reader(spoken, lisbon):
    with translation.override(spoken):
        _home, (_near, americas), (_far, others), (_gone, former) = zone_choices(dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    assert dict(others)["Europe/Lisbon"] == lisbon
    assert dict(americas)["America/Argentina/Buenos_Aires"] == "Buenos Aires (UTC−03:00)"
    assert dict(former)["Brazil/East"] == "Brazil/East (UTC−03:00)"
    places = [bare(label.split(" (")[0]) for _name, label in others]
    assert places == sorted(places)


def test_every_zone_may_be_chosen_once():
    offered = [name for _group, pairs in zone_choices() for name, _label in pairs]
    assert sorted(offered) == time_zones()


def test_a_chat_begins_blank_or_with_a_text_filled_in(owner, contact):
    ChatText.objects.create(name="Hello", text="Hi {first_name} of {company}, I am {me} & {unknown}")
    blank, hello = chats_of(owner, contact)
    assert blank.url("5511987654321") == "https://wa.me/5511987654321"
    assert hello.text == "Hi Bia of Acme, I am Olga & {unknown}"
    assert hello.url("5511987654321").endswith("?text=Hi%20Bia%20of%20Acme%2C%20I%20am%20Olga%20%26%20%7Bunknown%7D")


@pytest.mark.parametrize(
    ("text", "company", "person"),
    [
        ("Olá, {primeiro_nome}! Duas perguntas sobre {empresa}?", "Olá! Duas perguntas sobre {name}?", "Olá, Bia!"),
        ("Hello {first_name}, this is {me}", "Hello, this is Olga", "Hello Bia, this is Olga"),
        ("A word to {first_name}", "A word to {name}", "A word to Bia"),
    ],
)
def test_a_company_is_greeted_without_its_name(owner, account, text, company, person):
    ChatText.objects.create(name="Hello", text=text)
    account.name = "Agropecuária Machado"
    assert chats_of(owner, account)[1].text == company.format(name=account.name)
    account.name, account.kind = "Bia Reis", "b2c"
    assert chats_of(owner, account)[1].text.startswith(person)


def test_a_company_that_nobody_knows_is_said_in_the_words_of_the_text(owner, contact):
    contact.account = None
    ChatText.objects.create(name="Olá", text="Duas perguntas sobre a {Empresa}? About {company}?")
    assert chats_of(owner, contact)[1].text == "Duas perguntas sobre a sua empresa? About your company?"


def test_a_person_is_no_company_of_their_own(owner, account):
    account.kind = "b2c"
    ChatText.objects.create(name="Olá", text="Sobre a {empresa}")
    assert chats_of(owner, account)[1].text == "Sobre a sua empresa"


def test_places_are_told_from_what_is_said():
    parts = parts_of("{eu}, da {empresa} {nada}")
    assert parts == [("{eu}", True), (", da ", False), ("{empresa}", True), (" {nada}", False)]


def test_a_text_in_portuguese_names_its_places_in_portuguese(owner, contact):
    ChatText.objects.create(name="Olá", text="Olá, {primeiro_nome} da {empresa}: aqui é {eu}, {nome}")
    _blank, hello = chats_of(owner, contact)
    assert hello.text == f"Olá, Bia da Acme: aqui é Olga, {contact.name}"


def test_a_chat_that_is_opened_is_a_touch_and_can_be_taken_back(as_owner, contact):
    contact.phone = "+5511987654321"
    contact.save()
    page = as_owner.get(contact.get_absolute_url()).content.decode()
    assert 'href="https://wa.me/5511987654321"' in page
    assert f'data-touch-now="/touches/whatsapp/?contact={contact.pk}"' in page
    assert "activity=call.connected" in page
    answer = as_owner.post(f"{reverse('touch_whatsapp')}?contact={contact.pk}&text=Hello", **HTMX)
    touch = Touch.objects.get()
    assert (touch.activity.code, touch.contact, touch.note) == ("whatsapp.sent", contact, "Hello")
    assert reverse("touch_void", args=[touch.pk]) in answer["HX-Trigger"]


def test_who_may_not_change_the_record_records_no_chat(client, contact, colleague, outsider):
    for person, status in ((colleague, 403), (outsider, 404)):
        client.force_login(person)
        assert client.post(f"{reverse('touch_whatsapp')}?contact={contact.pk}").status_code == status
    assert not Touch.objects.exists()


def test_texts_of_chats_are_kept_by_marketing_and_managers(client, marketer, owner):
    client.force_login(marketer)
    data = {"name": "Hello", "text": "Hi {first_name}", "order": "0"}
    assert client.post(reverse("chat_text_new"), data).status_code == 302
    row = ChatText.objects.get()
    client.post(reverse("chat_text_edit", args=[row.pk]), {**data, "text": "Oi {first_name}"})
    assert "Oi <mark" in client.get(reverse("chat_text_list")).content.decode()
    client.force_login(owner)
    assert client.post(reverse("chat_text_delete", args=[row.pk])).status_code == 403
    client.force_login(marketer)
    client.post(reverse("chat_text_delete", args=[row.pk]))
    assert not ChatText.objects.exists()


@pytest.mark.parametrize(("language", "first"), [("pt-br", "{primeiro_nome}"), ("en", "{first_name}")])
def test_the_form_of_a_text_names_its_places_in_the_language(owner, language, first):
    with translation.override(language):
        assert first in str(ChatTextForm(user=owner).fields["text"].help_text)
