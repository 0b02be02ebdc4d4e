"""The reasons every new database starts with."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.utils import timezone

from jornada.apps.leads.disposition.models import DispositionReason
from jornada.rules.disposition import SCHEDULE

PARK, DISCARD, BOTH = (True, False), (False, True), (True, True)
# code, English, Portuguese, (parks, discards), schedule, comes back when the buyer acts again
REASONS: tuple[tuple[str, str, str, tuple[bool, bool], tuple[int, ...], bool], ...] = (
    ("not_now", "Not now, later", "Agora não, mais tarde", PARK, SCHEDULE, True),
    ("no_budget", "No budget this year", "Sem orçamento este ano", PARK, (180, 180), True),
    ("waiting", "Waiting for somebody else", "Esperando outra pessoa", PARK, (30, 30, 60), True),
    ("only_asking", "Only asking", "Só pesquisando", BOTH, (90, 180), True),
    ("competitor", "Bought from a competitor", "Comprou do concorrente", BOTH, (180,), True),
    ("unreachable", "Not reachable", "Não foi possível contatar", BOTH, SCHEDULE, True),
    ("no_fit", "No fit", "Fora do perfil", DISCARD, (), False),
    ("wrong_data", "Wrong data", "Dados errados", DISCARD, (), False),
    ("duplicate", "Duplicate", "Duplicado", DISCARD, (), False),
    ("other", "Another reason", "Outro motivo", BOTH, (), True),
)


def add_missing_reasons(using: str = "default", **signal: Any) -> None:
    """Add the reasons that are missing; what the company changed stays as it is."""
    if DispositionReason._meta.db_table not in connections[using].introspection.table_names():
        return
    now, rows = timezone.now(), DispositionReason.objects.using(using)
    known = set(rows.values_list("code", flat=True))
    rows.bulk_create(
        DispositionReason(
            code=code,
            label_en=english,
            label_pt=portuguese,
            parks=parks,
            discards=discards,
            schedule=list(schedule),
            wakes=wakes,
            asks_competitor=code == "competitor",
            order=order,
            created_at=now,
            updated_at=now,
        )
        for order, (code, english, portuguese, (parks, discards), schedule, wakes) in enumerate(REASONS)
        if code not in known
    )
