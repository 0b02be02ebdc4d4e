"""The agreement of the demo company and its offers: what the log says was handed over, and leads that wait now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from jornada.analytics.simulate.story import BAD_SOURCE
from jornada.apps.handoff import offers
from jornada.apps.handoff.automatic import candidates
from jornada.apps.handoff.derive import follow_ups_of_leads
from jornada.apps.handoff.models import (
    Agreement,
    AgreementVersion,
    Assignment,
    FollowUp,
    Offer,
    OfferEvent,
    RefusalReason,
    RefusalReply,
    RoutingMember,
    RoutingRule,
)
from jornada.apps.handoff.seed import add_missing_agreement
from jornada.apps.handoff.terms import completeness, missing_data
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead, Source
from jornada.apps.leads.queries import REFUSED, RETURNED, last_handoff
from jornada.apps.org.calendars import calendar_of_team
from jornada.apps.org.models import User
from jornada.rules.agreement import DEFAULT_AGREEMENT, QualifiedLead
from jornada.rules.agreement_json import to_json
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.conditions import Any as AnyOf
from jornada.rules.conditions import Attribute, Did
from jornada.rules.working_time import due, elapsed, open_stretches

HOUR = timedelta(hours=1)
DAYS = 400
BATCH = 2000
WAITING_NOW = 18
STEPS = {"handoff.offered": "offered", "handoff.accepted": "accepted", "handoff.refused": "refused"}
# Tighter than the default, so that both sides miss something.
TERMS = replace(
    DEFAULT_AGREEMENT,
    marketing=replace(DEFAULT_AGREEMENT.marketing, acceptance_rate=0.8),
    sales=replace(DEFAULT_AGREEMENT.sales, answer=timedelta(hours=6)),
)
REASONS = ("only_asking", "no_fit", "bad_timing", "unreachable", "no_budget", "wrong_data")
REPLIES = {
    "nurture": "Voltou para a nutrição; volta a vendas quando pedir contato.",
    "nothing": "Caso isolado, o critério fica.",
    "data": "O formulário passou a pedir telefone e cargo.",
    "source": "A campanha que trouxe estes leads foi parada.",
}
CHANGES = tuple(REPLIES)
SAID = {
    "only_asking": "Só queria o material, sem projeto em vista.",
    "no_fit": "Empresa pequena demais para o produto.",
    "bad_timing": "Pediu para falar no ano que vem.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A decision of the log on one lead."""

    lead: Lead
    kind: str
    at: datetime
    user: int | None


def write_handover(now: datetime | None = None) -> int:
    """Write the agreement, and the offers of the last year as the log tells them; return how many."""
    now = now or timezone.now()
    with transaction.atomic():
        version = _agreement(now)
        written = sum(_write(batch, version, now) for batch in _batches(_chains(now)))
        _offer_now(version, now)
    _follow_up(now)
    return written


def _follow_up(now: datetime) -> None:
    leads = FollowUp.objects.values_list("offer__lead", flat=True).order_by("offer__lead").distinct()
    follow_ups_of_leads(list(leads), now)


def _agreement(now: datetime) -> AgreementVersion:
    """Put the default agreement in force, a year and more ago, with people who answer for it."""
    add_missing_agreement()
    marketing, sales = _person("marina"), _person("helena")
    agreement = Agreement.objects.order_by("pk")[0]
    agreement.marketing_owner, agreement.sales_owner = marketing, sales
    agreement.save(update_fields=["marketing_owner", "sales_owner"])
    version = agreement.versions.order_by("number")[0]
    since = now - timedelta(days=DAYS)
    version.status, version.terms = AgreementVersion.Status.IN_FORCE, to_json(replace(TERMS, qualified=_qualified()))
    version.marketing_by, version.sales_by = marketing, sales
    version.marketing_at = version.sales_at = version.in_force_at = version.updated_at = since
    version.save()
    _routing(agreement, since)
    return version


def _qualified() -> QualifiedLead:
    """Let whoever came by reading something through, on its own: the weak part that the demo is there to find."""
    reader = Source.objects.get(code=BAD_SOURCE)
    asked = Did(("demo.requested", "pricing.viewed"), days=60, directions=("in",))
    active = Did((), at_least=1, days=90, directions=("in",))
    clause = AnyOf((Attribute("source", "is", str(reader.pk)), asked, active))
    return replace(DEFAULT_AGREEMENT.qualified, condition=clause)


def _routing(agreement: Agreement, now: datetime) -> None:
    stamps = {"agreement": agreement, "created_at": now, "updated_at": now}
    owner = RoutingRule.Way.ACCOUNT_OWNER
    RoutingRule.objects.create(name="Dono da conta", order=1, way=owner, **stamps)
    rule = RoutingRule.objects.create(name="Equipe São Paulo, por turnos", order=2, **stamps)
    for person in User.objects.filter(team=_team_of("bruno"), role__in=("sales", "sdr"), is_active=True).order_by("pk"):
        RoutingMember.objects.create(rule=rule, user=person, weight=2 if person.role == "sdr" else 1)


def _chains(now: datetime) -> Iterator[list[Step]]:
    """Go through the leads of the last year with their decisions, in order of time."""
    rows = Touch.objects.filter(activity__code__in=STEPS, at__gt=now - timedelta(days=DAYS), voids=None, voided_by=None)
    rows = rows.order_by("thread_id", "at", "id").values_list("thread_id", "activity__code", "at", "user_id")
    related = ("account__industry", "contact", "source", "program")
    leads = {lead.thread_id: lead for lead in Lead.objects.select_related(*related)}
    chain: list[Step] = []
    for thread, code, at, user in rows.iterator():
        lead = leads.get(thread)
        if lead is None:
            continue
        if chain and chain[-1].lead.pk != lead.pk:
            yield chain
            chain = []
        chain.append(Step(lead, STEPS[code], at, user))
    if chain:
        yield chain


