"""The activities a touch can be, over the channels of the log.

The catalogue is the vocabulary that journey maps, lead types and imports share. A company
may add activities of its own; these are the ones every new database starts with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Channel = Literal[
    "email",
    "phone",
    "in_person",
    "video",
    "chat",
    "whatsapp",
    "web",
    "social",
    "event",
    "post",
    "ads",
    "support",
    "commerce",
]
Direction = Literal["in", "out"]
Actor = Literal["buyer", "marketing", "sales", "service", "system"]
Outcome = Literal["none", "attempt", "connection", "meaningful"]

CHANNELS: tuple[Channel, ...] = get_args(Channel)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
ACTORS: tuple[Actor, ...] = get_args(Actor)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """One activity of the catalogue, with what a touch of it is unless told otherwise.

    Attributes
    ----------
    code : str
        Stable name, ``subject.verb``.
    channel, direction, by, outcome
        Defaults of a touch of this activity.
    en, pt : str
        Label in English and Brazilian Portuguese.
    is_manual : bool
        Whether people record it by hand (the others come from systems).
    """

    code: str
    channel: Channel
    direction: Direction
    by: Actor
    outcome: Outcome
    en: str
    pt: str
    is_manual: bool = False


_A = ActivityKind

CATALOGUE: tuple[ActivityKind, ...] = (
    # advertising, web and content: the buyer looks
    _A("ad.clicked", "ads", "in", "buyer", "none", "Ad clicked", "Anúncio clicado"),
    _A("page.viewed", "web", "in", "buyer", "none", "Page viewed", "Página visitada"),
    _A("pricing.viewed", "web", "in", "buyer", "none", "Pricing page viewed", "Página de preços visitada"),
    _A("content.viewed", "web", "in", "buyer", "none", "Content viewed", "Conteúdo visto"),
    _A("content.downloaded", "web", "in", "buyer", "connection", "Content downloaded", "Material baixado"),
    _A("form.submitted", "web", "in", "buyer", "connection", "Form submitted", "Formulário enviado"),
    _A("demo.requested", "web", "in", "buyer", "meaningful", "Demo requested", "Demonstração solicitada"),
    _A("trial.started", "web", "in", "buyer", "meaningful", "Trial started", "Teste iniciado"),
    _A("social.engaged", "social", "in", "buyer", "none", "Social engagement", "Engajamento em rede social"),
    _A(
        "social.messaged",
        "social",
        "out",
        "sales",
        "attempt",
        "Social message sent",
        "Mensagem em rede social",
        True,
    ),
    # e-mail
    _A("email.sent", "email", "out", "marketing", "attempt", "E-mail sent", "E-mail enviado", True),
    _A("email.opened", "email", "in", "buyer", "none", "E-mail opened", "E-mail aberto"),
    _A("email.clicked", "email", "in", "buyer", "none", "E-mail clicked", "E-mail clicado"),
    _A("email.replied", "email", "in", "buyer", "meaningful", "E-mail replied", "E-mail respondido", True),
    _A("email.bounced", "email", "in", "system", "none", "E-mail bounced", "E-mail devolvido"),
    _A("email.unsubscribed", "email", "in", "buyer", "none", "Unsubscribed", "Descadastro"),
    # conversations
    _A("call.attempted", "phone", "out", "sales", "attempt", "Call attempted", "Tentativa de ligação", True),
    _A("call.connected", "phone", "out", "sales", "connection", "Call connected", "Ligação atendida", True),
    _A("call.received", "phone", "in", "buyer", "connection", "Call received", "Ligação recebida", True),
    _A("whatsapp.sent", "whatsapp", "out", "sales", "attempt", "WhatsApp sent", "WhatsApp enviado", True),
    _A(
        "whatsapp.received",
        "whatsapp",
        "in",
        "buyer",
        "connection",
        "WhatsApp received",
        "WhatsApp recebido",
        True,
    ),
    _A("chat.held", "chat", "in", "buyer", "connection", "Chat held", "Conversa no chat", True),
    _A("letter.sent", "post", "out", "sales", "attempt", "Letter sent", "Carta enviada", True),
    _A(
        "meeting.held",
        "in_person",
        "out",
        "sales",
        "meaningful",
        "Meeting in person",
        "Reunião presencial",
        True,
    ),
    _A("video.held", "video", "out", "sales", "meaningful", "Video meeting", "Reunião por vídeo", True),
    _A("demo.held", "video", "out", "sales", "meaningful", "Demo given", "Demonstração realizada", True),
    # events
    _A(
        "event.invited",
        "event",
        "out",
        "marketing",
        "attempt",
        "Invited to event",
        "Convite para evento",
        True,
    ),
    _A(
        "event.registered",
        "event",
        "in",
        "buyer",
        "connection",
        "Registered for event",
        "Inscrição em evento",
    ),
    _A(
        "event.attended",
        "event",
        "in",
        "buyer",
        "meaningful",
        "Attended event",
        "Participação em evento",
        True,
    ),
    # steps that lead to purchase
    _A("rfp.received", "email", "in", "buyer", "meaningful", "RFP received", "RFP recebida", True),
    _A("proposal.sent", "email", "out", "sales", "attempt", "Proposal sent", "Proposta enviada", True),
    _A("proposal.viewed", "web", "in", "buyer", "connection", "Proposal viewed", "Proposta vista"),
    _A("proposal.accepted", "web", "in", "buyer", "meaningful", "Proposal accepted", "Proposta aceita"),
    _A("proposal.refused", "web", "in", "buyer", "meaningful", "Proposal refused", "Proposta recusada"),
    _A(
        "reference.called",
        "phone",
        "in",
        "buyer",
        "meaningful",
        "Reference call",
        "Conversa com referência",
        True,
    ),
    _A("pilot.started", "in_person", "in", "buyer", "meaningful", "Pilot started", "Piloto iniciado", True),
    _A(
        "contract.reviewed",
        "email",
        "in",
        "buyer",
        "meaningful",
        "Contract reviewed",
        "Contrato em revisão",
        True,
    ),
    # decisions of people
    _A(
        "handoff.offered",
        "email",
        "out",
        "marketing",
        "none",
        "Lead offered to Sales",
        "Lead oferecido a Vendas",
    ),
    _A(
        "handoff.accepted",
        "email",
        "out",
        "sales",
        "none",
        "Lead accepted by Sales",
        "Lead aceito por Vendas",
    ),
    _A(
        "handoff.refused",
        "email",
        "out",
        "sales",
        "none",
        "Lead refused by Sales",
        "Lead recusado por Vendas",
    ),
    _A(
        "handoff.returned",
        "email",
        "out",
        "sales",
        "none",
        "Lead handed back until a day",
        "Lead devolvido até uma data",
    ),
    _A(
        "lead.qualified",
        "phone",
        "out",
        "sales",
        "meaningful",
        "Lead qualified",
        "Lead qualificado por Vendas",
    ),
    _A("todo.done", "email", "out", "sales", "none", "Internal task done", "Tarefa interna feita", True),
    _A("subject.parked", "email", "out", "sales", "none", "Parked", "Posto em espera"),
    _A("lead.discarded", "email", "out", "sales", "none", "Discarded", "Descartado"),
    _A("lead.returned", "email", "in", "system", "none", "Lead is back", "Lead voltou"),
    _A("intent.answered", "phone", "in", "buyer", "none", "Intent test answered", "Teste de intenção respondido"),
    _A("timeframe.stated", "phone", "in", "buyer", "none", "Time frame stated", "Prazo de compra informado"),
    _A("deal.opened", "commerce", "out", "sales", "none", "Opportunity opened", "Oportunidade aberta"),
    _A("deal.won", "commerce", "in", "buyer", "meaningful", "Opportunity won", "Oportunidade ganha"),
    _A("deal.lost", "commerce", "in", "buyer", "meaningful", "Opportunity lost", "Oportunidade perdida"),
    # after the sale
    _A("order.placed", "commerce", "in", "buyer", "meaningful", "Order placed", "Pedido realizado", True),
    _A(
        "onboarding.held",
        "video",
        "out",
        "service",
        "meaningful",
        "Onboarding held",
        "Implantação realizada",
        True,
    ),
    _A("support.opened", "support", "in", "buyer", "connection", "Support case", "Chamado de suporte", True),
    _A(
        "survey.answered",
        "web",
        "in",
        "buyer",
        "connection",
        "Survey answered (NPS)",
        "Pesquisa respondida (NPS)",
        True,
    ),
    _A(
        "renewal.signed",
        "commerce",
        "in",
        "buyer",
        "meaningful",
        "Renewal signed",
        "Renovação assinada",
        True,
    ),
    _A(
        "upsell.bought",
        "commerce",
        "in",
        "buyer",
        "meaningful",
        "Expansion bought",
        "Expansão contratada",
        True,
    ),
    _A("referral.given", "phone", "in", "buyer", "meaningful", "Referral given", "Indicação feita", True),
    _A(
        "testimonial.given",
        "social",
        "in",
        "buyer",
        "meaningful",
        "Testimonial given",
        "Depoimento dado",
        True,
    ),
)

BY_CODE: dict[str, ActivityKind] = {kind.code: kind for kind in CATALOGUE}

# What we decided or wrote down about a lead or a sale. The log keeps it and stages follow from it, but it is no
# interaction: the call in which it was said is a touch of its own.
DECISIONS: frozenset[str] = frozenset(
    {
        "handoff.offered",
        "handoff.accepted",
        "handoff.refused",
        "handoff.returned",
        "lead.qualified",
        "subject.parked",
        "timeframe.stated",
        "todo.done",
        "lead.discarded",
        "lead.returned",
        "intent.answered",
        "deal.opened",
        "deal.won",
        "deal.lost",
    }
)

# What only the change of a record writes: whoever takes that back takes this with it.
OF_CHANGES: frozenset[str] = DECISIONS | {"proposal.accepted", "proposal.refused"}

CHANNEL_LABELS: dict[Channel, tuple[str, str]] = {
    "email": ("E-mail", "E-mail"),
    "phone": ("Phone", "Telefone"),
    "in_person": ("In person", "Presencial"),
    "video": ("Video", "Vídeo"),
    "chat": ("Chat", "Chat"),
    "whatsapp": ("WhatsApp", "WhatsApp"),
    "web": ("Web", "Web"),
    "social": ("Social", "Redes sociais"),
    "event": ("Event", "Evento"),
    "post": ("Post", "Correio"),
    "ads": ("Ads", "Anúncios"),
    "support": ("Support", "Suporte"),
    "commerce": ("Commerce", "Comércio"),
}
