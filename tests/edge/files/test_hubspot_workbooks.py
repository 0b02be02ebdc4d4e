"""Workbooks of HubSpot: ids as numbers, days as days or as text, several companies and people in a cell."""

import datetime as dt

import openpyxl
import pytest

from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WHEN, CLOSED = dt.datetime.fromisoformat("2026-01-05T13:20"), dt.datetime.fromisoformat("2026-02-01T09:00")
DEALS = {
    "en": ("Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Close Date", "Create Date", "Deal owner",
           "Associated Company", "Associated Company IDs", "Associated Contact"),
    "pt": ("ID do registro", "Nome do negócio", "Etapa do negócio", "Pipeline", "Valor", "Data de fechamento",
           "Data de criação", "Proprietário do negócio", "Empresa associada", "IDs de empresa associada",
           "Contato associado"),
    "es": ("ID de registro", "Nombre del negocio", "Etapa del negocio", "Pipeline", "Importe", "Fecha de cierre",
           "Fecha de creación", "Propietario del negocio", "Empresa asociada", "IDs de empresa asociada",
           "Contacto asociado"),
}  # fmt: skip
LOST = {"en": "Closed Lost", "pt": "Fechado perdido", "es": "Cierre perdido"}
FORMS = {
    "days": lambda at: at,
    "text": lambda at: f"{at:%Y-%m-%d %H:%M}",
}


@pytest.fixture
def book(tmp_path):
    def book(name, *rows):
        made = openpyxl.Workbook()
        made.active.title = name
        for row in rows:
            made.active.append(row)
        made.save(tmp_path / f"{name}.xlsx")
        return tmp_path / f"{name}.xlsx"

    return book


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", DEALS)
def test_deals_have_their_days_company_and_person(book, import_auto, language, form):
    told = (form(CLOSED), form(WHEN), "Bia Reis", "Aço Verde;Aço Sul", "301;302", "Lívia Teles (livia@aco.com.br);Caio")
    rows = [
        (25789123456, "ERP", LOST[language], "Sales Pipeline", 1200.5, *told),
        (25789123457, "BI", "Proposta", "Sales Pipeline", 99, *told),
    ]
    import_auto(book("hubspot-crm-exports-all-deals", DEALS[language], *rows))
    deal = Opportunity.objects.select_related("account", "contact", "owner").get(name="ERP")
    assert (deal.external_id, deal.outcome, float(deal.amount)) == ("25789123456", "lost", 1200.5)
    assert (deal.closed_on, deal.engaged_on) == (CLOSED.date(), WHEN.date())
    assert (deal.account.name, deal.contact.name, deal.owner.name) == ("Aço Verde", "Lívia Teles", "Bia Reis")
    other = Opportunity.objects.get(name="BI")
    assert (other.outcome, other.expected_on, other.closed_on) == ("open", CLOSED.date(), None)


PEOPLE = {
    "en": ("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Contact owner", "Create Date",
           "Primary Associated Company ID", "Associated Company"),
    "pt": ("ID do registro", "Nome", "Sobrenome", "E-mail", "Número de telefone", "Proprietário do contato",
           "Data de criação", "ID de empresa associada", "Empresa associada"),
    "es": ("ID de registro", "Nombre", "Apellidos", "Correo", "Número de teléfono", "Propietario del contacto",
           "Fecha de creación", "ID de empresa asociada", "Empresa asociada"),
}  # fmt: skip
COMPANIES = {
    "en": ("Record ID", "Company name", "Company owner", "City", "Country/Region", "Industry", "Create Date"),
    "pt": ("ID do registro", "Nome da empresa", "Proprietário da empresa", "Cidade", "País/Região", "Setor",
           "Data de criação"),
    "es": ("ID de registro", "Nombre de la empresa", "Propietario de la empresa", "Ciudad", "País o región", "Sector",
           "Fecha de creación"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", PEOPLE)
def test_people_and_companies_are_bound_by_their_ids(book, import_auto, language, form):
    company = (8123456789, "Aço Verde", "Bia Reis", "Recife", "Brasil", "MACHINERY", form(WHEN))
    import_auto(book("companies", COMPANIES[language], company))
    person = (51, "Lívia", "Teles", "livia@aco.com.br", 5581999990000, "Bia Reis", form(WHEN), 8123456789, "Other name")
    import_auto(book("contacts", PEOPLE[language], person))
    found = Contact.objects.select_related("account", "owner").get()
    assert (found.external_id, found.name, found.account.name) == ("51", "Lívia Teles", "Aço Verde")
    assert (found.phone, found.owner.name) == ("+5581999990000", "Bia Reis")
    assert (found.created_at.isoformat()[:16], Account.objects.get().city) == ("2026-01-05T16:20", "Recife")
