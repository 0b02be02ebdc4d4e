"""Where leads come from: the catalogue of sources every new database starts with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One source of leads.

    Attributes
    ----------
    code : str
        Stable name; imports and the API use it.
    en, pt : str
        Label in English and Brazilian Portuguese.
    """

    code: str
    en: str
    pt: str


SOURCES: tuple[SourceKind, ...] = (
    SourceKind("advertising", "Advertising response", "Resposta a anúncio"),
    SourceKind("direct_mail", "Direct mail", "Mala direta"),
    SourceKind("website", "Website", "Site"),
    SourceKind("content", "Blog, infographic, image or video", "Blog, infográfico, imagem ou vídeo"),
    SourceKind("email_campaign", "E-mail campaign", "Campanha de e-mail"),
    SourceKind("social_network", "Social network", "Rede social"),
    SourceKind("linkedin", "LinkedIn engagement", "Engajamento no LinkedIn"),
    SourceKind("webinar", "Webinar", "Webinar"),
    SourceKind("lunch", "Business lunch", "Almoço de negócios"),
    SourceKind("trade_fair", "Trade fair", "Feira"),
    SourceKind("peer_meeting", "Peer meeting", "Encontro entre pares"),
    SourceKind("sponsored_event", "Sponsored event", "Evento patrocinado"),
    SourceKind("networking", "Chamber of commerce, networking", "Câmara de comércio, rede de contatos"),
    SourceKind("local_advertising", "Local advertising", "Publicidade local"),
    SourceKind("purchased_list", "Purchased list", "Lista comprada"),
    SourceKind("third_party_meeting", "Meeting set by a third party", "Reunião marcada por terceiros"),
    SourceKind("referral", "Referral", "Indicação"),
    SourceKind("existing_customer", "Existing customer", "Cliente atual"),
    SourceKind("customer_feedback", "Customer feedback", "Retorno de cliente"),
    SourceKind("lost_opportunity", "Lost opportunity", "Oportunidade perdida"),
    SourceKind("live_chat", "Live chat or chatbot", "Chat ao vivo ou chatbot"),
)

SOURCE_BY_CODE: dict[str, SourceKind] = {source.code: source for source in SOURCES}
