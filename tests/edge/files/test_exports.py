"""Exports as they come in practice: reordered, hand-saved, in Portuguese, with what people left in their cells."""

import pytest

from jornada.apps.market.models import Contact
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db


def test_people_without_an_email_come_once_however_often_their_file_comes(write, import_auto):
    text = "First Name,Last Name,Account Name,Mailing Street,Email\nInês,Falcão,Pedra Clara,,\nInês,Falcão,Moinho,,\n"
    path = write("report.csv", text)
    import_auto(path)
    again = import_auto(path)
    assert (Contact.objects.count(), again["totals"]["skipped"]) == (2, 2)


def test_a_name_beside_a_last_name_is_the_first_name(write, import_auto):
    import_auto(write("contatos.csv", "ID do registro,Nome,Sobrenome,E-mail\n1,Lívia,Teles,livia@moinho.com.br\n"))
    assert Contact.objects.get().name == "Lívia Teles"


def test_ids_that_a_spreadsheet_rounded_make_one_record_of_nobody(write, import_auto, report_rows):
    head = "ID do registro;Nome do negócio;Etapa do negócio;Valor\n"
    rows = "2,57891E+10;Expansão;Proposta;R$ 10,50\n2,57891E+10;Peças;Proposta;R$ 20,00\n"
    path = write("negocios.csv", head + rows)
    import_auto(path)
    assert sorted(Opportunity.objects.values_list("name", flat=True)) == ["Expansão", "Peças"]
    assert {row["field"] for row in report_rows()} == {"External id"}
    assert import_auto(path)["totals"]["skipped"] == 2


def test_who_owns_nothing_is_nobody(write, import_auto):
    head = "Record ID,First Name,Last Name,Email,Contact owner,Associated Company\n"
    rows = "1,Ana,Souza,a@aco.com.br,No owner,Aço;Aço Sul\n2,Bia,Reis,b@aco.com.br,Deactivated User (v@nos.com.br),\n"
    import_auto(write("contacts.csv", head + rows))
    people = Contact.objects.order_by("name").select_related("owner", "account")
    assert [str(one.owner or "") for one in people] == ["", "v@nos.com.br"]
    assert [str(one.account or "") for one in people] == ["Aço", ""]
