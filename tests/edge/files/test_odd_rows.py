"""Rows that real exports bring and that once came in wrong, or lost a value without a word."""

import uuid

import pytest
from django.utils import timezone

from jornada.apps.leads.models import Lead, Source
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.org.models import Team, User
from jornada.apps.sales.models import Opportunity
from jornada.edge.files import run
from jornada.edge.files.load.work import Work
from jornada.edge.files.run import run_plan

pytestmark = pytest.mark.django_db


def test_a_column_that_only_says_closed_leaves_to_the_stage_how_it_ended(write, import_files):
    text = "id,Stage,Closed,Amount\n1,Closed Won,TRUE,10\n2,Closed Lost,TRUE,10\n3,Proposal,FALSE,5\n4,,TRUE,5\n"
    import_files(("opportunities", write("o.csv", text)))
    outcomes = dict(Opportunity.objects.values_list("external_id", "outcome"))
    assert outcomes == {"1": "won", "2": "lost", "3": "open", "4": "lost"}


def test_sources_that_differ_only_far_behind_or_in_another_script_are_two(write, import_files):
    start = "Campanha de marketing de 2024 para clientes da região sul com "
    names = [f"{start}desconto", f"{start}brinde de Natal", "展会", "广告"]
    rows = "".join(f"{n},Ana,a{n}@x.com.br,{name}\n" for n, name in enumerate(names))
    import_files(("leads", write("l.csv", f"id,Nome,Email,Origem\n{rows}")))
    assert Source.objects.filter(label_pt__in=names).count() == len(names)


def test_the_second_phone_of_a_lead_stays_with_its_person(write, import_files):
    text = "id,Nome,Email,Telefone\n1,Ana,ana@x.com.br,11 3333-1111 / 11 98888-2222\n"
    import_files(("leads", write("l.csv", text)))
    person = Contact.objects.get()
    assert (person.phone, [point.value for point in person.points.all()]) == ("+551133331111", ["+5511988882222"])


def test_a_lead_with_two_names_is_about_a_person(write, import_files):
    import_files(("leads", write("l.csv", "Nome,Sobrenome,Empresa\nAna,Souza,Acme\n")))
    assert Lead.objects.get().contact.name == "Ana Souza"


def test_ids_that_nothing_has_are_noted(write, import_files):
    deals = write("o.csv", "Opportunity ID,Name,Account ID,Contact ID,Lead ID\n1,a,77,88,99\n2,b,,,\n")
    found = import_files(("opportunities", deals))["issues"]["0:opportunities:o.csv"]
    assert found == {"account_id|no_such_account": 1, "contact_id|no_such_contact": 1, "lead|no_such_lead": 1}


def test_the_lead_of_a_deal_that_came_before_is_no_unknown_one(write, import_files):
    import_files(("leads", write("l.csv", "id,Nome,Email\n99,Ana,ana@x.com.br\n")))
    deals = write("o.csv", "Opportunity ID,Name,Lead ID\n1,a,99\n")
    for _time in ("first", "second"):
        assert "no_such_lead" not in str(import_files(("opportunities", deals))["issues"])


def test_an_account_that_takes_an_id_is_found_by_it_in_the_same_plan(write, import_files):
    import_files(("accounts", write("a.csv", "Empresa\nAcme\n")))
    accounts = write("b.csv", "id,Empresa\n1,Nova\n2,Acme\n")
    import_files(("accounts", accounts), ("opportunities", write("o.csv", "id,Name,Account ID\nx,a,2\n")))
    assert Opportunity.objects.get().account.name == "Acme"


def test_a_dry_run_knows_the_deals_and_leads_of_its_own_plan(write, import_files):
    files = [
        ("leads", write("l.csv", "id,Nome,Email\nL1,Ana,ana@x.com.br\n")),
        ("opportunities", write("o.csv", "id,Name,Lead ID,Account\nO1,a,L1,Acme\n")),
        ("touches", write("t.csv", "Opportunity ID,Type,Date\nO1,Call,2024-01-02\n")),
    ]
    dry = import_files(*files, is_dry=True)
    assert dry["totals"]["rejected"] == 0
    assert (dry["totals"], dry["issues"]) == ((real := import_files(*files))["totals"], real["issues"])


@pytest.mark.parametrize(("kind", "model"), [("leads", Lead), ("opportunities", Opportunity)])
def test_equal_rows_on_both_sides_of_an_interruption_stay_two(write, plan_of, tmp_path, monkeypatch, kind, model):
    monkeypatch.setattr(run, "CHUNK", 2)
    steps = plan_of((kind, write("d.csv", "Name,Company\nAcme 1,Acme\nsame,Acme\nsame,Acme\nb,Acme\n")))
    batch, places = uuid.uuid4(), []

    class StoppedError(Exception): ...

    class Watch(run.Silent):
        def save_state(self, **state):
            places.append(state)

        def progress(self, done, total, phase=""):
            raise StoppedError

    with pytest.raises(StoppedError):
        run_plan(steps, Work(None, is_dry=False, batch=batch), tmp_path / "r.csv", watch=Watch())
    run_plan(steps, Work(None, is_dry=False, batch=batch), tmp_path / "r.csv", state=places[-1])
    assert model.objects.count() == 4
    assert Account.objects.count() == 1


def test_branches_of_one_name_are_told_apart_by_their_cnpj(write, import_files):
    text = "Razao Social,CNPJ\nBanco X SA,00.000.000/0001-91\nBanco X SA,00.000.000/0002-72\nBanco X SA,\n"
    import_files(("accounts", write("a.csv", text)))
    import_files(("leads", write("l.csv", "id,Nome,Email,Empresa,CNPJ\n1,Ana,a@y.com.br,Banco X SA,00000000000353\n")))
    assert sorted(Account.objects.values_list("tax_id", flat=True)) == [
        "00000000000191",
        "00000000000272",
        "00000000000353",
    ]


