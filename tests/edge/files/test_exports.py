"""Exports as they come in practice: reordered, hand-saved, in Portuguese, with what people left in their cells."""

import pytest

from jornada.apps.market.models import Contact

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
