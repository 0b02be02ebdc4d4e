"""What happened between a buyer and us, one row a touch."""

from jornada.edge.files.kinds import common
from jornada.edge.files.kinds.contacts import BUYING_ROLES
from jornada.edge.files.kinds.fields import Field, Kind

_AT = (
    "when", "date", "time", "timestamp", "datetime", "date time", "occurred at", "occurred on", "activity date",
    "event time", "created at", "done at", "start", "start time", "data", "hora", "data e hora", "data hora",
    "quando", "data da atividade", "realizado em", "realizada em", "fecha", "marked as done time", "due date",
    "data da interacao", "data do evento", "complete timestamp", "create date", "happened at", "criado em",
    "data de vencimento", "data de conclusao", "completed on", "completed at", "concluida em", "feito em", "sent at",
    "sent on", "enviado em", "data de envio",
)  # fmt: skip
_ACTIVITIES = (
    "activity type", "event", "event type", "type", "interaction", "interaction type", "touch", "touch type", "action",
    "atividade", "tipo", "tipo de atividade", "evento", "tipo de evento", "interacao", "tipo de interacao", "acao",
    "task type", "actividad", "ponto de contato", "event name", "touchpoint", "activity name",
)  # fmt: skip
CHANNELS = {
    "email": ("e mail", "mail", "correo"),
    "phone": ("call", "telephone", "telefone", "ligacao", "chamada", "voz"),
    "in_person": ("in person", "presencial", "visit", "visita", "meeting", "reuniao", "face to face"),
    "video": ("video call", "videoconference", "videochamada", "zoom", "teams", "meet", "online meeting",
    "videoconferencia"),
    "chat": ("live chat", "chatbot", "chat ao vivo"),
    "whatsapp": ("whats app", "wa", "zap"),
    "web": ("website", "site", "landing page", "online", "organic", "pagina"),
    "social": ("social media", "linkedin", "instagram", "facebook", "redes sociais", "rede social"),
    "event": ("evento", "webinar", "feira", "trade show", "congresso"),
    "post": ("letter", "carta", "direct mail", "correio", "mala direta"),
    "ads": ("ad", "advertising", "anuncio", "anuncios", "google ads", "midia paga", "paid"),
    "support": ("suporte", "ticket", "help desk", "atendimento", "chamado"),
    "commerce": ("order", "purchase", "compra", "pedido", "loja", "store", "comercio"),
}  # fmt: skip
_DIRECTIONS = {
    "in": ("inbound", "incoming", "received", "from the buyer", "entrada", "recebida", "recebido", "entrante"),
    "out": ("outbound", "outgoing", "sent", "to the buyer", "saida", "enviada", "enviado", "efetuada", "saliente"),
}
_ACTORS = {
    "buyer": ("customer", "client", "cliente", "comprador", "lead", "prospect"),
    "marketing": ("mkt",),
    "sales": ("vendas", "vendedor", "seller", "comercial", "sales rep"),
    "service": ("servico", "suporte", "support", "customer success", "atendimento", "pos venda"),
    "system": ("sistema", "automation", "automacao", "bot", "machine"),
}
_OUTCOMES = {
    "none": ("nenhum", "sem resultado"),
    "attempt": ("tentativa", "no answer", "sem resposta", "left voicemail", "nao atendeu", "busy", "ocupado"),
    "connection": ("connected", "conexao", "atendida", "conectado", "answered", "contato"),
    "meaningful": ("significativo", "significativa", "relevante", "conversa relevante"),
}

TOUCHES = Kind(
    "touches",
    "Touches",
    "Interações",
    "touch",
    (
        Field("at", "instant", "When", "Quando", _AT, is_required=True),
        Field("activity", "reference", "Activity", "Atividade", _ACTIVITIES, is_required=True, refers="activity",
            longest=120),
        common.account(),
        common.account_id("customer id"),
        common.email(),
        Field("contact", "reference", "Contact", "Contato", common.PERSON_WORDS, refers="contact", longest=200),
        common.contact_id(),
        Field("opportunity", "reference", "Opportunity", "Oportunidade",
              ("opportunity id", "deal id", "deal", "negocio", "id da oportunidade", "negociacao"),
                  refers="opportunity"),
        Field("lead", "reference", "Lead", "Lead", ("lead id", "id do lead"), refers="lead"),
        Field("channel", "choice", "Channel", "Canal", ("medium", "meio", "midia"), choices=CHANNELS),
        Field("direction", "choice", "Direction", "Sentido", ("call direction", "direcao", "sentido"),
            choices=_DIRECTIONS),
        Field("by", "choice", "By", "Por", ("actor", "initiated by", "iniciado por", "ator"), choices=_ACTORS),
        Field("outcome", "choice", "Outcome", "Resultado", ("result", "call outcome", "resultado", "disposition"),
            choices=_OUTCOMES),
        Field("human", "yes_no", "Human", "Humano", ("is human", "by a human", "humana")),
        Field("role", "choice", "Buying role", "Papel na compra", ("contact role", "papel"), choices=BUYING_ROLES),
        common.product(),
        Field("program", "reference", "Campaign", "Campanha", ("campaign", "campaign name", "programa",
            "utm campaign", "campanha"),
              refers="program", longest=200),
        Field("user", "reference", "Who of us", "Quem de nós", common.OWNER_WORDS, refers="user", longest=200),
        Field("value", "number", "Value", "Valor", ("amount", "valor", "revenue", "quantia", "monto")),
        Field("note", "long", "Note", "Anotação", ("notes", "comment", "comments", "description", "subject", "body",
            "nota", "notas",
              "observacao", "observacoes", "comentario", "descricao", "assunto", "texto", "details", "detalhes")),
        Field("key", "text", "External id", "Código externo",
              ("touch id", "activity id", "event id", "interaction id", "id da atividade", *common.ID_WORDS),
                  longest=100),
    ),
    keys=("key",),
    needs_one_of=(("account", "account_id", "email", "contact", "contact_id", "opportunity", "lead"),),
)  # fmt: skip
