"""Cycles of interest: who came, from where, with whom in charge."""

from jornada.edge.files.kinds import common
from jornada.edge.files.kinds.fields import Field, Kind

_NAMES = ("lead name", "lead", "nome do lead", "full name", "nome completo", "title", "titulo", "nombre completo")
_SOURCES = (
    "lead source", "source", "original source", "first source", "channel", "origem", "origem do lead", "fonte",
    "origem da primeira conversao", "canal", "canal de origem", "fuente", "fuente original", "referred by", "medium",
    "original traffic source", "fonte original", "primeira origem",
)  # fmt: skip
_PROGRAMS = (
    "campaign", "campaign name", "program", "programa", "campanha", "nome da campanha", "campana",
    "evento de conversao",
    "utm campaign", "evento da primeira conversao", "acao",
)  # fmt: skip
_STATUS = {
    "open": (
        "open", "new", "aberto", "novo", "working", "contacted", "em contato", "in progress", "em andamento",
        "nurturing",
        "attempted to contact", "connected", "open not contacted", "working contacted", "qualificado", "qualified",
        "lead",
        "lead qualificado", "oportunidade", "nao contatado", "not contacted", "pre qualified", "contatado", "mql",
        "sql",
        "in corso", "abierto", "nuevo", "open deal", "created", "complete", "intake", "not archived", "nao arquivado",
        "aberto nao contatado", "trabalhando contatado", "em trabalho contatado",
    ),
    "parked": (
        "parked", "on hold", "estacionado", "em espera", "contact in future", "contatar no futuro", "bad timing",
        "adiado", "nutricao",
    ),
    "discarded": (
        "discarded", "disqualified", "unqualified", "lost", "junk", "junk lead", "lost lead", "descartado",
        "desqualificado", "archived",
        "fechado nao convertido",
        "perdido", "not qualified", "closed not converted", "arquivado", "descalificado", "invalido", "spam",
    ),
    "converted": (
        "fechado convertido",
        "converted", "closed converted", "convertido", "cliente", "customer", "ganho", "won", "oportunidade criada",
        "opportunity opened", "opportunity won", "opportunity lost", "oportunidade ganha", "oportunidade perdida",
        "oportunidade aberta", "virou oportunidade", "ganado",
    ),
}  # fmt: skip

LEADS = Kind(
    "leads",
    "Leads",
    "Leads",
    "lead",
    (
        Field("name", "text", "Name", "Nome", _NAMES, longest=200),
        common.first_name(),
        common.last_name(),
        common.external_id("lead id", "id do lead"),
        common.email(),
        common.phone(),
        common.account(),
        common.account_id(),
        common.contact_id(),
        Field("account_domain", "domain", "Domain of the account", "Domínio da conta",
            common.DOMAIN_WORDS, longest=200),
        common.tax_id(),
        common.job_title(),
        Field("source", "reference", "Source", "Origem", _SOURCES, refers="source", longest=120),
        Field("program", "reference", "Campaign", "Campanha", _PROGRAMS, refers="program", longest=200),
        Field("utm_source", "text", "UTM source", "UTM source", ("utm source", "traffic source"), longest=200),
        Field("utm_medium", "text", "UTM medium", "UTM medium", ("utm medium",), longest=200),
        Field("status", "choice", "Status", "Status", ("lead status", "situacao", "estado", "status do lead",
            "estagio no funil",
              "lifecycle stage", "stage", "etapa", "fase"), choices=_STATUS),
        common.owner(),
        common.note(),
        common.tags(),
        common.created("create time", "lead created"),
    ),
    keys=("external_id",),
    needs_one_of=(("name", "first_name", "last_name", "email", "account"),),
)  # fmt: skip
