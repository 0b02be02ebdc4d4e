"""The one pipeline every new database starts with; each of its stages names a stage of the buyer's journey."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

from jornada.apps.sales.models import Pipeline, PipelineStage

# code, English, Portuguese, share won from here, stage of the journey
STAGES: tuple[tuple[str, str, str, float, str], ...] = (
    ("qualification", "Qualification", "Qualificação", 0.15, "commitment"),
    ("discovery", "Discovery", "Descoberta", 0.30, "consideration"),
    ("demo", "Demonstration", "Demonstração", 0.45, "evaluation"),
    ("proposal", "Proposal", "Proposta", 0.60, "validation"),
    ("negotiation", "Negotiation", "Negociação", 0.80, "validation"),
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
            )
            for order, (code, english, portuguese, won, journey) in enumerate(STAGES)
        ]
        PipelineStage.objects.using(using).bulk_create(rows)
