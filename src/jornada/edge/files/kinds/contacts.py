"""People at the companies we sell to."""

from jornada.edge.files.kinds import common
from jornada.edge.files.kinds.fields import Field, Kind

_NAMES = (*common.PERSON_WORDS, "full name", "nome completo", "name of contact", "nombre completo", "display name")
BUYING_ROLES = {
    "decision_maker": (
        "decision maker",
        "decisor",
        "decisora",
        "tomador de decisao",
        "economic buyer",
        "comprador economico",
    ),
    "champion": ("champion", "campeao", "defensor", "defensor interno", "promotor", "patrocinador", "sponsor"),
    "influencer": ("influencer", "influenciador", "influenciadora", "evaluator", "avaliador"),
    "user": ("user", "usuario", "end user", "usuario final"),
    "purchasing": ("purchasing", "compras", "procurement", "comprador", "buyer"),
    "legal": ("legal", "juridico", "legal compliance"),
}
_ROLES = ("buying role", "role", "contact role", "papel na compra", "papel", "papel de compra", "funcao na compra")

CONTACTS = Kind(
    "contacts",
    "Contacts",
    "Contatos",
    "contact",
    (
        Field("name", "text", "Name", "Nome", _NAMES, longest=200),
        common.first_name(),
        common.last_name(),
        common.external_id("contact id", "person id", "id do contato"),
        common.email(),
        common.email_label(),
        common.phone(),
        common.phone_label(),
        common.account("employer", "works at"),
        common.account_id(),
        Field(
            "account_domain", "domain", "Domain of the account", "Domínio da conta", common.DOMAIN_WORDS, longest=200
        ),
        common.job_title(),
        Field("buying_role", "choice", "Buying role", "Papel na compra", _ROLES, choices=BUYING_ROLES),
        Field(
            "language",
            "language",
            "Language",
            "Idioma",
            ("preferred language", "idioma preferido", "lingua"),
            longest=8,
        ),
        common.owner(),
        common.tags(),
        common.note(),
        common.created(),
    ),
    keys=("external_id", "email", "name"),
    own_names=("name",),
    needs_one_of=(("name", "first_name", "last_name", "email"),),
)
