"""Changes in words: labels of choices, names of the rows referred to, days, amounts and yes or no as people write them.

Rows are looked up together: one query for each kind of record that the changes name, whatever their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Field, ForeignKey, Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org.change_parts import differing
from jornada.apps.org.custom.known import find, record_of
from jornada.apps.org.custom.values import in_words as custom_in_words
from jornada.apps.org.field_names import name_of
from jornada.apps.org.history import value_of
from jornada.apps.org.models import Change, Job, User
from jornada.ui import numbers
from jornada.ui.tax_ids import shown_tax_id

PAGES = {"org.user": "user_edit", "org.team": "team_edit", "org.calendar": "calendar_edit", "org.job": "job"}
DEFAULT_CURRENCY = "BRL"
NO_MONEY = {"discount", "quantity"}
CUSTOM = "custom."
# Notes of something that was done, without a value that could be told.
DONE = {
    "entry_link": gettext_lazy("link made"),
    "entry_link_withdrawn": gettext_lazy("link withdrawn"),
    "password": gettext_lazy("password set"),
    "whole_asked": gettext_lazy("asked for"),
    "whole_fetched": gettext_lazy("downloaded"),
}
TOLD_AS_DONE = frozenset({User._meta.label_lower, Job._meta.label_lower})
_ways: dict[str, Callable[[str], str]] = {"tax_id": shown_tax_id}
# What changes with a record and is no field of it.
OTHERS = {
    "points.email": gettext_lazy("More e-mails"),
    "points.phone": gettext_lazy("More phones"),
    "lines": gettext_lazy("Lines"),
    "entry_link": gettext_lazy("Link to choose a password"),
    "entry_link_withdrawn": gettext_lazy("Link to choose a password"),
    "whole_asked": gettext_lazy("Archive of everything"),
    "whole_fetched": gettext_lazy("Archive of everything"),
}


class ChangeWords:
    """The words for some changes; all rows that they name are read when it is made."""

    def __init__(self, changes: Iterable[Change]) -> None:
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for change in changes:
            model = model_of(change)
            if model is None:
                continue
            wanted[model].add(change.object_id)
            field = field_of(model, change.field)
            if isinstance(field, ForeignKey):
                values = (change.old, change.new)
                wanted[field.related_model].update(int(value) for value in values if value and value.isdecimal())
        self._rows = {
            model: model._base_manager.select_related(*getattr(model, "named_with", ())).in_bulk(ids)
            for model, ids in wanted.items()
        }
        self._gone = _last_names({model: ids - set(self._rows[model]) for model, ids in wanted.items()})

    def record(self, change: Change) -> tuple[str, str]:
        """Return the name of the changed record and the address of its page, blank when it has none any more."""
        model = model_of(change)
        if model is None:
            return f"{change.model} {change.object_id}", ""
        row = self._rows[model].get(change.object_id)
        if row is None:
            last_name = change.old if change.kind == Change.Kind.DELETED else ""
            return last_name or self._named_last(model, change.object_id), ""
        return _name(row), _address(row)

    def old(self, change: Change) -> str:
        return self._written(change, change.old, change.new)

    def new(self, change: Change) -> str:
        if change.new is None and change.field in DONE and change.model in TOLD_AS_DONE:
            return str(DONE[change.field])
        return self._written(change, change.new, change.old)

    def _written(self, change: Change, value: str | None, other: str | None) -> str:
        if value and (way := _ways.get(change.field)):
            return way(value)
        model = model_of(change)
        field = field_of(model, change.field) if model else None
        if value and model is not None and change.field.startswith(CUSTOM):
            return _custom(model, change.field, value)
        if model is not None and isinstance(field, models.JSONField):
            return differing(change.model, change.field, value, other)
        if not value or model is None or field is None:
            return value or ""
        if isinstance(field, ForeignKey):
            return self._referred(field.related_model, value)
        row = self._rows[model].get(change.object_id)
        return _plain(field, value, getattr(row, "currency", DEFAULT_CURRENCY))

    def _referred(self, model: type[Model], value: str) -> str:
        row = self._rows[model].get(int(value)) if value.isdecimal() else None
        return _name(row) if row else self._named_last(model, value)

    def _named_last(self, model: type[Model], number: Any) -> str:
        """Call a row that is gone as its deletion noted it."""
        return self._gone.get((model._meta.label_lower, str(number))) or _numbered(model, number)


def write_as(field: str, way: Callable[[str], str]) -> None:
    """Let an app say how the values of a field, of whatever record, are written for people."""
    _ways[field] = way


def label_of(model: type[Model], name: str) -> str:
    """Return what a field is called on pages."""
    if name.startswith(CUSTOM) and (own := find(record_of(model), name.removeprefix(CUSTOM))):
        return own.label
    field = field_of(model, name)
    return capfirst(name_of(field)) if field else str(OTHERS.get(name, name))


def model_of(change: Change) -> type[Model] | None:
    try:
        return apps.get_model(change.model)
    except (LookupError, ValueError):
        return None


def field_of(model: type[Model], name: str) -> Field | None:
    try:
        field = model._meta.get_field(name) if name else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def _last_names(gone: Mapping[type[Model], set[int]]) -> dict[tuple[str, str], str]:
    """Read, in one query, what rows that are not there any more were called when they were deleted."""
    asked = [Q(model=model._meta.label_lower, object_id__in=ids) for model, ids in gone.items() if ids]
    if not asked:
        return {}
    notes = Change.objects.filter(reduce(or_, asked), kind=Change.Kind.DELETED).order_by("pk")
    return {(model, str(pk)): name or "" for model, pk, name in notes.values_list("model", "object_id", "old")}


def _custom(model: type[Model], name: str, value: str) -> str:
    """Write the value of a custom field; of one that was deleted, as it was kept."""
    field = find(record_of(model), name.removeprefix(CUSTOM))
    kept = value_of(value)
    return custom_in_words(field, kept) if field else str(kept)


def _name(row: Model) -> str:
    """Call a row by its name or title; rows that have none by their kind and number."""
    is_named = any(hasattr(row, name) for name in ("name", "label", "title"))
    return str(getattr(row, "long_name", row)) if is_named else _numbered(type(row), row.pk)


def _numbered(model: type[Model], number: Any) -> str:
    return f"{capfirst(str(model._meta.verbose_name))} {number}"


def _address(row: Any) -> str:
    page = PAGES.get(row._meta.label_lower)
    if page:
        return reverse(page, args=[row.pk])
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""


def _plain(field: Field, value: str, currency: str) -> str:
    """Write a stored value; one that its field could not hold stays as it is."""
    try:
        return in_words(field, field.to_python(value), currency)
    except ValidationError:
        return value


def in_words(field: Field, value: Any, currency: str = DEFAULT_CURRENCY) -> str:
    """Write a value of a field in the reader's language and notation; nothing for none."""
    labels = dict(field.flatchoices)
    if value is None or (isinstance(value, Hashable) and value in labels):
        return str(labels.get(value, ""))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return numbers.in_full(value) if field.name in NO_MONEY else numbers.money(value, currency)
    is_year = isinstance(field, models.PositiveSmallIntegerField)
    return numbers.number(value) if isinstance(value, int | float) and not is_year else str(value)
