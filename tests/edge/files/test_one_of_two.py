"""Rows of one file, or of the files of two systems, that share a CNPJ or an e-mail are about one record."""

import uuid

import pytest
from django.utils import timezone

from jornada.apps.market.duplicates.actions import split
from jornada.apps.market.duplicates.models import Merge
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import User
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load.work import Work
from jornada.edge.files.run import run_plan
from jornada.edge.files.undo import undo

pytestmark = pytest.mark.django_db

TWO = "Código,Empresa,CNPJ,Cidade,Telefone\n1,Alfa,11.222.333/0001-81,Recife,\n2,Alfa SA,11222333000181,,11 3333-4444\n"
PEOPLE = "ID,Nome,E-mail,Cargo\n1,Ana Souza,ana@alfa.com.br,\n2,Ana S. Lima Souza,ANA@alfa.com.br,Diretora\n"


@pytest.mark.parametrize("text", [TWO, TWO.replace("\n1,", "\n,").replace("\n2,", "\n,")])
@pytest.mark.parametrize("is_dry", [True, False])
def test_two_rows_of_one_cnpj_are_one_company(write, import_files, text, is_dry):
    result = import_files(("accounts", write("a.csv", text)), is_dry=is_dry)
    assert result["totals"] == {"created": 1, "updated": 1, "skipped": 0, "rejected": 0}
    if not is_dry:
        account = Account.objects.get()
        assert (account.name, account.city, account.phone) == ("Alfa SA", "Recife", "+551133334444")


def test_the_company_is_known_by_both_ids(write, import_files):
    result = import_files(("accounts", write("a.csv", TWO)))
    assert "tax_id|one_of_two" in str(result["issues"])
    deals = "Deal ID,Deal name,Account ID,Deal stage\n7,Um,1,Proposta\n8,Dois,2,Proposta\n"
    import_files(("opportunities", write("d.csv", deals)))
    account = Account.objects.get()
    assert account.external_id == "1"
    assert set(Opportunity.objects.values_list("account_id", flat=True)) == {account.pk}


def test_the_same_file_again_makes_nothing_new(write, import_files):
    path = write("a.csv", TWO)
    import_files(("accounts", path))
    again = import_files(("accounts", path))
    assert (again["totals"]["created"], Account.objects.count(), Merge.objects.count()) == (0, 1, 1)
    assert Account.objects.get().external_id == "1"


def test_the_file_of_another_system_finds_the_company_by_its_cnpj(write, import_files):
    import_files(("accounts", write("a.csv", "ID,Empresa,CNPJ\nhub-1,Alfa,11.222.333/0001-81\n")))
    import_files(("accounts", write("b.csv", "ID,Empresa,CNPJ,Cidade\n9,Alfa SA,11222333000181,Olinda\n")))
    assert list(Account.objects.values_list("external_id", "city")) == [("hub-1", "Olinda")]


def test_what_an_import_took_for_one_company_can_be_split(write, import_files):
    import_files(("accounts", write("a.csv", TWO)))
    admin = User.objects.create_user("ana", role="admin")
    back = split(admin, Merge.objects.get())
    assert (back.external_id, back.name, back.tax_id) == ("2", "Alfa SA", "11222333000181")
    assert Account.objects.count() == 2


def test_a_cnpj_of_zeros_makes_no_two_companies_one(write, import_files):
    text = "Empresa,CNPJ\nAlfa,00.000.000/0000-00\nBeta,00.000.000/0000-00\n"
    import_files(("accounts", write("a.csv", text)))
    assert set(Account.objects.values_list("name", flat=True)) == {"Alfa", "Beta"}


@pytest.mark.parametrize("text", [PEOPLE, PEOPLE.replace("\n1,", "\n,").replace("\n2,", "\n,")])
@pytest.mark.parametrize("is_dry", [True, False])
def test_two_rows_of_one_address_are_one_person(write, import_files, text, is_dry):
    result = import_files(("contacts", write("c.csv", text)), is_dry=is_dry)
    assert result["totals"] == {"created": 1, "updated": 1, "skipped": 0, "rejected": 0}
    if not is_dry:
        assert Contact.objects.values_list("name", "title").get() == ("Ana S. Lima Souza", "Diretora")


def test_people_of_two_ids_who_share_a_mailbox_stay_two(write, import_files):
    text = "ID,Nome,E-mail\n1,Ana Souza,compras@alfa.com.br\n2,Carlos Lima,compras@alfa.com.br\n"
    import_files(("contacts", write("c.csv", text)))
    assert set(Contact.objects.values_list("name", flat=True)) == {"Ana Souza", "Carlos Lima"}


def test_the_further_address_of_an_earlier_row_finds_its_person_and_stays_the_further_one(write, import_files):
    text = "Nome,E-mail,Cargo\nAna,ana@alfa.com.br; ana@gmail.com,\nAna Souza,ana@gmail.com,Diretora\n"
    import_files(("contacts", write("c.csv", text)))
    import_files(("contacts", write("d.csv", "Nome,E-mail\nAna Souza,ana@gmail.com\n")))
    ana = Contact.objects.get()
    assert (ana.name, ana.title, ana.email) == ("Ana Souza", "Diretora", "ana@alfa.com.br")
    assert list(ana.points.values_list("value", flat=True)) == ["ana@gmail.com"]


def test_undoing_forgets_the_second_id(write, plan_of, tmp_path):
    batch, began = uuid.uuid4(), timezone.now()
    steps = plan_of(("accounts", write("a.csv", TWO)))
    run_plan(steps, Work(None, is_dry=False, batch=batch, now=began), tmp_path / "r.csv")
    undo(batch, [began], None, tmp_path / "kept.csv")
    assert (Account.objects.count(), Merge.objects.count()) == (0, 0)