def _batches(chains: Iterator[list[Step]]) -> Iterator[list[list[Step]]]:
    batch: list[list[Step]] = []
    for chain in chains:
        batch.append(chain)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(chains: list[list[Step]], version: AgreementVersion, now: datetime) -> int:
    hours = calendar_of_team(None, now)
    reasons = {reason.code: reason for reason in RefusalReason.objects.all()}
    made = [offer for chain in chains for offer in _offers(chain, version, hours, reasons)]
    rows = Offer.objects.bulk_create(made, batch_size=500)
    Assignment.objects.bulk_create(
        [Assignment(offer=row, at=row.offered_at, person_id=row.to_id, why=Assignment.Why.HAND) for row in rows]
    )
    OfferEvent.objects.bulk_create([event for row in rows for event in _events(row)], batch_size=500)
    accepted = [row for row in rows if row.status == Offer.Status.ACCEPTED]
    FollowUp.objects.bulk_create([FollowUp(offer=row, started_at=row.answered_at) for row in accepted])
    refused = [row for row in rows if row.status == Offer.Status.REFUSED]
    RefusalReply.objects.bulk_create([_reply(row, hours, now) for row in refused])
    return len(rows)


def _offers(
    chain: list[Step], version: AgreementVersion, hours: WorkingCalendar, reasons: dict[str, RefusalReason]
) -> Iterator[Offer]:
    """Pair each offer of a lead with its answer; an offer without one is left to the log alone."""
    for before, after in pairwise(chain):
        if before.kind != "offered" or after.kind == "offered":
            continue
        used = elapsed(before.at, after.at, hours)
        missing = missing_data(before.lead, DEFAULT_AGREEMENT.qualified.needed)
        offer = Offer(
            lead=before.lead,
            version=version,
            offered_by_id=before.user,
            to_id=after.user,
            status=after.kind,
            offered_at=before.at,
            missing=missing,
            completeness=completeness(DEFAULT_AGREEMENT.qualified.needed, missing),
            answered_at=after.at,
            answered_by_id=after.user,
            answer_used=used,
            is_breached=used > TERMS.sales.answer,
            updated_at=after.at,
        )
        yield _judged(offer, reasons)


def _judged(offer: Offer, reasons: dict[str, RefusalReason]) -> Offer:
    """Give an answer its rating and reason; the same lead always gets the same."""
    turn = (offer.lead_id * 2654435761) % 97
    if offer.status == Offer.Status.REFUSED:
        source = offer.lead.source.code if offer.lead.source else ""
        code = "only_asking" if source == "content" and turn < 70 else REASONS[turn % len(REASONS)]
        offer.reason, offer.answer_note, offer.rating = reasons[code], SAID.get(code, ""), 1 + turn % 3
    else:
        offer.rating = 3 + turn % 3 if turn > 15 else None
    return offer


def _events(offer: Offer) -> list[OfferEvent]:
    answered = OfferEvent(offer=offer, at=offer.answered_at, kind=offer.status, by_id=offer.answered_by_id)
    offered = OfferEvent(offer=offer, at=offer.offered_at, kind="offered", by_id=offer.offered_by_id, to_id=offer.to_id)
    return [offered, answered]


def _reply(offer: Offer, hours: WorkingCalendar, now: datetime) -> RefusalReply:
    """Have Marketing answer most refusals, some of them late, and leave the newest open."""
    at = offer.answered_at or now
    allowed = DEFAULT_AGREEMENT.marketing.reply_to_refusal or timedelta(hours=16)
    turn = (offer.lead_id * 40503) % 11
    replied = at + timedelta(hours=20 + 12 * turn)
    if turn > 8 or replied > now:
        return RefusalReply(offer=offer, due_at=due(at, allowed, hours))
    text = REPLIES[CHANGES[turn % len(CHANGES)]]
    by = offer.offered_by_id
    told = {"text": text, "change": CHANGES[turn % len(CHANGES)], "replied_by_id": by, "replied_at": replied}
    return RefusalReply(offer=offer, due_at=due(at, allowed, hours), **told)


def _offer_now(version: AgreementVersion, now: datetime) -> None:
    """Hand the newest MQLs over in these days, so that clocks run at every length; some wait for an answer."""
    marketer, front = _person("marina"), [_person("diego"), _person("bruno"), _person("helena")]
    mqls = candidates().select_related("account", "contact", "owner").order_by("-type_since", "-pk")
    newest = islice((lead for lead in mqls[: 10 * WAITING_NOW] if _is_free(lead)), WAITING_NOW)
    for number, lead in enumerate(newest):
        at, to = (
            _ago(now, HOUR / 3 * (1 + number), calendar_of_team(None, now)),
            front[number % 3] if number % 6 < 5 else None,
        )
        offer = offers.make_offer(marketer, lead, version=version, to=to, is_hot=number % 7 == 0, now=at)
        if number % 5 == 4 and offer.to is not None:
            offers.ask(offer.to, offer, "Qual é o orçamento e quem decide?", now=at + HOUR / 6)


def _ago(now: datetime, worked: timedelta, hours: WorkingCalendar) -> datetime:
    """Say when this much working time ago was."""
    for start, end in reversed(open_stretches(now - timedelta(days=15), now, hours)):
        if end - start >= worked:
            return end - worked
        worked -= end - start
    return now - timedelta(days=15)


def _is_free(lead: Lead) -> bool:
    last = last_handoff(lead)
    return last is None or last.activity.code in (REFUSED, RETURNED)


def _person(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def _team_of(username: str) -> Any:
    person = _person(username)
    return person.team_id if person else None
