"""Columns and values find their field and their record; what is different stays different."""

import pytest

from jornada.analytics.door_guess import guess_column
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.matching.columns import _head_of, propose_columns
from jornada.edge.files.matching.stages import outcome_of, same_as, step_of
from jornada.edge.files.matching.values import propose_values
from jornada.edge.files.matching.words import COUNTRIES, INDUSTRIES

PRODUCTS = ["GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500"]


def sure(value, known, spelled=(), strict=False):
    found = [one for one in propose_values({value: 3}, known, spelled, strict=strict) if one.is_sure]
    return found[0].target if found else None


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("GTXPro", "GTX Pro"),
        ("gtx-pro", "GTX Pro"),
        ("GTX  Plus pro.", "GTX Plus Pro"),
        ("MG Advancd", "MG Advanced"),
        ("MG Basic", None),
        ("GTX Plus", None),
        ("GTX", None),
        ("GTK 501", None),
        ("GTK 50", None),
        ("MG Pro", None),
    ],
)
def test_a_product_is_found_by_its_spelling_but_never_taken_for_another(value, target):
    assert sure(value, PRODUCTS) == target


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Serviços A", "Serviços B"),
        ("Maria Silva", "Mario Silva"),
        ("Daniel Souza", "Daniela Souza"),
        ("Fernando Dias", "Fernanda Dias"),
        ("Acme Ltda", "Acme SA"),
        ("Filial 12", "Filial 13"),
        ("Northwind", "Southwind"),
        ("Interlink", "Interline"),
        ("Banco do Norte", "Banco do Sul"),
        ("Konex", "Conex"),
        ("Plano Ouro", "Plano Couro"),
        ("Loja Centro", "Loja Central"),
        ("Alfa 2", "Alfa 3"),
    ],
)
def test_two_names_that_are_near_stay_two(one, other):
    assert sure(one, [other], strict=True) is None
    assert sure(other, [one], strict=True) is None


@pytest.mark.parametrize(
    ("value", "known", "target"),
    [
        ("Darcel Schlect", "Darcel Schlecht", "Darcel Schlecht"),
        ("Marcia Lima", "Márcia Lima", "Márcia Lima"),
        ("Acme", "Acme Corporation", "Acme Corporation"),
        ("ACME Corp.", "Acme Corporation", "Acme Corporation"),
        ("Padaria São João Ltda.", "Padaria São João", "Padaria São João"),
    ],
)
def test_slips_accents_and_legal_forms_do_not_make_another_name(value, known, target):
    assert sure(value, [known], strict=True) == target


@pytest.mark.parametrize(
    ("value", "spelled", "target"),
    [
        ("technolgy", INDUSTRIES, "technology"),
        ("TECHNOLGY", INDUSTRIES, "TECHNOLOGY"),
        ("Tecnologa", INDUSTRIES, "Tecnologia"),
        ("Helthcare", INDUSTRIES, "Healthcare"),
        ("retail", INDUSTRIES, None),
        ("Pet shops", INDUSTRIES, None),
        ("Philipines", COUNTRIES, "Philippines"),
        ("Austria", COUNTRIES, None),
        ("Korea", COUNTRIES, None),
    ],
)
def test_a_slip_in_a_known_word_is_proposed_in_the_letter_case_of_the_file(value, spelled, target):
    assert sure(value, [], spelled) == target


def test_of_two_spellings_in_one_column_the_frequent_one_stays():
    found = propose_values({"GTX Pro": 900, "GTXPro": 30}, [])
    assert [(one.value, one.target) for one in found if one.target] == [("GTXPro", "GTX Pro")]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Closed Won", "won"),
        ("closedwon", "won"),
        ("Fechado ganho", "won"),
        ("06 - Ganho", "won"),
        ("Vendida", "won"),
        ("Cerrado ganado", "won"),
        ("Perdido", "lost"),
        ("Closed Lost to Competition", "lost"),
        ("Em andamento", "open"),
        ("Negotiation", ""),
        ("Proposta enviada", ""),
    ],
)
def test_stage_names_say_whether_it_was_won(text, outcome):
    assert outcome_of(text) == outcome


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Negotiation/Review", "negotiation"),
        ("2. Proposta enviada", "proposal"),
        ("presentationscheduled", "demo"),
        ("Engaging", "qualification"),
        ("Prospecting", "early"),
        ("Análise jurídica interna", ""),
    ],
)
def test_stage_names_say_where_they_stand_on_the_road(text, concept):
    assert step_of(text) == concept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Negociação", "negotiation"),
        ("2. Proposta enviada", "proposal"),
        ("Engaging", ""),
        ("presentationscheduled", ""),
    ],
)
def test_only_another_word_for_a_stage_is_the_same_stage(text, code):
    assert same_as(text) == code


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        (
            "opportunities",
            (
                "opportunity_id",
                "sales_agent",
                "product",
                "account",
                "deal_stage",
                "engage_date",
                "close_date",
                "close_value",
            ),
            ("external_id", "owner", "product", "account", "stage", "engaged_on", "closed_on", "amount"),
        ),
        (
            "opportunities",
            ("Deal - Title", "Deal - Value", "Deal - Organization", "Deal - Owner", "Deal - Stage", "Deal - Status"),
            ("name", "amount", "account", "owner", "stage", "outcome"),
        ),
        (
            "opportunities",
            ("Nome da negociação", "Empresa", "Responsável", "Etapa", "Valor único", "Motivo de Perda"),
            ("name", "account", "owner", "stage", "amount", "lost_reason"),
        ),
        (
            "leads",
            ("First Name", "Last Name", "Company", "Email", "Lead Source", "Lead Status", "Lead Owner"),
            ("first_name", "last_name", "account", "email", "source", "status", "owner"),
        ),
        ("contacts", ("Nome", "E-mail", "Celular", "Cargo", "Empresa"), ("name", "email", "phone", "title", "account")),
        ("touches", ("Data", "Tipo", "Empresa", "Observação"), ("at", "activity", "account", "note")),
        ("teams", ("sales_agent", "manager", "regional_office"), ("name", "manager", "office")),
    ],
)
def test_headers_of_known_systems_find_their_fields(kind, headers, expected):
    from jornada.analytics.door import Column

    columns = [Column(header, header) for header in headers]
    assert tuple(one.field for one in propose_columns(KINDS[kind], columns)) == expected


@pytest.mark.parametrize(
    ("header", "head"),
    [
        ("fase do funil", "fase"),
        ("agent name", "agent"),
        ("nome do vendedor", "vendedor"),
        ("etapa atual", "etapa"),
        ("primary sales agent", "agent"),
        ("lead source", ""),
        ("account type", ""),
        ("data do pedido", ""),
        ("stage", ""),
        ("elapsed days in sales stage", ""),
        ("client size by revenue", ""),
    ],
)
def test_a_longer_header_is_about_its_head(header, head):
    assert _head_of(header) == head


def test_the_only_dates_of_a_log_say_when_it_happened():
    columns = [guess_column(name, name, values, day_first=True, comma=False) for name, values in (
        ("Tipo", ["Chamada", "Reunião"]), ("Vencia", ["01/02/2024", "13/02/2024"]), ("Atribuído a", ["Ana", "Bia"]),
    )]  # fmt: skip
    found = {one.column: one.field for one in propose_columns(KINDS["touches"], columns)}
    assert found == {"Tipo": "activity", "Vencia": "at", "Atribuído a": "user"}
