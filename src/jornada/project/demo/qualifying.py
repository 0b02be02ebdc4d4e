"""What the demo's buyers said: when they decide, and what they answered to BANT."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from jornada.apps.interactions.places import place_of_record
from jornada.apps.leads.buyers_last import buyers_last_of
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.disposition.seed import add_missing_reasons
from jornada.apps.leads.intent import queries
from jornada.apps.leads.intent.actions import answer
from jornada.apps.leads.intent.seed import add_missing_tests
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.actions import state_time_frame
from jornada.apps.market.models import Competitor
from jornada.apps.org.models import User

MOST = 60
# Whom nobody has heard of for longer says nothing.
HEARD = timedelta(days=60)
# intent, decides so many days from now, words
SAID = (
    ("planned", 35, "Orçamento aprovado para o próximo trimestre."),
    ("now", None, "Precisamos resolver isso ainda este mês."),
    ("planned", 8, "O contrato atual acaba logo."),
    ("interest", None, "Por enquanto só estou pesquisando."),
    ("planned", 120, "Entra no planejamento do ano que vem."),
    ("planned", -20, "Decidimos até o fim do mês."),
)

ANSWERED = 40
# Of each four leads: some answers, all that is needed, no budget, one answer only.
ANSWERS: tuple[dict[str, str | bool], ...] = (
    {"budget": "soon", "need": "O mapa da jornada está em planilhas."},
    {"budget": "yes", "authority": True, "need": "Marketing e Vendas discordam sobre o que é um lead."},
    {"budget": "no", "authority": False, "need": "Curiosidade sobre o tema."},
    {"need": "Reduzir o tempo de resposta aos leads."},
)


def write_answers(now: datetime | None = None) -> int:
    """Have the newest leads that Sales accepted answer BANT, in parts; return how many."""
    now = now or timezone.now()
    add_missing_tests()
    known = queries.test_in_use("bant")
    rows = Lead.objects.filter(type__in=(Lead.Type.SAL, Lead.Type.MQL)).order_by("-type_since", "-pk")
    rows = rows.select_related("account__owner", "contact__owner", "thread", "owner")
    written = 0
    for place, lead in enumerate(rows[:ANSWERED]):
        if known is not None and lead.owner is not None and lead.owner.is_active:
            at = max(now - timedelta(days=1 + place % 9), lead.created_at)
            answer(lead.owner, place_of_record("lead", lead), known, ANSWERS[place % len(ANSWERS)], at=at)
            written += 1
    return written


# Reasons of the demo's parked and discarded leads, by turns.
PARKED = ("not_now", "no_budget", "waiting", "competitor")
DISCARDED = ("only_asking", "unreachable", "no_fit", "wrong_data", "competitor")
BACK_TODAY = 5


def write_reasons(now: datetime | None = None) -> int:
    """Give set-aside leads a reason and a day: those of the last months come back, a few of them today."""
    now, today = now or timezone.now(), timezone.localdate()
    add_missing_reasons()
    reasons = {reason.code: reason for reason in DispositionReason.objects.all()}
    rivals = list(Competitor.objects.order_by("pk"))
    rows = list(
        Lead.objects.filter(status__in=(Lead.Status.PARKED, Lead.Status.DISCARDED)).order_by("-updated_at", "-pk")
    )
    for place, lead in enumerate(rows):
        codes = PARKED if lead.status == Lead.Status.PARKED else DISCARDED
        lead.disposition = reasons[codes[place % len(codes)]]
        lead.set_aside_at = min(lead.updated_at, now)
        if lead.disposition.code == "competitor" and rivals:
            lead.competitor, lead.contract_ends_on = rivals[place % len(rivals)], today + timedelta(days=95 + 9 * place)
        ahead = 0 if place < BACK_TODAY else 3 + 4 * place
        if lead.disposition.days and place < 60:
            lead.return_on = today + timedelta(days=ahead)
    names = ["disposition", "set_aside_at", "competitor", "contract_ends_on", "return_on"]
    Lead.objects.bulk_update(rows, names, batch_size=500)
    return len(rows)


def write_time_frames(now: datetime | None = None) -> int:
    """Have open leads that are more than suspects say when they decide, as they were last in touch; return how many."""
    now, today = now or timezone.now(), timezone.localdate()
    marketer = User.objects.filter(username="marina").first()
    found = _heard_lately(now)
    for place, (lead, at) in enumerate(found):
        intent, ahead, words = SAID[place % len(SAID)]
        by = today + timedelta(days=ahead) if ahead is not None else None
        by = max(by, timezone.localdate(at)) if by else None
        who = lead.owner if lead.owner and lead.owner.is_active else marketer
        state_time_frame(who, place_of_record("lead", lead), intent, ends_on=by, words=words, at=at)
    return len(found)


def _heard_lately(now: datetime) -> list[tuple[Lead, datetime]]:
    """Return the leads whose buyer did something lately, the newest first, each with the instant."""
    rows = Lead.objects.filter(status=Lead.Status.OPEN).exclude(type=Lead.Type.SUSPECT).order_by("-type_since", "-pk")
    related = list(rows.select_related("account__owner", "contact__owner", "thread", "owner")[: 10 * MOST])
    last = buyers_last_of(related)
    heard = [(lead, last[lead.pk]) for lead in related if now - HEARD < last.get(lead.pk, now - HEARD) <= now]
    return heard[:MOST]
