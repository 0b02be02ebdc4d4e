"""What every new database starts with: reasons of refusal, and an agreement of sensible defaults, as a draft."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from jornada.apps.handoff.models import Agreement, AgreementVersion, RefusalReason
from jornada.rules.agreement import DEFAULT_AGREEMENT
from jornada.rules.agreement_json import to_json

# code, English, Portuguese
REASONS = (
    ("only_asking", "Only asking, no project", "Só pesquisando, sem projeto"),
    ("no_fit", "Does not fit our profile", "Fora do perfil"),
    ("no_budget", "No budget", "Sem orçamento"),
    ("no_authority", "Decides nothing", "Sem poder de decisão"),
    ("bad_timing", "Too early", "Cedo demais"),
    ("competitor", "Bought from a competitor", "Comprou do concorrente"),
    ("unreachable", "Cannot be reached", "Não foi possível contatar"),
    ("wrong_data", "Wrong data", "Dados errados"),
    ("duplicate", "Duplicate", "Duplicado"),
    ("not_my_territory", "Not my territory or product", "Fora do meu território ou produto"),
    ("other", "Another reason", "Outro motivo"),
)


def add_missing_agreement(using: str = "default", **signal: Any) -> None:
    if AgreementVersion._meta.db_table not in connections[using].introspection.table_names():
        return
    with transaction.atomic(using=using):
        _add_reasons(using)
        if not Agreement.objects.using(using).exists():
            _add_agreement(using)


def _add_reasons(using: str) -> None:
    rows = RefusalReason.objects.using(using)
    known = set(rows.values_list("code", flat=True))
    rows.bulk_create(
        RefusalReason(code=code, label_en=english, label_pt=portuguese, order=order)
        for order, (code, english, portuguese) in enumerate(REASONS)
        if code not in known
    )


def _add_agreement(using: str) -> None:
    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}
    agreement = Agreement.objects.using(using).create(name="Marketing e Vendas", **stamps)
    AgreementVersion.objects.using(using).create(
        agreement=agreement, number=1, terms=to_json(DEFAULT_AGREEMENT), **stamps
    )
