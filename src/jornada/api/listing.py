"""Lists: narrowed by fields and by conditions, in an order of one's choice, with only the fields asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema

from jornada.api.paging import PageQuery, page
from jornada.apps.org import access
from jornada.rules.condition_check import check
from jornada.rules.condition_json import ConditionFormatError
from jornada.rules.conditions import Condition
from jornada.ui.conditions import faults
from jornada.ui.conditions.address import from_address
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.words import vocabulary

if TYPE_CHECKING:
    from jornada.api.resources import Resource

MOST_FAULTS = 5
BUILT_IN = {"after", "limit", "fields", "sort", "where"}


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter that narrows a list; `apply(rows, value)` where it is more than a lookup of that name.

    `of` names the field that it asks about, where neither the lookup nor the name begins with it.
    """

    name: str
    type: Any = str
    text: str = ""
    lookup: str = ""
    apply: Callable[[QuerySet, Any], QuerySet] | None = None
    of: str = ""

    @property
    def field(self) -> str:
        return self.of or (self.lookup or self.name).partition("__")[0]

    def narrow(self, rows: QuerySet, value: Any) -> QuerySet:
        if self.apply is not None:
            return self.apply(rows, value)
        return rows.filter(**{self.lookup or self.name: value})


class ListQuery(PageQuery):
    """What every list of records takes."""

    fields: str = Field("", description="only these fields, with commas between: `id,name`")


def listed(resource: Resource, request: HttpRequest, asked: Any) -> dict[str, Any]:
    """Read one page of what was asked for."""
    names = wanted_fields(resource.out, asked.fields)
    rows, usual = resource.rows(request.auth), resource.usual(request.auth)
    for one in resource.filters:
        value = getattr(asked, one.name)
        if value in (None, "") or (value == "me" and one.name in usual):
            value = usual.get(one.name)
        if value is not None:
            refuse_hidden(request.auth, resource.record, one.field)
            rows = one.narrow(rows, value)
    if getattr(asked, "where", ""):
        rows = engine().narrow(
            rows, resource.record, condition(request.auth, resource.record, asked.where), request.auth
        )
    by, is_descending = order(resource.sorts, asked.sort)
    refuse_hidden(request.auth, resource.record, by if isinstance(by, str) else asked.sort.removeprefix("-"))
    return page(rows, asked, lambda row: some(resource.shape(row), names), by, is_descending, resource.load)


def refuse_hidden(user: Any, record: str, name: str) -> None:
    """Refuse to narrow, sort or find by a field that the role hides: which rows come, and in what order, tells it."""
    if {name, name.removesuffix("_id")} & access.hidden_fields(user, record):
        raise PermissionDenied(_("Your role does not see the field %(name)s.") % {"name": name})


def order(sorts: Any, asked: str) -> tuple[Any, bool]:
    """Read `sort`: a name that the list knows, perhaps with a minus before it."""
    name = asked.removeprefix("-")
    if name not in sorts:
        text = _("%(value)r is not known; expected one of %(known)s.") % {"value": asked, "known": ", ".join(sorts)}
        raise ValidationError({"sort": [text]})
    return sorts[name], asked.startswith("-")


def condition(user: Any, record: str, text: str) -> Condition:
    """Read a condition out of a parameter, or refuse it with the place that is wrong."""
    try:
        read = from_address(text)
    except ConditionFormatError as error:
        raise ValidationError({"where": [faults.in_full(error)]}) from error
    wrong = [faults.with_place(fault) for fault in check(read, vocabulary(record, user)) if not fault.is_odd]
    if wrong:
        raise ValidationError({"where": wrong[:MOST_FAULTS]})
    return read


def only_fields(out: type[Schema], shaped: dict[str, Any], asked: str) -> dict[str, Any]:
    """Keep of a record what `fields` names."""
    return some(shaped, wanted_fields(out, asked))


def wanted_fields(out: type[Schema], asked: str) -> list[str]:
    """Read `fields`; empty means all."""
    names = [name.strip() for name in asked.split(",") if name.strip()]
    unknown = [name for name in names if name not in out.model_fields]
    if unknown:
        known = ", ".join(out.model_fields)
        text = _("%(value)r is not known; expected one of %(known)s.") % {"value": unknown[0], "known": known}
        raise ValidationError({"fields": [text]})
    return names


def some(shaped: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: shaped[name] for name in names} if names else shaped
