"""What conditions may ask about opportunities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jornada.apps.market.condition_fields import created_field, owner_fields
from jornada.apps.market.models import Competitor, Product
from jornada.apps.org.alphabet import NAME
from jornada.apps.sales.models import LossReason, Opportunity, PipelineStage
from jornada.ui.conditions.fields import ConditionField


def fields_of_opportunities() -> list[ConditionField]:
    return [
        ConditionField("outcome", _("outcome"), "choice", "outcome", lambda: Opportunity.Outcome.choices, 10),
        ConditionField("pipeline_stage", _("pipeline stage"), "choice", "stage_id", _stages, 20),
        ConditionField("product", _("product"), "choice", "product_id", _products, 30),
        ConditionField("amount", _("amount"), "money", "amount", order=40),
        ConditionField("engaged_on", _("engaged on"), "date", "engaged_on", order=50),
        ConditionField("expected_on", _("expected close"), "date", "expected_on", order=60),
        ConditionField("closed_on", _("closed on"), "date", "closed_on", order=70),
        ConditionField("loss_reason", _("lost reason"), "choice", "loss_reason_id", _reasons, 75),
        ConditionField("lost_reason", _("lost reason, in words"), "text", "lost_reason", order=80),
        ConditionField("return_on", _("comes back on"), "date", "return_on", order=82),
        ConditionField("competitor", _("competitor"), "choice", "competitor_id", _competitors, 85),
        *owner_fields(),
        created_field(),
    ]


def _stages() -> list[tuple[int, tuple[str, str]]]:
    rows = PipelineStage.objects.order_by("pipeline", "order")
    return [(row.pk, (row.label_en, row.label_pt)) for row in rows]


def _reasons() -> list[tuple[int, tuple[str, str]]]:
    return [(row.pk, (row.label_en, row.label_pt)) for row in LossReason.objects.order_by("order", "id")]


def _competitors() -> list[tuple[int, str]]:
    return list(Competitor.objects.order_by(NAME).values_list("pk", "name"))


def _products() -> list[tuple[int, str]]:
    return list(Product.objects.order_by(NAME).values_list("pk", "name"))
