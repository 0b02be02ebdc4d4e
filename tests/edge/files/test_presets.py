"""Exports of well-known systems, as they leave them."""

import pytest

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import Tagging
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.matching.presets import recognise
from jornada.edge.files.propose import detect

# How an export is understood is asked of one database; that what was understood is written, of each.
pytestmark = pytest.mark.one_database
LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ana,Souza,https://www.linkedin.com/in/ana-souza,,Aço Verde,Compradora,06 Mar 2024
Bruno,Lima,https://www.linkedin.com/in/bruno-lima,bruno@bela.com.br,Bela SA,Diretor,21 Feb 2023
"""
META = (
    "id\tcreated_time\tad_id\tcampaign_name\tform_id\tform_name\tis_organic\tplatform\tfull_name\temail\tphone_number\n"
    "l:91\t2025-03-01T10:00:00-03:00\tag:1\tInverno\tf:2\tOrçamento\tfalse\tfb\tAna Souza\tana@aco.com.br\tp:+5511987\n"
    "l:92\t2025-03-02T11:00:00-03:00\tag:1\tInverno\tf:2\tOrçamento\tfalse\tig\tBia Reis\tbia@aco.com.br\tp:+5511988\n"
)
HUBSPOT = """Record ID,Deal Name,Deal Stage,Amount,Close Date,Company name,Company Domain Name,Industry,First Name,\
Last Name,Email,Phone Number,Job Title
501,Projeto A,Closed Won,1000,2025-03-01,Aço Verde,aco.com.br,Steel,Ana,Souza,ana@aco.com.br,1199,Compras
502,Projeto B,Proposal,2000,,Aço Verde,aco.com.br,Steel,Bia,Reis,bia@aco.com.br,1198,Diretora
"""
PIPEDRIVE = """Deal - ID;Deal - Title;Deal - Value;Deal - Stage;Deal - Status;Organization - Name;Organization - ID;\
Person - Name;Person - Email - Work;Person - Phone - Work;Deal - Deal created
7;Projeto A;1500;Proposal Made;Won;Aço Verde;31;Ana Souza;ana@aco.com.br;1199;2025-01-02 10:00:00
"""
HEADERS = [
    ("HubSpot", "contacts", "Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date"),
    ("HubSpot", "opportunities", "ID do registro,Nome do negócio,Fase do negócio,Valor,Proprietário do negócio"),
    ("HubSpot", "accounts", "Record ID,Company name,Company Domain Name,Company owner,City"),
    ("Pipedrive", "opportunities", "Negócio - ID,Negócio - Título,Negócio - Etapa,Negócio - Valor"),
    ("HubSpot", "contacts", "Record ID,First Name,Email,Create Date (GMT-3),Associated Company IDs (Primary)"),
    ("HubSpot", "contacts", "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date"),
    ("HubSpot", "contacts", "ID do registro,Nome,Sobrenome,E-mail,Proprietário do contato,Status do lead"),
    ("Zoho", "leads", "Record Id,Lead Owner,Company,First Name,Last Name,Email,Lead Status"),
    ("Zoho", "leads", "ID do registro,Empresa,Nome,Sobrenome,E-mail,Status do lead"),
    ("HubSpot", "contacts", "E-mail,Nome,Sobrenome,Etapa do ciclo de vida"),
    ("Pipedrive", "opportunities", "ID,Título,Funil,Etapa,Status,Valor,Moeda de Valor,Organização,ID da organização"),
    ("Pipedrive", "opportunities", "Stage,Title,Organization ID,Organization,Contact person,Owner,Pipeline,Value"),
    ("Pipedrive", "contacts", "ID,Nome,E-mail - Trabalho,Telefone - Celular,ID da organização,Organização"),
    ("Pipedrive", "accounts", "ID,Nome,Proprietário,Pessoas,Negócios abertos,Negócios fechados"),
    ("Pipedrive", "leads", "Lead - Title,Lead - Owner,Lead - Organization,Person - Email - Work"),
    ("Pipedrive", "leads", "ID,Título,Pessoa de contato,Organização,Status de arquivamento,Lead criado em"),
    ("Salesforce", "contacts", "Salutation,First Name,Last Name,Title,Account Name,Phone,Email"),
    ("Salesforce", "contacts", "Id,IsDeleted,AccountId,LastName,FirstName,Email,OwnerId"),
    ("Salesforce", "contacts", "ID,ACCOUNTID,LASTNAME,FIRSTNAME,EMAIL"),
    ("Salesforce", "leads", "Id,LastName,FirstName,Company,Email,Status,IsConverted"),
    ("RD Station", "leads", "E-mail,Nome,Celular,Lead Scoring - Perfil,Lead Scoring - Interesse"),
    ("Meta", "leads", "Created,Name,Email,Source,Form,Channel,Stage,Owner,Labels,Phone"),
    ("Salesforce", "opportunities", "Opportunity Name,Account Name,Stage,Amount,Close Date,Opportunity Owner"),
    ("Salesforce", "leads", "Lead Owner,First Name,Last Name,Company / Account,Email,Lead Source,Lead Status"),
    ("Salesforce", "opportunities", "Id,Name,StageName,Amount,CloseDate,IsWon,IsClosed"),
    ("RD Station", "leads", "Email,Nome,Empresa,Estágio no funil,Total de conversões,Data da primeira conversão"),
    ("RD Station CRM", "opportunities", "Nome,Empresa,Funil de vendas,Etapa,Estado,Valor Único,Responsável"),
    ("Mailchimp", "contacts", "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,LEID,EUID,LATITUDE"),
    ("Meta", "leads", "id,created_time,ad_id,form_id,platform,full_name,email"),
    ("HubSpot", "contacts", "ID de registro,Nombre,Apellidos,Correo,Número de teléfono,Nombre de la empresa"),
    ("HubSpot", "accounts", "ID de registro,Nombre de la empresa,Ciudad,Sector,Número de empleados"),
    ("HubSpot", "opportunities", "ID de registro,Nombre del negocio,Etapa del negocio,Fecha de cierre,Valor"),
    ("LinkedIn", "contacts", "Nombre,Apellidos,URL,Dirección de correo electrónico,Empresa,Cargo,Conectado el"),
]


@pytest.mark.parametrize(("system", "kind", "headers"), HEADERS)
def test_an_export_is_recognised_by_its_headers(system, kind, headers):
    found = recognise(headers.split(","))
    assert (found.preset.label, list(found.columns)[-1]) == (system, kind)


@pytest.mark.parametrize("headers", ["name,email,company", "Nome;Etapa;Valor", "First Name,Last Name,Email"])
def test_a_file_of_ones_own_is_nobodys_export(headers):
    assert recognise(headers.replace(";", ",").split(",")) is None


def test_linkedin_connections_come_in_behind_their_notes(write, import_auto):
    import_auto(write("Connections.csv", LINKEDIN))
    ana = Contact.objects.get(name="Ana Souza")
    assert (ana.account.name, ana.title, ana.external_id[-9:]) == ("Aço Verde", "Compradora", "ana-souza")
    assert ana.created_at.year == 2024


def test_meta_leads_come_in_from_utf_16_with_tabs(write, import_auto):
    import_auto(write("leads.csv", META, "utf-16"))
    ana = Lead.objects.get(external_id="l:91")
    assert (ana.contact.phone, ana.program.name) == ("+5511987", "Inverno")
    assert str(ana.source) == "Facebook"


@pytest.mark.parametrize("text", [HUBSPOT, PIPEDRIVE])
def test_one_file_of_deals_gives_companies_people_and_deals_that_are_linked(write, import_auto, text):
    import_auto(write("deals.csv", text))
    deal = Opportunity.objects.select_related("account", "contact").get(name="Projeto A")
    assert (deal.outcome, deal.account.name, deal.contact.email) == ("won", "Aço Verde", "ana@aco.com.br")
    assert (deal.contact.account, deal.contact.phone) == (deal.account, "1199")
    assert list(Account.objects.values_list("name", flat=True)) == ["Aço Verde"]


def test_a_deal_of_pipedrive_keeps_its_currency(write, import_auto):
    head = "Negócio - Título,Negócio - Etapa,Negócio - Status,Negócio - Valor,Negócio - Moeda do valor"
    import_auto(write("deals.csv", f"{head}\nProjeto,Proposta,Aberto,5000,USD\n"))
    deal = Opportunity.objects.get(name="Projeto")
    assert (deal.amount, deal.currency) == (5000, "USD")


TAGGED = [
    (HUBSPOT, ",Deal Tags", ",Hot;Q4", {("opportunity", "Hot"), ("opportunity", "Q4")}),
    (HUBSPOT, ",Tags", ",Hot", {("opportunity", "Hot")}),
    (PIPEDRIVE, ";Deal - Label;Person - Labels;Organization - Labels", ";Hot;VIP, Fair;Customer",
     {("opportunity", "Hot"), ("contact", "VIP"), ("contact", "Fair"), ("account", "Customer")}),
    ("Negócio - Título,Negócio - Etapa,Negócio - Status,Pessoa - Nome,Organização - Nome\nP,Proposta,Aberto,Ana,Aço\n",
     ",Negócio - Etiqueta,Pessoa - Etiquetas,Organização - Etiquetas", ",Quente,VIP,Cliente",
     {("opportunity", "Quente"), ("contact", "VIP"), ("account", "Cliente")}),
    ("Record ID,First Name,Last Name,Email\n1,Ana,Souza,ana@aco.com.br\n", ",Tags", ",VIP;Fair",
     {("contact", "VIP"), ("contact", "Fair")}),
    ("Record ID,Company name,Company Domain Name,Company owner\n1,Aço,aco.com.br,\n", ",Tags", ",Customer",
     {("account", "Customer")}),
    ("Email,Nome,Empresa,Estágio no funil,Total de conversões\nana@aco.com.br,Ana,Aço,Lead,1\n", ",Tags", ",feira",
     {("lead", "feira")}),
    ("Email Address,First Name,Last Name,MEMBER_RATING,LEID,EUID\nana@aco.com.br,Ana,Souza,2,1,2\n", ",TAGS", ",VIP",
     {("contact", "VIP")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "heads", "cells", "expected"), TAGGED)
def test_tags_and_labels_of_an_export_are_tags_of_what_they_are_of(write, import_auto, text, heads, cells, expected):
    head, row = text.splitlines()[:2]
    cells = cells.replace("VIP, Fair", '"VIP, Fair"')
    import_auto(write("export.csv", f"{head}{heads}\n{row}{cells}\n"))
    assert set(Tagging.objects.values_list("record", "tag__name")) == expected


def test_the_cnpj_beside_a_person_is_that_of_the_company(write, import_auto):
    head = "Record ID,First Name,Last Name,Email,Contact owner,Company name,CNPJ\n"
    rows = (
        "1,Ana,Souza,ana@aco.com.br,,Aço Verde Ltda,11.222.333/0001-81\n"
        "2,Bia,Reis,bia@aco.com.br,,Aço Verde,11222333000181\n"
    )
    import_auto(write("contacts.csv", head + rows))
    assert [(one.tax_id, one.contacts.count()) for one in Account.objects.all()] == [("11222333000181", 2)]


@pytest.mark.each_database
def test_the_same_export_again_changes_nothing(write, import_auto):
    path = write("deals.csv", HUBSPOT)
    import_auto(path)
    assert import_auto(path)["totals"]["created"] == 0


@pytest.mark.parametrize(("tags", "is_told"), [(("7741902", "12;13"), True), (("Q4", "12"), False), (("", ""), False)])
def test_tags_that_are_numbers_come_in_and_are_told_before(write, plan_of, import_auto, tags, is_told):
    lines = HUBSPOT.splitlines()
    path = write(
        "deals.csv",
        "\n".join([f"{lines[0]},Deal Tags", *(f"{line},{tag}" for line, tag in zip(lines[1:], tags, strict=True))]),
    )
    told = [notice["code"] for notice in detect(plan_of(("opportunities", path))[0]).notices]
    assert ("tags_by_number" in told) == is_told
    import_auto(path)
    names = {name for cell in tags for name in cell.split(";") if name}
    assert set(Tagging.objects.values_list("tag__name", flat=True)) == names


@pytest.mark.parametrize(
    ("address", "phone"),
    [
        ("Pessoa - Email - Trabalho", "Pessoa - Telefone - Trabalho"),
        ("Person - Email - Home", "Person - Phone - Mobile"),
    ],
)
@pytest.mark.django_db
def test_people_of_pipedrive_in_three_columns_are_recognised(write, plan_of, address, phone):
    name = f"{address.partition(' ')[0]} - {'Nome' if 'Pessoa' in address else 'Name'}"
    (step,) = plan_of(("contacts", write("p.csv", f"{name},{address},{phone}\nAna,ana@a.com,11 98765-4321\n")))
    assert step.columns == {name: "name", address: "email", phone: "phone"}


@pytest.mark.parametrize("title", ["Lead - Título,Lead - Proprietário", "Negócio - Título,Negócio - Valor"])
def test_people_beside_leads_or_deals_do_not_make_an_export_of_people(title):
    found = recognise([*title.split(","), "Pessoa - Nome", "Pessoa - Email - Trabalho"])
    assert found.main == ("leads" if "Lead" in title else "opportunities")
