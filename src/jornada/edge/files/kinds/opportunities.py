"""Chances to sell, with stage and outcome."""

from jornada.edge.files.kinds import common
from jornada.edge.files.kinds.fields import Field, Kind

_NAMES = (
    "opportunity", "opportunity name", "deal", "deal name", "deal title", "potential name", "title", "subject",
    "oportunidade", "nome da oportunidade", "negocio", "nome do negocio", "negociacao", "nome da negociacao", "titulo",
    "titulo do negocio", "assunto", "oportunidad", "nombre de la oportunidad", "nombre del negocio",
)  # fmt: skip
_IDS = (
    "opportunity id", "deal id", "potential id", "id da oportunidade", "id do negocio", "id da negociacao",
    "codigo da oportunidade", "numero da oportunidade", "opportunity number", "opp id", "numero do negocio",
    "deal number", "deal no", "opportunity no", "no", "number", "numero", "num",
)  # fmt: skip
_STAGES = (
    "deal stage", "opportunity stage", "sales stage", "pipeline stage", "step", "etapa", "etapa do funil", "fase",
    "estagio", "etapa da negociacao", "etapa do negocio", "fase do negocio", "estagio do funil", "etapa de venda",
    "funil etapa", "fase da oportunidade", "phase", "sales step", "stage name",
)  # fmt: skip
_PIPELINES = (
    "sales pipeline", "pipeline name", "funil", "funil de vendas", "nome do funil", "pipeline de vendas", "embudo",
    "embudo de ventas",
)  # fmt: skip
_OUTCOMES = (
    "status", "deal status", "opportunity status", "result", "win loss", "won lost", "situacao", "estado",
    "resultado", "status da negociacao", "status do negocio", "estado da negociacao", "desfecho",
    "situacao da negociacao",
    "win status", "close status", "opportunity result", "deal result", "opportunity outcome", "deal outcome", "state",
)  # fmt: skip
_AMOUNTS = (
    "close value", "value", "deal value", "deal amount", "expected revenue", "revenue", "opportunity amount", "total",
    "total value", "price", "valor", "valor do negocio", "valor da negociacao", "valor unico", "valor total",
    "montante",
    "receita", "receita esperada", "importe", "monto", "valor da oportunidade", "valor fechado", "valor da venda",
    "amount in company currency", "deal value brl", "contract value", "deal size", "acv", "tcv", "valor do contrato",
    "preco", "quantia",
)  # fmt: skip
_ENGAGED = (
    "engage date", "engagement date", "opened", "aberta", "began", "start date", "opened on", "open date",
    "opened at", "first contact", "started",
    "data de inicio", "data de abertura", "aberta em", "data do primeiro contato", "inicio", "fecha de apertura",
    "data abertura", "abertura", "start", "assignment date", "date opened", "data de entrada",
)  # fmt: skip
_CLOSED = (
    "close date", "fechamento", "closing", "closed", "fechada", "fechado", "cierre", "conclusao", "closed date",
    "closed at", "closed on", "actual close date", "won time", "deal closed on",
    "date closed",
    "won lost date", "data de fechamento", "fechado em", "fechada em", "data do fechamento", "data fechamento",
    "ganho em", "fecha de cierre", "closing date", "data de encerramento", "encerrada em", "data da venda",
    "closed time",
    "end date", "end", "fim", "data de conclusao", "data de termino", "termino", "concluida em", "concluido em",
)  # fmt: skip
_EXPECTED = (
    "expected close date", "expected closing", "expected close", "forecast date", "previsao de fechamento",
    "data prevista de fechamento", "data prevista", "data esperada de fechamento", "fechamento previsto",
    "fecha prevista", "expected closing date", "data de fechamento esperada", "fechamento esperado",
    "close date expected", "data estimada de fechamento", "previsao",
)  # fmt: skip
_REASONS = (
    "lost reason", "loss reason", "closed lost reason", "reason lost", "reason for loss", "motivo da perda",
    "motivo de perda", "motivo do fechamento", "razao da perda", "close reason", "motivo perda", "motivo de la perdida",
)  # fmt: skip
_COMPETITORS = (
    "competitor name", "lost to", "lost to competitor", "winning competitor", "main competitor", "primary competitor",
    "main competitors", "concorrentes", "concorrente principal", "principais concorrentes", "perdida para",
    "perdido para", "concorrente vencedor", "competidor", "competidores", "rival", "competitors",
)  # fmt: skip
_CONTACT = ("opportunity contact", "contato da oportunidade", *common.PERSON_WORDS)
_WON_FLAG = ("won", "is won", "is closed won", "ganha", "ganho", "closed won")
_CLOSED_FLAG = ("closed", "is closed", "is deal closed", "fechada", "fechado", "encerrada")

OPPORTUNITIES = Kind(
    "opportunities",
    "Opportunities",
    "Oportunidades",
    "opportunity",
    (
        Field("name", "text", "Name", "Nome", _NAMES, longest=200),
        common.external_id(*_IDS),
        common.account(),
        common.account_id(),
        Field("contact", "reference", "Contact", "Contato", _CONTACT, refers="contact", longest=200),
        common.contact_id(),
        common.email(),
        common.owner(),
        common.product(),
        Field("pipeline", "reference", "Pipeline", "Funil de vendas", _PIPELINES, refers="pipeline", longest=120),
        Field("stage", "reference", "Stage", "Etapa", _STAGES, refers="stage", longest=120),
        Field("outcome", "outcome", "Outcome", "Resultado", _OUTCOMES, refers="outcome"),
        Field("won_flag", "yes_no", "Won (yes or no)", "Ganha (sim ou não)", _WON_FLAG),
        Field("closed_flag", "yes_no", "Closed (yes or no)", "Fechada (sim ou não)", _CLOSED_FLAG),
        Field("amount", "money", "Amount", "Valor", _AMOUNTS),
        Field("currency", "currency", "Currency", "Moeda", ("currency code", "deal currency", "moneda"), longest=3),
        Field("engaged_on", "date", "Engaged on", "Data de início", _ENGAGED),
        Field("closed_on", "date", "Closed on", "Data de fechamento", _CLOSED),
        Field("expected_on", "date", "Expected close", "Previsão de fechamento", _EXPECTED),
        Field("lost_reason", "text", "Lost reason", "Motivo de perda", _REASONS, refers="loss_reason", longest=200),
        Field("competitor", "reference", "Competitor", "Concorrente", _COMPETITORS, refers="competitor", longest=120),
        Field(
            "lead", "reference", "Lead", "Lead", ("lead id", "id do lead", "original lead"), refers="lead", longest=100
        ),
        common.note(),
        common.tags(),
        common.created("deal created date"),
    ),
    keys=("external_id",),
    needs_one_of=(("external_id", "name", "account", "product", "amount", "stage", "outcome"),),
)
