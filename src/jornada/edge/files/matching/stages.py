"""What sales people call the steps of their process, in three languages, and what each means."""

from __future__ import annotations

from collections.abc import Iterable

from jornada.edge.files.kinds import plain

WON = (
    "won", "closed won", "close won", "ganho", "ganha", "fechado ganho", "fechada ganha", "negocio fechado", "venda",
    "vendida", "vendido", "fechado e ganho", "ganado", "ganada", "cerrado ganado", "cerrada ganada",
    "contrato assinado",
    "contract signed", "signed", "success", "sucesso", "venda realizada", "closed and won", "closedwon", "closed win",
    "win", "vencida", "conquistado", "conquistada", "deal won", "negocio ganho", "concretizada", "fechamento ganho",
    "sold", "vendido fechado", "ganhou", "ganhos", "1 won", "purchased", "comprou", "cliente", "ganhamos",
    "venda concluida", "venda fechada", "contrato fechado", "pedido fechado", "negociacao fechada", "fechou",
    "fechamos",
    "fechado com sucesso", "fechada com sucesso", "encerrado com sucesso", "venta cerrada", "negocio cerrado",
)  # fmt: skip
LOST = (
    "lost", "loss", "closed lost", "perdido", "perdida", "fechado perdido", "fechada perdida", "cerrado perdido",
    "close lost", "cerrada perdida", "negocio perdido", "nao vendida", "cancelado", "cancelada", "cancelled",
    "canceled", "dead", "abandoned", "abandonada", "declined", "rejected", "recusada", "recusado", "venda perdida",
    "closedlost", "closed and lost", "deal lost", "closed lost to competition", "perdido para concorrencia",
    "desqualificado", "disqualified", "descartada", "descartado", "perdeu", "failed", "lost deal", "no sale",
    "fechamento perdido", "closed no decision", "perdidos", "arquivado", "churned", "perda", "perdemos", "nao ganho",
    "nao ganha", "not won", "no ganado", "no ganada", "nao fechou", "nao fechado", "nao fechada", "nao vendido",
    "negocio nao fechado", "venda nao realizada", "venda nao concluida", "sem sucesso", "fechado sem sucesso",
    "fechada sem sucesso", "encerrado sem sucesso", "recusado pelo cliente", "desistiu", "desistencia",
    "cliente desistiu",
)  # fmt: skip
OPEN = (
    "open", "aberto", "aberta", "em aberto", "em andamento", "in progress", "ongoing", "abierto", "abierta", "active",
    "ativo", "ativa", "pending", "pendente", "em negociacao", "new", "novo", "nova", "en curso", "en proceso",
    "em curso", "working", "not closed", "pausada", "pausado", "paused", "on hold", "em espera", "parado",
)  # fmt: skip

# Won, to those who write *Perdido* beside it; else nobody knows how it closed.
CLOSED = frozenset({"fechado", "fechada", "fechados", "fechadas", "closed", "cerrado", "cerrada", "deal closed"})
# Over, and whatever stands beside it does not say how.
_ENDED = frozenset({
    "encerrado", "encerrada", "encerrados", "concluido", "concluida", "finalizado", "finalizada", "finished", "ended",
    "completed", "done", "terminado", "terminada",
})  # fmt: skip

