"""Tags of the demo: a few words that people would have hung on accounts, contacts, leads and opportunities."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Mod
from django.utils import timezone

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.tags.models import Tag, Tagging
from jornada.apps.sales.models import Opportunity
from jornada.rules.conditions import fold

MOST = 400
# English, Portuguese, colour, (kind of record, one in so many)
TAGS = (
    ("Key account", "Conta-chave", "green", (("account", 11),)),
    ("Partner", "Parceiro", "purple", (("account", 17), ("contact", 23))),
    ("Trade show 2026", "Feira 2026", "blue", (("contact", 13), ("lead", 9))),
    ("Reference", "Caso de sucesso", "yellow", (("account", 29),)),
    ("Urgent", "Urgente", "red", (("lead", 19), ("opportunity", 12))),
    ("Multi-year", "Plurianual", "orange", (("opportunity", 15),)),
)
MODELS = {"account": Account, "contact": Contact, "lead": Lead, "opportunity": Opportunity}


def add_tags(language: str) -> None:
    """Hang each tag on every so manieth record of its kinds."""
    now, place = timezone.now(), 0 if language == "en" else 1
    for *names, colour, uses in TAGS:
        name = names[place]
        tag = Tag.objects.create(name=name, key=fold(name), colour=colour, created_at=now, updated_at=now)
        for record, step in uses:
            _hang(tag, record, step, now)


def _hang(tag: Tag, record: str, step: int, now: datetime) -> None:
    rows = MODELS[record].objects.alias(place=Mod(F("id"), step)).filter(place=tag.pk % step)
    ids = rows.order_by("-id").values_list("pk", flat=True)[:MOST]
    Tagging.objects.bulk_create(Tagging(tag=tag, record=record, object_id=pk, at=now) for pk in ids)
