"""What the demo sells and how: a second pipeline, lost reasons, competitors, lines, people, proposals."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Mod
from django.utils import timezone

from jornada.analytics.simulate.words import LOST_REASONS, POSTPONED
from jornada.apps.market.models import Competitor, Contact, Product
from jornada.apps.sales.models import (
    LossReason,
    Opportunity,
    OpportunityContact,
    OpportunityLine,
    Pipeline,
    PipelineStage,
    Proposal,
    ProposalLine,
    ProposalTerms,
    StageMove,
)
from jornada.apps.sales.reason_words import is_of_rivals

MOST_WITH_LINES = 2_000
MOST_PROPOSALS = 300
PEOPLE_EACH = 3
LATE = ("proposal", "negotiation", "offer", "signing")
CENT = Decimal("0.01")

PIPELINE = ("Renewals and expansion", "Renovações e expansão")
# code, English, Portuguese, probability, journey stage
STAGES = (
    ("review", "Review of use", "Revisão de uso", 0.35, "consideration"),
    ("offer", "Renewal offered", "Renovação oferecida", 0.60, "evaluation"),
    ("signing", "Signing", "Assinatura", 0.85, "validation"),
)
# code: limit of cards, stalled after days, purpose (en, pt), exit criteria (en, pt)
MANNERS: dict[str, tuple[int | None, int, tuple[str, str], tuple[str, str]]] = {
    "qualification": (None, 21, ("Find out whether there is a case.", "Descobrir se há um caso."),
                      ("Need named\nBudget range known", "Necessidade dita por eles\nFaixa de orçamento conhecida")),
    "discovery": (60, 21, ("Understand how they decide.", "Entender como eles decidem."),
                  ("Decision maker met\nCriteria written down", "Decisor conhecido\nCritérios por escrito")),
    "demo": (40, 14, ("Show what answers their need.", "Mostrar o que atende à necessidade."),
             ("Demonstration held with users", "Demonstração feita com usuários")),
    "proposal": (25, 14, ("Offer in writing, with validity.", "Ofertar por escrito, com validade."),
                 ("Proposal seen by the decision maker", "Proposta vista pelo decisor")),
    "negotiation": (15, 10, ("Agree on terms.", "Acertar as condições."),
                    ("Contract in review at their legal department", "Contrato em análise no jurídico deles")),
}  # fmt: skip
COMPETITORS = (
    ("Nimbus CRM", "nimbus.example", ("Low price, quick start", "Preço baixo, começo rápido"),
     ("No journey map, few reports", "Sem mapa da jornada, poucos relatórios")),
    ("Atlas Vendas", "atlasvendas.example", ("Known brand", "Marca conhecida"),
     ("Long projects, costly changes", "Projetos longos, mudanças caras")),
    ("Planilha Pro", "planilhapro.example", ("Everybody knows spreadsheets", "Todos conhecem planilhas"),
     ("Nothing adds up by itself", "Nada se soma sozinho")),
)  # fmt: skip
TERMS = (
    "Payment in 30 days. Prices without taxes.\n\nSupport on working days from 9 to 18.",
    "Pagamento em 30 dias. Preços sem impostos.\n\nSuporte em dias úteis, das 9h às 18h.",
)


def add_selling(language: str) -> None:
    """Add it all, the same for the same company; call it in the transaction of the load."""
    side = 0 if language == "en" else 1
    _describe_stages(side)
    _second_pipeline(side)
    _reasons(side)
    _competitors(side)
    rows = _open_ones()
    _lines(rows)
    _people(rows)
    ProposalTerms.objects.bulk_create(
        ProposalTerms(language=code, text=text) for code, text in zip(("en", "pt-br"), TERMS, strict=True)
    )
    _proposals(rows, side, language)


def _describe_stages(side: int) -> None:
    for stage in PipelineStage.objects.filter(pipeline__is_default=True, code__in=MANNERS):
        limit, days, purpose, criteria = MANNERS[stage.code]
        stage.card_limit, stage.stalled_days = limit, days
        stage.purpose, stage.exit_criteria = purpose[side], criteria[side]
        stage.save(update_fields=["card_limit", "stalled_days", "purpose", "exit_criteria"])


def _second_pipeline(side: int) -> None:
    """Make it, and let one open opportunity in eight go there."""
    pipeline, _made = Pipeline.objects.get_or_create(name=PIPELINE[side])
    for order, (code, english, portuguese, share, journey) in enumerate(STAGES):
        values = {"order": order, "label_en": english, "label_pt": portuguese, "probability": share}
        values |= {"journey_stage": journey, "stalled_days": 30}
        PipelineStage.objects.update_or_create(pipeline=pipeline, code=code, defaults=values)
    stages = list(pipeline.stages.order_by("order"))
    moved = list(_some(Opportunity.objects.filter(outcome="open"), 8, 0)[:MOST_WITH_LINES])
    moves = []
    for place, row in enumerate(moved):
        to = stages[place % len(stages)]
        moves.append(
            StageMove(
                opportunity=row, at=row.updated_at, user_id=row.owner_id, from_stage_id=row.stage_id, to_stage=to,
                outcome="open",
            )
        )  # fmt: skip
        row.stage = to
    StageMove.objects.bulk_create(moves, batch_size=500)
    Opportunity.objects.bulk_update(moved, ["stage"], batch_size=500)


def _reasons(side: int) -> None:
    """Let the pick list be the reasons of this company, and each loss have its own."""
    LossReason.objects.filter(opportunities=None).delete()
    for order, (english, portuguese) in enumerate([pair for pair, _share in LOST_REASONS] + [POSTPONED]):
        asks = {"asks_competitor": is_of_rivals(english)}
        reason, _made = LossReason.objects.get_or_create(
            label_en=english, label_pt=portuguese, order=order, defaults=asks
        )
        Opportunity.objects.filter(lost_reason=(english, portuguese)[side]).update(loss_reason=reason)


def _competitors(side: int) -> None:
    lost_to = Q(outcome="lost", loss_reason__label_en="Competitor chosen")
    for place, (name, website, strengths, weaknesses) in enumerate(COMPETITORS):
        values = {"website": website, "strengths": strengths[side], "weaknesses": weaknesses[side]}
        row, _made = Competitor.objects.get_or_create(name=name, defaults=values)
        _some(Opportunity.objects.filter(lost_to), len(COMPETITORS), place).update(competitor=row)
        _some(Opportunity.objects.exclude(outcome="lost"), 3 * len(COMPETITORS), place).update(competitor=row)


def _open_ones() -> list[Opportunity]:
    rows = Opportunity.objects.filter(outcome="open", amount__isnull=False, product__isnull=False)
    return list(rows.select_related("product", "stage").order_by("-created_at", "-id")[:MOST_WITH_LINES])


def _lines(rows: list[Opportunity]) -> None:
    """Split the amount of each into a line, so that it adds up to the cent."""
    lines = []
    for row in rows:
        quantity, price = _split(row.amount, row.product)
        lines.append(
            OpportunityLine(
                opportunity=row, product=row.product, description=row.product.name, quantity=quantity, unit_price=price
            )
        )
        row.amount_from_lines = True
    OpportunityLine.objects.bulk_create(lines, batch_size=500)
    Opportunity.objects.bulk_update(rows, ["amount_from_lines"], batch_size=500)


def _split(amount: Decimal, product: Product) -> tuple[Decimal, Decimal]:
    number = max(1, round(amount / product.list_price)) if product.list_price else 1
    price = (amount / number).quantize(CENT)
    return (Decimal(number), price) if price * number == amount else (Decimal(1), amount)


def _people(rows: list[Opportunity]) -> None:
    """Let those of each account who play a role take part."""
    of_account: dict[int, list[Contact]] = defaultdict(list)
    accounts = {row.account_id for row in rows if row.account_id}
    for start in range(0, len(ids := sorted(accounts)), 500):
        for contact in Contact.objects.filter(account__in=ids[start : start + 500]).exclude(buying_role=""):
            of_account[contact.account_id].append(contact)
    parts = [
        OpportunityContact(opportunity=row, contact=contact, role=contact.buying_role)
        for row in rows
        for contact in of_account[row.account_id][:PEOPLE_EACH]
    ]
    OpportunityContact.objects.bulk_create(parts, batch_size=500)


def _proposals(rows: list[Opportunity], side: int, language: str) -> None:
    """Give those that stand at a written offer a version: drafts, sent, seen, and some that ran out."""
    ready = [row for row in rows if row.stage.code in LATE]
    late = [*ready, *(row for row in rows if row.stage.code not in LATE)][: min(MOST_PROPOSALS, len(ready) + 2)]
    proposals = [_proposal(row, place, side, language) for place, row in enumerate(late)]
    Proposal.objects.bulk_create(proposals, batch_size=500)
    lines = {line.opportunity_id: line for line in OpportunityLine.objects.filter(opportunity__in=late)}
    copied = ("product_id", "description", "quantity", "unit_price", "discount", "discount_amount")
    ProposalLine.objects.bulk_create(
        (
            ProposalLine(proposal=made, **{name: getattr(lines[made.opportunity_id], name) for name in copied})
            for made in proposals
        ),
        batch_size=500,
    )


def _proposal(row: Opportunity, place: int, side: int, language: str) -> Proposal:
    now = timezone.now()
    sent = now - timedelta(days=2 + place % 9)
    status = ("sent", "seen", "seen", "draft", "sent", "accepted")[place % 6]
    left = 15 - 3 * (place % 7)
    facts: dict[str, Any] = {
        "status": status,
        "sent_at": None if status == "draft" else sent,
        "seen_at": sent + timedelta(hours=5) if status in ("seen", "accepted") else None,
    }
    if status == "accepted":
        who = row.contact.name if row.contact_id else "–"
        facts |= {"answered_at": sent + timedelta(days=1), "answered_by": who}
    return Proposal(
        opportunity=row, version=1, language="en" if language == "en" else "pt-br", currency=row.currency,
        discount=Decimal(5 * (place % 3)), discount_amount=Decimal(0) if place % 3 else _given_away(row.amount),
        valid_until=timezone.localdate(now) + timedelta(days=left),
        terms=TERMS[side], sender_id=row.owner_id, receiver_id=row.contact_id, created_at=sent, updated_at=sent,
        **facts,
    )  # fmt: skip


def _given_away(amount: Decimal) -> Decimal:
    """Return what makes an amount round, or a hundredth of it, as sellers give it away."""
    return amount % 100 or (amount / 100).quantize(CENT)


def _some(rows: Any, of: int, place: int) -> Any:
    """Take one row in so many, by its id."""
    return rows.annotate(turn=Mod(F("pk"), of)).filter(turn=place)
