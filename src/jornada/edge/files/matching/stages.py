"""What sales people call the steps of their process, in three languages, and what each means."""

from __future__ import annotations

from jornada.edge.files.kinds import plain

WON = (
    "won", "closed won", "close won", "ganho", "ganha", "fechado ganho", "fechada ganha", "negocio fechado", "venda",
    "vendida", "vendido", "fechado e ganho", "ganado", "ganada", "cerrado ganado", "cerrada ganada",
    "contrato assinado",
    "contract signed", "signed", "success", "sucesso", "venda realizada", "closed and won", "closedwon", "closed win",
    "win", "vencida", "conquistado", "conquistada", "deal won", "negocio ganho", "concretizada", "fechamento ganho",
    "sold", "vendido fechado", "ganhou", "ganhos", "1 won", "purchased", "comprou", "cliente",
)  # fmt: skip
LOST = (
    "lost", "closed lost", "close lost", "perdido", "perdida", "fechado perdido", "fechada perdida", "cerrado perdido",
    "cerrada perdida", "negocio perdido", "nao vendida", "cancelado", "cancelada", "cancelled", "canceled", "dead",
    "abandoned", "abandonada", "declined", "rejected", "recusada", "recusado", "venda perdida", "closedlost",
    "closed and lost", "deal lost", "closed lost to competition", "perdido para concorrencia", "desqualificado",
    "disqualified", "descartada", "descartado", "perdeu", "failed", "lost deal", "no sale", "fechamento perdido",
    "closed no decision", "perdidos", "arquivado", "churned",
)  # fmt: skip
OPEN = (
    "open", "aberto", "aberta", "em aberto", "em andamento", "in progress", "ongoing", "abierto", "abierta", "active",
    "ativo", "ativa", "pending", "pendente", "em negociacao", "new", "novo", "nova", "en curso", "en proceso",
    "em curso", "working", "not closed", "pausada", "pausado", "paused", "on hold", "em espera", "parado",
)  # fmt: skip

# What the steps before the close mean: the code of the default pipeline's stage, and the words for it.
CONCEPTS: dict[str, tuple[str, ...]] = {
    "qualification": (
        "qualification", "qualificacao", "qualified", "qualificado", "qualified to buy", "qualified lead", "new",
        "novo",
        "nova", "lead in", "entrada", "engaging", "engaged", "contact made", "contato feito", "contato realizado",
        "contacted", "primeiro contato", "first contact", "calificacion", "contato", "appointment scheduled",
        "reuniao agendada", "lead qualificado", "em contato", "sql", "em qualificacao", "conexao", "connected",
    ),
    "discovery": (
        "discovery", "descoberta", "needs analysis", "analise de necessidades", "needs defined", "diagnostico",
        "diagnosis",
        "levantamento", "levantamento de necessidades", "value proposition", "proposta de valor", "id decision makers",
        "identify decision makers", "perception analysis", "analise de percepcao", "analisis de necesidades",
        "analysis",
        "needs assessment", "investigacao", "entendimento", "sondagem", "decision maker bought in",
        "comprador decisor envolvido",
    ),
    "demo": (
        "demo", "demonstration", "demonstracao", "presentation", "apresentacao", "demo scheduled", "demo agendada",
        "presentation scheduled", "apresentacao agendada", "demo realizada", "visita tecnica", "technical visit",
        "reuniao",
        "meeting", "trial", "poc", "prova de conceito", "pilot", "piloto", "evaluation", "avaliacao", "presentacion",
        "demostracion", "teste",
    ),
    "proposal": (
        "proposal", "proposta", "proposal made", "proposta enviada", "proposal sent", "proposal price quote", "quote",
        "quote sent", "cotacao", "orcamento", "orcamento enviado", "proposition", "propuesta", "proposta apresentada",
        "proposal quote", "price quote", "cotizacion", "envio de proposta", "proposta comercial", "quotation",
    ),
    "negotiation": (
        "negotiation", "negociacao", "negotiations started", "negociacoes iniciadas", "negotiation review",
        "negociacao revisao", "in negotiation", "em negociacao", "contract sent", "contrato enviado", "contract",
        "contrato", "closing", "fechamento", "em fechamento", "verbal agreement", "commit", "compromisso",
        "negociacion",
        "review", "juridico", "legal", "final review", "negotiating",
    ),
}  # fmt: skip
# Steps so early that the default pipeline has none for them: they join it as a stage of their own.
EARLY = (
    "prospecting", "prospeccao", "prospect", "prospeccion", "suspect", "cold", "target", "mapeamento", "lead",
    "to contact", "a contatar", "sem contato", "idea", "pesquisa", "research", "prospectando",
)  # fmt: skip

_OUTCOMES = {word: outcome for outcome, words in (("won", WON), ("lost", LOST), ("open", OPEN)) for word in words}
_CONCEPTS = {word: concept for concept, words in CONCEPTS.items() for word in words} | dict.fromkeys(EARLY, "early")
_RUN_TOGETHER = {word.replace(" ", ""): concept for word, concept in _CONCEPTS.items()}
_NUMBERED = "0123456789 "


def outcome_of(text: str) -> str:
    """Say what a status or stage means for the outcome: won, lost, open, or nothing certain."""
    word = _bare(text)
    if word in _OUTCOMES:
        return _OUTCOMES[word]
    parts = set(word.split())
    if parts & {"won", "ganho", "ganha", "ganado", "ganada"} and not parts & {"lost", "not", "nao"}:
        return "won"
    return "lost" if parts & {"lost", "perdido", "perdida"} else ""


def concept_of(text: str) -> str:
    """Say which step a stage name means: a code of the default pipeline, `early`, or nothing certain."""
    word = _bare(text)
    return _CONCEPTS.get(word) or _RUN_TOGETHER.get(word, "")


def _bare(text: str) -> str:
    """Leave out the numbers that people put before their stages: `03 - Proposta`."""
    word = plain(text)
    return word.lstrip(_NUMBERED) or word
