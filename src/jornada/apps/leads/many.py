"""Many leads opened or changed at once, as `actions` does it for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.follow import follow
from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import OFFERED, of_company_alone
from jornada.apps.org import access, many
from jornada.apps.org.models import User

AT_ONCE = 1000
Line = Mapping[str, Any]


def create_leads(user: Any, lines: Sequence[Line]) -> list[Lead]:
    """Open leads, each on a thread of its own; who had some before starts the next cycle and keeps the first source."""
    access.require(user, "lead", "create")
    now = timezone.now()
    with transaction.atomic():
        made = [_lead(values) for values in lines]
        threads = [Thread(account=row.account, contact=row.contact, opened_at=now) for row in made]
        many.insert(threads)
        _number(made)
        for row, thread in zip(made, threads, strict=True):
            row.thread, row.type_since = thread, now
        many.create(user, made)
    return made


def update_leads(user: Any, changes: Sequence[tuple[Lead, Line]]) -> list[list[str]]:
    """Change leads that the caller holds; their threads follow them."""
    with transaction.atomic():
        changed = many.write(user, changes)
        follow(
            [row for (row, _values), names in zip(changes, changed, strict=True) if {"account", "contact"} & {*names}]
        )
    return changed


def hand_over_leads(user: Any, given: Sequence[tuple[Lead, User | None]], now: datetime) -> None:
    """Note of leads that the caller holds that they were offered, and give each to whoever receives it."""
    record_touches([_offered(lead, now) for lead, _to in given], source="manual", user=user, now=now)
    among_them = [lead.pk for lead, _to in given]
    for start in range(0, len(among_them), AT_ONCE):
        Lead.objects.filter(pk__in=among_them[start : start + AT_ONCE]).update(offered_at=now)
    many.write(user, [(lead, {"owner": to}) for lead, to in given if to is not None and lead.owner_id != to.pk])


def _offered(lead: Lead, now: datetime) -> NewTouch:
    return NewTouch(OFFERED, now, lead.account_id, contact=lead.contact_id, thread=lead.thread_id)


def _lead(values: Line) -> Lead:
    contact, source = values.get("contact"), values.get("source")
    account = values.get("account") or (contact.account if contact else None)
    return Lead(**{**values, "account": account, "source": source, "last_source": source})


def _number(made: Sequence[Lead]) -> None:
    """Say which cycle each lead is of its person, or of its company where no person is known."""
    cycles: dict[tuple[str, int], int] = {}
    sources: dict[tuple[str, int], Any] = {}
    for name, rows in (("contact", Lead.objects.all()), ("account", of_company_alone(Lead.objects.all()))):
        ids = {pk for row in made if (key := _whose(row)) and key[0] == name for pk in [key[1]]}
        if not ids:
            continue
        earlier = rows.filter(**{f"{name}__in": ids})
        cycles |= {(name, pk): top for pk, top in earlier.values_list(name).annotate(top=Max("cycle")).order_by()}
        firsts = earlier.order_by("-created_at", "-id").values_list(name, "source")
        sources |= {(name, pk): source for pk, source in firsts}
    for row in made:
        key = _whose(row)
        if key is None:
            continue
        row.cycle = cycles[key] = cycles.get(key, 0) + 1
        row.source_id = sources[key] = sources.get(key) or row.source_id


def _whose(row: Lead) -> tuple[str, int] | None:
    if row.contact_id:
        return "contact", row.contact_id
    return ("account", row.account_id) if row.account_id else None
