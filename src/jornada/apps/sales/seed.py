"""What every new database starts with: a pipeline whose stages name those of the buyer's journey, and lost reasons."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

from jornada.apps.sales.models import LossReason, Pipeline, PipelineStage
from jornada.apps.sales.reason_words import is_of_rivals

# code, English, Portuguese, share won from here, stage of the journey
STAGES: tuple[tuple[str, str, str, float, str], ...] = (
    ("qualification", "Qualification", "Qualificação", 0.15, "commitment"),
    ("discovery", "Discovery", "Descoberta", 0.30, "consideration"),
    ("demo", "Demonstration", "Demonstração", 0.45, "evaluation"),
    ("proposal", "Proposal", "Proposta", 0.60, "validation"),
    ("negotiation", "Negotiation", "Negociação", 0.80, "validation"),
)

# Longer than this in a stage, and the board says so; each company sets its own.
STALLED_DAYS = 21

REASONS: tuple[tuple[str, str], ...] = (
    ("Price", "Preço"),
    ("Bought from a competitor", "Comprou de um concorrente"),
    ("No budget", "Sem orçamento"),
    ("No decision", "Sem decisão"),
    ("Not the right time", "Não era o momento"),
    ("Something is missing in the product", "Falta algo no produto"),
)


def add_missing_reasons(using: str = "default", **signal: Any) -> None:
    """Start the pick list of lost reasons; a list that the company made its own stays as it is."""
    if LossReason._meta.db_table not in connections[using].introspection.table_names():
        return
    rows = LossReason.objects.using(using)
    if not rows.exists():
        rows.bulk_create(
            LossReason(
                label_en=english, label_pt=portuguese, order=order, asks_competitor=is_of_rivals(english, portuguese)
            )
            for order, (english, portuguese) in enumerate(REASONS)
        )


def add_missing_pipeline(using: str = "default", **signal: Any) -> None:
    if PipelineStage._meta.db_table not in connections[using].introspection.table_names():
        return
    with transaction.atomic(using=using):
        if Pipeline.objects.using(using).exists():
            return
        pipeline = Pipeline.objects.using(using).create(name="Vendas", is_default=True)
        rows = [
            PipelineStage(
                pipeline=pipeline,
                order=order,
                code=code,
                label_en=english,
                label_pt=portuguese,
                probability=won,
                journey_stage=journey,
                stalled_days=STALLED_DAYS,
            )
            for order, (code, english, portuguese, won, journey) in enumerate(STAGES)
        ]
        PipelineStage.objects.using(using).bulk_create(rows)
