"""What lies on the desks of the demo: notes and next steps of open opportunities, further e-mails and phones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from jornada.apps.interactions.models import Activity, Note, PlannedTouch
from jornada.apps.market.models import ChatText, Contact, ContactPoint
from jornada.apps.org.models import User
from jornada.apps.sales.models import Opportunity

MOST_NOTES = 120
EVERY = 6
MOST_POINTS = 2_000
# English, Portuguese; the mention is put where {who} stands.
NOTES = (
    ("They compare us with **two others** and decide at the end of the month.",
     "Estão comparando com **outros dois** e decidem no fim do mês."),
    ("Procurement asks for three references from the same industry.",
     "Compras pede três referências do mesmo setor."),
    ("@{who} can you join the next call? They have questions about integration.",
     "@{who} você pode participar da próxima ligação? Eles têm dúvidas sobre integração."),
    ("Budget is approved for this year: https://example.com/minutes",
     "Orçamento aprovado para este ano: https://example.com/ata"),
    ("Prefers WhatsApp, and never on Friday afternoons.",
     "Prefere WhatsApp, e nunca na sexta à tarde."),
)  # fmt: skip

MOST_STEPS = 2_000
# Activity, minutes, English, Portuguese.
STEPS = (
    ("call.connected", 15, "Ask what became of the proposal", "Perguntar o que acharam da proposta"),
    ("meeting.held", 60, "Visit with the technical team", "Visita com a equipe técnica"),
    ("video.held", 45, "Demonstration for users", "Demonstração para os usuários"),
    ("email.sent", None, "Send the references they asked for", "Enviar as referências que pediram"),
    ("whatsapp.sent", None, "Confirm the date with the decision maker", "Confirmar a data com quem decide"),
    ("call.connected", 30, "Go through the terms with procurement", "Rever as condições com Compras"),
)
# Days from today; with the hours below every combination comes before one comes again.
DAYS = (1, 3, -1, 2, 7, 0, 4, 9, 5, 14, 1)
HOURS = (9, 10, 11, 14, 15, 16, 17)

CHATS = (
    (("First contact", "Hello {first_name}, this is {me}. May I ask you two questions about {company}?"),
     ("Primeiro contato", "Olá, {primeiro_nome}! Aqui é {eu}. Posso fazer duas perguntas sobre a {empresa}?")),
    (("After a meeting", "Hello {first_name}, thank you for the meeting. I will send what we agreed on today."),
     ("Depois da reunião", "Olá, {primeiro_nome}! Obrigado pela reunião. Envio hoje o que combinamos.")),
)  # fmt: skip


def add_desk(language: str) -> None:
    """Add it all, the same for the same company; call it in the transaction of the load."""
    side = 0 if language == "en" else 1
    texts = [text[side] for text in CHATS]
    ChatText.objects.bulk_create(ChatText(name=name, text=text, order=at) for at, (name, text) in enumerate(texts))
    _add_notes(side)
    _plan_by_day()
    _add_steps(side)
    _add_points()


def _add_notes(side: int) -> None:
    rows = Opportunity.objects.filter(outcome="open", owner__isnull=False).select_related("owner").order_by("-pk")
    helper = User.objects.filter(role="manager").order_by("pk").first() or User.objects.order_by("pk").first()
    now, notes = timezone.now(), []
    for place, row in enumerate(rows[:MOST_NOTES]):
        text = NOTES[place % len(NOTES)][side].format(who=helper)
        at = now - timedelta(hours=5 + 7 * place)
        is_pinned = place % len(NOTES) == 1
        notes.append(Note(thread_id=row.thread_id, text=text, is_pinned=is_pinned, created_by=row.owner, created_at=at))
    for note in Note.objects.bulk_create(notes):
        if "@" in note.text:
            note.mentions.add(helper)


def _add_steps(side: int) -> None:
    """Plan a next step for most of those that have none; each fourth is forgotten, as it happens."""
    open_tasks = PlannedTouch.objects.filter(done_at=None, cancelled_at=None, thread=OuterRef("thread"))
    rows = Opportunity.objects.filter(~Exists(open_tasks), outcome="open", owner__isnull=False).order_by("-pk")
    activities, today = {row.code: row for row in Activity.objects.all()}, timezone.localtime()
    steps = []
    for place, row in enumerate(rows[:MOST_STEPS]):
        code, minutes, *texts = STEPS[place % len(STEPS)]
        at = today.replace(hour=HOURS[place % len(HOURS)], minute=0, second=0, microsecond=0)
        due_at = _working(at + timedelta(days=DAYS[place % len(DAYS)]))
        whose = {"account_id": row.account_id, "contact_id": row.contact_id, "thread_id": row.thread_id}
        who = {"owner_id": row.owner_id, "created_by_id": row.owner_id, "created_at": row.updated_at}
        if place % 4 != 3:
            steps.append(
                PlannedTouch(
                    **whose, **who, activity=activities[code], minutes=minutes, note=texts[side], due_at=due_at
                )
            )
    PlannedTouch.objects.bulk_create(steps, batch_size=500)


def _plan_by_day() -> None:
    """Put what was planned anyhow around now at hours in which people plan, on the same day or beside it."""
    now = timezone.now()
    rows = list(PlannedTouch.objects.filter(done_at=None, cancelled_at=None).only("pk", "due_at").order_by("pk"))
    for place, row in enumerate(rows):
        at = timezone.localtime(row.due_at)
        hour = HOURS[place % len(HOURS)]
        at = at.replace(hour=hour, minute=place % 2 * 30, second=0, microsecond=0)
        late = at - timedelta(days=max(0, at.isoweekday() - 5))
        row.due_at = late if at < now else _working(at)
    PlannedTouch.objects.bulk_update(rows, ["due_at"], batch_size=500)


def _working(at: datetime) -> datetime:
    """Return the instant, on Monday where it falls on a weekend."""
    return at + timedelta(days=max(0, 7 - at.isoweekday() + 1)) if at.isoweekday() > 5 else at


def _add_points() -> None:
    rows = Contact.objects.exclude(email="").order_by("pk").values_list("pk", "email")[: EVERY * MOST_POINTS]
    points = []
    for place, (pk, email) in enumerate(rows):
        if place % EVERY == 0:
            name = email.partition("@")[0]
            points.append(ContactPoint(contact_id=pk, kind="email", value=f"{name}@mail.example", label="home"))
            number = f"+55119{60000000 + pk % 9999999}"
            points.append(ContactPoint(contact_id=pk, kind="phone", value=number, label="mobile", order=1))
    ContactPoint.objects.bulk_create(points, batch_size=1000)