# Other words for a stage of the default pipeline, by its code: the same step, so no stage of its own is made of it.
SAME: dict[str, tuple[str, ...]] = {
    "qualification": (
        "qualification", "qualificacao", "qualified", "qualificado", "qualificada", "qualified to buy",
        "qualified lead", "lead qualificado", "em qualificacao", "calificacion", "calificado",
    ),
    "discovery": ("discovery", "descoberta", "in discovery", "em descoberta", "descubrimiento"),
    "demo": (
        "demo", "demonstration", "demonstracao", "product demo", "em demonstracao", "demostracion", "demonstracoes",
    ),
    "proposal": (
        "proposal", "proposta", "proposal made", "proposta feita", "proposta enviada", "proposal sent",
        "proposta cotacao de preco", "proposal price quote", "proposition", "propuesta", "proposta apresentada",
        "proposal quote",
        "envio de proposta", "proposta comercial", "propuesta enviada", "em proposta",
    ),
    "negotiation": (
        "negotiation", "negociacao", "negotiations started", "negociacoes iniciadas", "negotiation review",
        "negociacao revisao", "in negotiation", "em negociacao", "negociacion", "negotiating", "negociacoes",
    ),
}  # fmt: skip
# Steps that stand beside one of ours and yet are others: each joins the pipeline in the user's words, after ours.
BESIDE: dict[str, tuple[str, ...]] = {
    "qualification": (
        "new", "novo", "nova", "lead in", "entrada", "engaging", "engaged", "contact made", "contato feito",
        "contato realizado", "contacted", "primeiro contato", "first contact", "contato", "appointment scheduled",
        "reuniao agendada", "em contato", "sql", "conexao", "connected",
    ),
    "discovery": (
        "needs analysis", "analise de necessidades", "needs defined", "diagnostico", "diagnosis", "levantamento",
        "levantamento de necessidades", "value proposition", "proposta de valor", "id decision makers",
        "id dos tomadores de decisao", "analise das necessidades", "analise da percepcao",
        "identify decision makers", "perception analysis", "analise de percepcao", "analisis de necesidades",
        "analysis", "needs assessment", "investigacao", "entendimento", "sondagem", "decision maker bought in",
        "comprador decisor envolvido",
    ),
    "demo": (
        "presentation", "apresentacao", "demo scheduled", "demo agendada", "demonstracao agendada",
        "presentation scheduled", "apresentacao agendada", "demo realizada", "demonstracao realizada",
        "visita tecnica", "technical visit", "reuniao", "meeting", "trial", "poc", "prova de conceito", "pilot",
        "piloto", "evaluation", "avaliacao", "presentacion", "teste", "visita",
    ),
    "proposal": (
        "quote", "quote sent", "cotacao", "orcamento", "orcamento enviado", "price quote", "cotizacion", "quotation",
    ),
    "negotiation": (
        "contract sent", "contrato enviado", "contract", "contrato", "closing", "fechamento", "em fechamento",
        "verbal agreement", "commit", "compromisso", "review", "juridico", "legal", "final review",
    ),
}  # fmt: skip
# Steps so early that the default pipeline has none for them: they join it as a stage of their own.
EARLY = (
    "prospecting", "prospeccao", "prospect", "prospeccion", "suspect", "cold", "target", "mapeamento", "lead",
    "to contact", "a contatar", "sem contato", "idea", "pesquisa", "research", "prospectando",
)  # fmt: skip

# Names of the one pipeline of those who have only one.
_ANY_PIPELINE = {
    "pipeline", "default", "default pipeline", "sales", "sales pipeline", "deals", "deals pipeline", "deal pipeline",
    "funil", "funil padrao", "padrao", "vendas", "funil de vendas", "funil comercial", "comercial",
    "pipeline de vendas", "pipeline padrao", "pipeline de negocios", "embudo de ventas", "ventas",
}  # fmt: skip

_OUTCOMES = {word: outcome for outcome, words in (("won", WON), ("lost", LOST), ("open", OPEN)) for word in words}
_SAME = {word: code for code, words in SAME.items() for word in words}
_SAME |= {word.replace(" ", ""): code for word, code in _SAME.items()}
_STEPS = {word: code for code, words in BESIDE.items() for word in words} | dict.fromkeys(EARLY, "early")
_STEPS |= {word.replace(" ", ""): code for word, code in _STEPS.items()} | _SAME
_NUMBERED = "0123456789 "


def outcome_of(text: str) -> str:
    """Say what a status or stage means for the outcome: won, lost, open, or nothing certain."""
    word = _bare(text)
    if word in _OUTCOMES:
        return _OUTCOMES[word]
    parts = set(word.split())
    if parts & {"won", "ganho", "ganha", "ganado", "ganada"} and not parts & {"lost", "not", "nao"}:
        return "won"
    return "lost" if parts & {"lost", "loss", "perdido", "perdida"} else ""


def is_over(text: str) -> bool:
    """Say that a status or stage tells that a deal is over, and not how it ended."""
    return _bare(text) in CLOSED | _ENDED


def is_closed_as_won(text: str, others: Iterable[str]) -> bool:
    """Say that *Closed* means won: those that were lost are called so beside it, and nothing else is called won."""
    outcomes = set(map(outcome_of, others))
    return _bare(text) in CLOSED and "lost" in outcomes and "won" not in outcomes


def is_any_pipeline(name: str) -> bool:
    """Say whether a pipeline has the name of all pipelines, so that the default one is meant."""
    return plain(name) in _ANY_PIPELINE


def without_pipeline(stage: str, pipeline: str) -> str:
    """Leave out the pipeline that some write behind each of its stages: `Closed Won (Sales Pipeline)`."""
    return stage.removesuffix(f" ({pipeline})")


def same_as(text: str) -> str:
    """Say of which stage of the default pipeline a name is another word: its code, or nothing certain."""
    return _look_up(_SAME, text)


def step_of(text: str) -> str:
    """Say where a stage stands on the road: at or beside the one with this code, `early`, or nothing certain."""
    return _look_up(_STEPS, text)


def _look_up(words: dict[str, str], text: str) -> str:
    return words.get(_bare(text), "")


def _bare(text: str) -> str:
    """Leave out the numbers that people put before their stages: `03 - Proposta`."""
    word = plain(text)
    return word.lstrip(_NUMBERED) or word
