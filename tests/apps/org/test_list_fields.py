"""Lists narrowed by any field, with a column for each: through HTTP, as owner, colleague and outsider."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils.translation import override

from jornada.apps.interactions.models import Thread
from jornada.apps.market.models import Account, Industry
from jornada.apps.org.custom.actions import create_field
from jornada.apps.sales.models import Opportunity
from jornada.ui.list_fields import TESTS, fields_of, read_all

pytestmark = pytest.mark.django_db
CNPJ = "11222333000181"
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
STAMPS = {"created_at": NOW, "updated_at": NOW}


@pytest.fixture
def firms(owner):
    retail = Industry.objects.create(name="Retail")
    rows = [
        ("Alfa", {"city": "Recife", "revenue": 100, "employees": 5, "industry": retail}),
        (
            "Beta",
            {"city": "Natal", "revenue": 5000, "employees": 50, "size_band": "51-200", "tax_id": CNPJ},
        ),
        ("Gama", {"city": "", "founded": 1999, "phone": "+551133334444", "external_id": "CRM-7"}),
    ]
    return [Account.objects.create(name=name, owner=owner, **more, **STAMPS) for name, more in rows]


def shown(client, query):
    page = client.get(f"/accounts/?{query}")
    assert page.status_code == 200
    return [name for name in ("Alfa", "Beta", "Gama") if f">{name}<" in page.content.decode()]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("city:has:reci", ["Alfa"]),
        ("city:has_not:reci", ["Beta", "Gama"]),
        ("city:starts:Na", ["Beta"]),
        ("city:equals:Natal", ["Beta"]),
        ("city:empty:", ["Gama"]),
        ("city:filled:", ["Alfa", "Beta"]),
        ("city:equals:NATÁL", ["Beta"]),
        ("city:starts:ré", ["Alfa"]),
        ("external_id:equals:crm-7", ["Gama"]),
        ("external_id:equals:CRM", []),
        ("external_id:starts:crm", ["Gama"]),
        ("external_id:empty:", ["Alfa", "Beta"]),
        ("revenue:at_least:1,000.00", ["Beta"]),
        ("revenue:between:50|200", ["Alfa"]),
        ("revenue:empty:", ["Gama"]),
        ("employees:at_most:5", ["Alfa"]),
        ("created_at:between:2026-03-01|2026-03-02", ["Alfa", "Beta", "Gama"]),
        ("created_at:until:2026-03-01", []),
        ("created_at:last:1", []),
        ("owner:filled:", ["Alfa", "Beta", "Gama"]),
        ("owner:empty:", []),
        ("password:has:x", ["Alfa", "Beta", "Gama"]),
        ("revenue:at_least:lots", ["Alfa", "Beta", "Gama"]),
        ("city:drop:x", ["Alfa", "Beta", "Gama"]),
        ("city:has:RECÍ", ["Alfa"]),
        ("city:equals:natál", ["Beta"]),
        ("name:starts:Ál", ["Alfa"]),
        ("city:has:%25", []),
        ("industry:has:x", ["Alfa", "Beta", "Gama"]),
        ("tax_id:has:222.333/0001", ["Beta"]),
        ("tax_id:starts:11.222.", ["Beta"]),
        ("tax_id:equals:11.222.333/0001-81", ["Beta"]),
        ("phone:has:(11) 3333", ["Gama"]),
        ("phone:starts:11 33", ["Gama"]),
        ("phone:equals:(11) 3333-4444", ["Gama"]),
        ("phone:has_not:3333", ["Alfa", "Beta"]),
        ("phone:has:none", []),
    ],
)
def test_a_list_is_narrowed_by_any_field(client, owner, firms, asked, names):
    client.force_login(owner)
    assert shown(client, f"f={asked}") == names


@pytest.mark.parametrize(
    ("field", "kept", "asked"),
    [("external_id", "0015g0A", "0015G0a"), ("external_id", "Ação-7", "acao-7"), ("domain", "Acme.com", "acme.com")],
)
def test_an_exact_test_finds_what_another_system_wrote_in_mixed_case(client, owner, firms, field, kept, asked):
    Account.objects.filter(pk=firms[2].pk).update(**{field: kept})
    client.force_login(owner)
    assert shown(client, f"f={field}:equals:{quote(asked)}") == ["Gama"]
    assert shown(client, f"f={field}:equals:{quote(kept)}") == ["Gama"]
    assert shown(client, f"f={field}:equals:{quote(asked[:-1])}") == []


def test_filters_by_choice_take_several_values_and_add_up(client, owner, firms):
    client.force_login(owner)
    retail = Industry.objects.get()
    assert shown(client, f"f=industry:is:{retail.pk}") == ["Alfa"]
    assert shown(client, f"f=industry:is_not:{retail.pk}") == ["Beta", "Gama"]
    assert shown(client, f"f=owner:is:{owner.pk}&f=city:filled:&f=employees:at_least:6") == ["Beta"]


@pytest.mark.parametrize("record", ["account", "contact", "lead", "opportunity"])
def test_every_field_answers_every_test(client, admin, record, firms):
    client.force_login(admin)
    day = {"since": "2026-01-01", "until": "2026-01-01", "between": "2026-01-01|2026-01-02"}
    for field in fields_of(record):
        for test in TESTS[field.type]:
            raw = (day if field.type in ("date", "moment") else {"between": "1|2"}).get(test, "1")
            asked = {"f": f"{field.code}:{test}:{raw}", "export": "csv"}
            answer = client.get(reverse(f"{record}_list"), asked)
            assert b"".join(answer.streaming_content), (field, test)


def test_custom_fields_narrow_like_the_others(client, admin, firms):
    field = create_field(admin, record="account", label_en="Segment", label_pt="Ramo", type="several",
                         choices=[{"en": "Food", "pt": "Comida"}, {"en": "Steel", "pt": "Aço"}])  # fmt: skip
    number = create_field(admin, record="account", label_en="Trucks", label_pt="Caminhões", type="number")
    Account.objects.filter(name="Alfa").update(custom={field.code: ["food"], number.code: "7"})
    client.force_login(admin)
    assert shown(client, f"f={field.name}:is:food|steel") == ["Alfa"]
    assert shown(client, f"f={field.name}:is_not:food") == ["Beta", "Gama"]
    assert shown(client, f"f={number.name}:at_least:5") == ["Alfa"]


def test_a_custom_number_is_shown_as_it_was_written_in_its_column_and_in_its_filter(client, admin, firms):
    number = create_field(admin, record="account", label_en="Weight", label_pt="Peso", type="number")
    Account.objects.filter(name="Alfa").update(custom={number.code: "1234.25"})
    client.force_login(admin)
    page = client.get(f"/accounts/?columns={number.name}&f={number.name}:at_least:1,000.75").content.decode()
    assert "1,234.25<" in page
    assert "1,000.75" in client.get(f"/accounts/?f={number.name}:at_least:1,000.75").context["listing"].chips[0].value


def test_the_form_in_parts_leads_to_the_clean_address_and_keeps_the_rest(client, owner, firms):
    client.force_login(owner)
    query = "sort=name&f=city:filled:&f_field=revenue&f_test=between&f_value=10&f_value2=200"
    response = client.get(f"/accounts/?{query}")
    assert response.status_code == 302
    assert response.url == "/accounts/?sort=name&f=city%3Afilled%3A&f=revenue%3Abetween%3A10%7C200"


def test_a_value_that_does_not_fit_is_told(client, owner, firms):
    client.force_login(owner)
    page = client.get("/accounts/?f_field=revenue&f_test=at_least&f_value=lots", follow=True).content.decode()
    assert "expected a number, got “lots”" in page


def test_a_chip_takes_its_own_filter_away(client, owner, firms):
    client.force_login(owner)
    page = client.get("/accounts/?f=city:has:reci&f=revenue:filled:").content.decode()
    assert "City: contains reci" in page
    assert 'href="/accounts/?f=revenue%3Afilled%3A"' in page


def test_there_is_a_column_for_every_field_that_is_not_shown_already(client, owner, firms):
    client.force_login(owner)
    page = client.get("/accounts/?columns=city,founded,revenue,updated_at,parent").content.decode()
    assert "Year founded" in page
    assert "1999" in page
    assert "R$" in page
    assert 'name="columns" value="size_band"' not in page


def test_many_columns_cost_the_same_for_more_rows(client, owner, stage, django_assert_max_num_queries):
    threads = Thread.objects.bulk_create(Thread(opened_at=NOW) for _n in range(60))
    rows = [Opportunity(name=f"Deal {t.pk}", thread=t, owner=owner, stage=stage, **STAMPS) for t in threads]
    Opportunity.objects.bulk_create(rows)
    client.force_login(owner)
    asked = "/opportunities/?columns=contact,engaged_on,external_id,currency&f=amount:empty:"
    client.get(asked)  # what a process keeps is read before anything is counted
    # Where no index holds what is asked, the first rows are looked at by themselves (PostgreSQL: in a question more).
    with django_assert_max_num_queries(20):
        client.get(asked)


@pytest.mark.parametrize(("who", "names"), [("colleague", ["Alfa"]), ("outsider", [])])
def test_a_filter_shows_nobody_more_than_they_may_see(request, client, firms, who, names):
    client.force_login(request.getfixturevalue(who))
    assert shown(client, "f=city:has:reci") == names


def test_the_controls_of_a_field_fit_its_type(client, owner, db):
    client.force_login(owner)
    page = client.get("/lists/account/filter/?f_field=revenue&f_test=between").content.decode()
    assert 'name="f_value2"' in page
    assert "At least" in page
    assert client.get("/lists/account/filter/?f_field=nothing").content == b""


def test_the_condition_drawer_leads_back_with_the_condition_in_the_address(client, owner, firms):
    client.force_login(owner)
    next_page = "/lists/account/condition/?next=/accounts/%3Fsort%3Dname"
    assert "data-condition" in client.get(next_page).content.decode()
    line = {"condition.0.kind": "field", "condition.0.field": "city", "condition.0.test": "is"}
    data = {"record": "account", "editor": "condition", "condition.kind": "all", **line, "condition.0.value": "Natal"}
    url = client.post(next_page, data).url
    assert url.startswith("/accounts/?sort=name&where=")
    assert "Natal" in url
    assert 'value="Natal"' in client.get(f"/lists/account/condition/?next={quote(url)}").content.decode()
    assert client.get("/lists/task/condition/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("11.222.333/0001", ["Beta"]),
        ("11222333000181", ["Beta"]),
        ("(11) 3333-4444", ["Gama"]),
        ("3333-4444", ["Gama"]),
    ],
)
def test_the_box_above_the_list_finds_numbers_however_they_are_written(client, owner, firms, typed, names):
    client.force_login(owner)
    assert shown(client, f"q={quote(typed)}") == names


def test_letters_with_accents_are_found_without_them_wherever_they_are(client, owner, admin, firms):
    field = create_field(admin, record="account", type="text", label_en="Shed", label_pt="Galpão")
    Account.objects.filter(name="Alfa").update(city="São João del-Rei", custom={field.code: "Área coberta"})
    client.force_login(owner)
    assert shown(client, "f=city:has:sao joao") == ["Alfa"]
    assert shown(client, "f=city:has_not:sao joao") == ["Beta", "Gama"]
    assert shown(client, f"f={field.name}:starts:AREA") == ["Alfa"]


def test_what_cannot_be_used_of_an_address_is_named(client, owner, firms):
    client.force_login(owner)
    page = client.get("/accounts/?f=password:has:x&f=city:has:reci")
    assert page.context["listing"].left_out == ("password:has:x",)
    assert "password:has:x" in page.content.decode()
    assert client.get("/accounts/?f=city:has:reci").context["listing"].left_out == ()
    listing = client.get("/accounts/?f=city:sounds:x&f=city:sounds:y").context["listing"]
    assert listing.left_out == ("City",)


@pytest.mark.parametrize(
    ("asked", "language", "said"),
    [
        ("last:30", "en", "in the last 30 days"),
        ("last:1", "en", "in the last 1 day"),
        ("last:30", "pt-br", "nos últimos 30 dias"),
        ("next:1", "pt-br", "no próximo dia"),
        ("since:2026-01-31", "pt-br", "desde 31/01/2026"),
    ],
)
def test_a_filter_of_days_is_said_as_one_says_it(rf, owner, asked, language, said):
    request = rf.get("/accounts/", {"f": f"created_at:{asked}"})
    request.user = owner
    with override(language):
        (found,) = read_all(request, "account")
        assert found.shown == said
