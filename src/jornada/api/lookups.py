"""From ids and codes in a request to rows, always within the caller's reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from jornada.apps.leads.queries import sources
from jornada.apps.market.actions import industry_meant
from jornada.apps.market.models import Competitor
from jornada.apps.market.queries import visible_accounts, visible_contacts, visible_products
from jornada.apps.org.custom.values import read_object
from jornada.apps.org.prepared import rows_with, seen_row
from jornada.apps.org.queries import people
from jornada.apps.sales.models import LossReason
from jornada.apps.sales.queries import first_stage, pipelines, stages

M = TypeVar("M", bound=Model)


def found(rows: QuerySet[M], pk: int) -> M:
    """Return the row, or answer 404 when it is not among those the caller reaches."""
    row = seen_row(rows, pk) if 0 < pk < 2**63 else None
    if row is None:
        raise Http404
    return row


def references(user: Any, values: dict[str, Any], record: str = "", known: Known | None = None) -> dict[str, Any]:
    """Replace ids and codes among the values of a record by the rows they name, and read its custom fields.

    A new industry is a row that is not written yet (`keep_industry`).

    `known` keeps what was looked up, for calls with many records.
    """
    known = known or Known()
    if "custom" in values:
        values["custom"] = read_object(record, values["custom"])
    named: dict[str, Callable[[], QuerySet]] = {
        "account_id": lambda: visible_accounts(user),
        "parent_id": lambda: visible_accounts(user),
        "contact_id": lambda: visible_contacts(user),
        "owner_id": people,
        "product_id": lambda: visible_products(user),
        "loss_reason_id": LossReason.objects.all,
        "competitor_id": Competitor.objects.all,
    }
    for field, rows in named.items():
        if field in values:
            values[field.removesuffix("_id")] = known.named(rows, field, "pk", values.pop(field))
    if "source" in values:
        values["source"] = known.named(sources, "source", "code", values["source"])
    pipeline = known.named(pipelines, "pipeline_id", "pk", values.pop("pipeline_id", None))
    if values.get("stage") is not None:
        of_pipeline = str(pipeline.pk if pipeline else "")
        values["stage"] = known.named(lambda: stages(pipeline), "stage", "code", values["stage"], of_pipeline)
    elif pipeline is not None:
        values["stage"] = known.get(("first stage", pipeline.pk), lambda: first_stage(pipeline))
    if "industry" in values:
        name = values["industry"]
        values["industry"] = known.get(("industry", name.lower()), lambda: industry_meant(name)) if name else None
    return values


class Known:
    """What was looked up already. `expect` reads the rows that many ids name at once."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def named(self, rows: Callable[[], QuerySet], field: str, key: str, value: Any, among: str = "") -> Any:
        """Return the row that a value names, or say that there is none."""
        if value is None:
            return None
        row = self.get((field, among, value), lambda: next(iter(rows_with(rows(), **{key: value})), None))
        if row is None:
            text = _("There is no such record, or it is out of your reach: %(value)s.") % {"value": value}
            raise ValidationError({field: [text]})
        return row

    def expect(self, rows: QuerySet, field: str, ids: Iterable[int]) -> None:
        """Read at once what these ids of a field name; those that name nothing are known as such."""
        wanted = {pk for pk in ids if pk}
        found_rows = {row.pk: row for row in rows.filter(pk__in=wanted)} if wanted else {}
        self._kept |= {(field, "", pk): found_rows.get(pk) for pk in wanted}
