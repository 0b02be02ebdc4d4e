"""From ids and codes in a request to rows, always within the caller's reach."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from jornada.apps.leads.queries import sources
from jornada.apps.market.actions import industry_named
from jornada.apps.market.models import Competitor
from jornada.apps.market.queries import visible_accounts, visible_contacts, visible_products
from jornada.apps.org.custom.values import read_object
from jornada.apps.org.queries import people
from jornada.apps.sales.models import LossReason
from jornada.apps.sales.queries import first_stage, pipelines, stages

M = TypeVar("M", bound=Model)


def found(rows: QuerySet[M], pk: int) -> M:
    """Return the row, or answer 404 when it is not among those the caller reaches."""
    row = rows.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if row is None:
        raise Http404
    return row


def references(user: Any, values: dict[str, Any], record: str = "") -> dict[str, Any]:
    """Replace ids and codes among the values of a record by the rows they name, and read its custom fields."""
    if "custom" in values:
        values["custom"] = read_object(record, values["custom"])
    named = {
        "account_id": lambda: visible_accounts(user),
        "parent_id": lambda: visible_accounts(user),
        "contact_id": lambda: visible_contacts(user),
        "owner_id": people,
        "product_id": lambda: visible_products(user),
    }
    for field, rows in named.items():
        if field in values:
            values[field.removesuffix("_id")] = _named(rows(), field, "pk", values.pop(field))
    if "source" in values:
        values["source"] = _named(sources(), "source", "code", values["source"])
    pipeline_id = values.pop("pipeline_id", None)
    pipeline = _named(pipelines(), "pipeline_id", "pk", pipeline_id)
    if values.get("stage") is not None:
        values["stage"] = _named(stages(pipeline), "stage", "code", values["stage"])
    elif pipeline is not None:
        values["stage"] = first_stage(pipeline)
    if "loss_reason_id" in values:
        values["loss_reason"] = _named(LossReason.objects.all(), "loss_reason_id", "pk", values.pop("loss_reason_id"))
    if "competitor_id" in values:
        values["competitor"] = _named(Competitor.objects.all(), "competitor_id", "pk", values.pop("competitor_id"))
    if "industry" in values:
        values["industry"] = industry_named(values["industry"]) if values["industry"] else None
    return values


def _named(rows: QuerySet[M], field: str, key: str, value: Any) -> M | None:
    if value is None:
        return None
    row = rows.filter(**{key: value}).first()
    if row is None:
        text = _("There is no such record, or it is out of your reach: %(value)s.") % {"value": value}
        raise ValidationError({field: [text]})
    return row