def test_a_wrong_cnpj_comes_in_with_a_note_and_is_corrected_by_the_next_file(write, import_files):
    result = import_files(("accounts", write("a.csv", "Empresa,CNPJ\nAcme,00.000.000/0001-92\n")))
    assert (result["totals"]["created"], "tax_id|wrong_tax_id" in str(result["issues"])) == (1, True)
    assert Account.objects.get().tax_id == "00000000000192"
    import_files(("accounts", write("b.csv", "Empresa,CNPJ\nAcme,00.000.000/0001-91\n")))
    assert Account.objects.get().tax_id == "00000000000191"


def test_a_spreadsheet_gives_back_the_zeros_that_it_took_from_a_cnpj(write, import_files):
    result = import_files(("accounts", write("a.csv", "Empresa,CNPJ\nAcme,7526557000100\n")))
    assert (Account.objects.get().tax_id, str(result["issues"])) == ("07526557000100", "{'0:accounts:a.csv': {}}")


def test_amounts_below_zero_are_noted_and_left_out(write, import_files):
    result = import_files(("accounts", write("a.csv", "Empresa,Faturamento\nAcme,-100\n")))
    assert (Account.objects.get().revenue, "revenue|negative" in str(result["issues"])) == (None, True)


def test_a_second_product_of_one_name_is_refused(write, import_files):
    text = "SKU,Produto,Preço\nP1,Camiseta,10\nP2,Camiseta,12\nP1,Camiseta,11\n"
    result = import_files(("products", write("p.csv", text)))
    assert list(Product.objects.values_list("code", "list_price")) == [("P1", 11)]
    assert (result["totals"]["rejected"], "name|name_of_another" in str(result["issues"])) == (1, True)


def test_a_product_is_not_given_the_name_of_another(write, import_files):
    import_files(("products", write("p.csv", "SKU,Produto\nP1,Camiseta\nP2,Meia\n")))
    result = import_files(("products", write("q.csv", "SKU,Produto\nP2,Camiseta\n")))
    assert result["totals"]["rejected"] == 1
    import_files(("products", write("r.csv", "SKU,Produto\nP9,Camiseta\n")), key="name")
    assert dict(Product.objects.values_list("name", "code")) == {"Camiseta": "P9", "Meia": "P2"}


def test_deals_find_a_product_of_the_same_plan_by_its_code(write, import_files):
    products = write("p.csv", "SKU,Produto\nP-100,Camiseta\n")
    import_files(("products", products), ("opportunities", write("o.csv", "id,Name,Produto\n1,a,P-100\n")))
    assert Opportunity.objects.get().product.name == "Camiseta"


def test_currencies_are_read_as_people_write_them(write, import_files):
    cells = ["Real", "R$", "US$", "Euro", "brl", "BRL - Real brasileiro", "Bitcoins", "$"]
    rows = "".join(f"{n},a,1,{cell}\n" for n, cell in enumerate(cells))
    result = import_files(("opportunities", write("o.csv", f"id,Name,Amount,Currency\n{rows}")))
    found = list(Opportunity.objects.order_by("external_id").values_list("currency", flat=True))
    assert found == ["BRL", "BRL", "USD", "EUR", "BRL", "BRL", "BRL", "BRL"]
    assert result["issues"]["0:opportunities:o.csv"] == {"currency|not_a_currency": 2}


def test_languages_are_not_cut(write, import_files):
    text = "Nome,Email,Idioma\nAna,a@x.com.br,Português (Brasil)\nBia,b@x.com.br,pt_BR\nCid,c@x.com.br,Klingon\n"
    result = import_files(("contacts", write("c.csv", text)))
    assert dict(Contact.objects.values_list("name", "language")) == {"Ana": "pt", "Bia": "pt-br", "Cid": ""}
    assert "language|not_a_language" in str(result["issues"])


def test_sellers_named_by_deals_take_their_address_and_teams_their_manager(write, import_files):
    import_files(("opportunities", write("o.csv", "id,Name,Owner\n1,a,Ana Lima\n")))
    text = (
        "Vendedor,Email,Gerente,Equipe\nAna Lima,ana@x.com.br,,Sul\nBia,bia@x.com.br,Caio,Sul\nBia,b2@x.com.br,,Sul\n"
    )
    import_files(("teams", write("t.csv", text)))
    emails = set(User.objects.values_list("name", "email"))
    assert emails == {("Ana Lima", "ana@x.com.br"), ("Bia", "bia@x.com.br"), ("Bia", "b2@x.com.br"), ("Caio", None)}
    assert Team.objects.get().manager.name == "Caio"


def test_whoever_signs_in_already_is_given_no_address(write, import_files):
    User.objects.create(username="ana", name="Ana Lima", last_login=timezone.now())
    import_files(("teams", write("t.csv", "Vendedor,Email\nAna Lima,other@x.com.br\n")))
    assert User.objects.get().email is None


def test_a_company_that_is_its_own_parent_is_noted(write, import_files):
    result = import_files(("accounts", write("a.csv", "Empresa,Grupo\nA,A\nB,A\n")))
    assert "parent|own_parent" in str(result["issues"])


def test_the_state_behind_a_municipality_is_the_state(write, import_files):
    text = "Empresa;Cidade\nAço;Campinas - SP\nBela;Sto. André/SP\nCasa;Boston, MA\n"
    import_files(("accounts", write("a.csv", text)))
    found = Account.objects.order_by("name").values_list("city", "state")
    assert list(found) == [("Campinas", "SP"), ("Santo André", "SP"), ("Boston, MA", "")]
