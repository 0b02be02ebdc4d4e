"""Companies we sell to."""

from jornada.edge.files.kinds import common
from jornada.edge.files.kinds.fields import Field, Kind

_INDUSTRIES = (
    "sector", "industry type", "vertical", "segment", "market", "setor", "segmento", "ramo", "ramo de atividade",
    "atividade", "mercado", "industria", "rubro", "cnae", "area de atuacao", "business sector", "market segment",
)  # fmt: skip
_EMPLOYEES = (
    "number of employees", "no of employees", "employee count", "headcount", "staff", "company size", "size",
    "numero de funcionarios", "funcionarios", "n de funcionarios", "quantidade de funcionarios", "colaboradores",
    "porte", "tamanho", "empleados", "numero de empleados", "tamanho da empresa", "qtd funcionarios",
    "faixa de funcionarios",
)  # fmt: skip
_REVENUES = (
    "annual revenue", "revenue", "turnover", "annual turnover", "sales", "faturamento", "receita", "receita anual",
    "faturamento anual", "ingresos", "ingresos anuales", "total revenue",
)  # fmt: skip
_FOUNDED = (
    "year established", "year founded", "founded year", "established", "founding year", "year started",
    "ano de fundacao", "fundacao", "fundada em", "data de fundacao", "ano fundacao", "fundado",
)  # fmt: skip
_CITIES = (
    "town", "billing city", "shipping city", "office location", "location", "headquarters", "municipio", "ciudad",
    "cidade da empresa", "localidade", "sede", "billing address city", "cidade uf", "cidade estado", "cidade e uf",
    "cidade e estado", "municipio uf", "municipio estado", "ciudad estado", "ciudad provincia", "city state",
)  # fmt: skip
_STATES = (
    "state region", "state province", "region", "province", "billing state", "billing state province", "uf",
    "estado da empresa", "provincia", "estado uf",
)  # fmt: skip
_COUNTRIES = (
    "country region", "billing country", "nation", "office location", "location", "headquarters", "pais da empresa",
    "country name", "nacao", "billing country name", "sede",
)  # fmt: skip
_STREETS = (
    "street address", "address", "address line 1", "billing street", "shipping street", "billing address",
    "street name", "rua", "endereco", "endereco da empresa", "endereco comercial", "rua avenida", "direccion", "calle",
)  # fmt: skip
_NUMBERS = ("house number", "street number", "numero do endereco", "numero da rua", "numero do imovel", "num endereco")
_COMPLEMENTS = (
    "address line 2", "street address 2", "apartment suite no", "complemento do endereco", "apartment suite",
    "endereco 2",
)  # fmt: skip
_DISTRICTS = ("neighborhood", "neighbourhood", "district sublocality", "bairro da empresa", "barrio", "suburb")
_POSTCODES = (
    "cep", "zip", "zip code", "postal code", "postcode", "zip postal code", "billing zip postal code", "billing zip",
    "billing postal code", "shipping zip postal code", "codigo postal", "cep da empresa", "codigo postal da empresa",
)  # fmt: skip
_PARENTS = (
    "parent", "parent account", "parent company", "subsidiary of", "holding", "group", "matriz", "empresa mae",
    "grupo", "subsidiaria de", "controladora", "grupo economico", "related company", "conta pai", "parent name",
)  # fmt: skip
_PARENT_IDS = (
    "parent id", "parent account id", "parent company id", "parent record id", "id da matriz", "id da controladora",
    "id da conta pai", "id da conta principal", "id da empresa mae", "codigo da matriz",
)  # fmt: skip
_KINDS = {
    "b2b": ("company", "empresa", "pessoa juridica", "pj", "business", "organization", "juridica"),
    "b2c": ("person", "pessoa fisica", "pf", "individual", "consumer", "pessoa", "fisica"),
}

ACCOUNTS = Kind(
    "accounts",
    "Accounts",
    "Contas",
    "account",
    (
        Field("name", "text", "Name", "Nome", common.ACCOUNT_WORDS, is_required=True, longest=200),
        common.external_id("account id", "company id", "organization id", "id da empresa", "id da conta"),
        common.domain(),
        common.tax_id(),
        common.phone(),
        common.phone_label(),
        Field("industry", "reference", "Industry", "Setor", _INDUSTRIES, refers="industry", longest=120),
        Field("employees", "employees", "Employees", "Funcionários", _EMPLOYEES),
        Field("revenue", "money", "Annual revenue", "Receita anual", _REVENUES),
        Field("founded", "year", "Year founded", "Ano de fundação", _FOUNDED),
        Field("city", "text", "City", "Cidade", _CITIES, longest=120),
        Field("state", "text", "State", "Estado", _STATES, longest=60),
        Field("country", "pick", "Country", "País", _COUNTRIES, refers="country", longest=80),
        Field("street", "text", "Street", "Logradouro", _STREETS, longest=200),
        Field("street_number", "text", "Number of the house", "Número do endereço", _NUMBERS, longest=20),
        Field("complement", "text", "Complement", "Complemento", _COMPLEMENTS, longest=120),
        Field("district", "text", "District", "Bairro", _DISTRICTS, longest=120),
        Field("postcode", "text", "CEP (postal code)", "CEP (código postal)", _POSTCODES, longest=20),
        Field("parent", "reference", "Parent company", "Empresa controladora", _PARENTS, refers="account", longest=200),
        Field(
            "parent_id",
            "text",
            "External id of the parent company",
            "Código externo da controladora",
            _PARENT_IDS,
            longest=100,
        ),
        common.owner(),
        Field(
            "kind",
            "choice",
            "Company or person",
            "Empresa ou pessoa",
            ("account type", "tipo de pessoa"),
            choices=_KINDS,
        ),
        common.tags(),
        common.note(),
        common.created(),
    ),
    keys=("external_id", "tax_id", "name"),
    own_names=("name",),
)
