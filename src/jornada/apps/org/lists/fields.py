"""Every field of a kind of record as a column and as a filter of its list, read off the model.

A field that one of the list's own columns shows (`Column.field`) is not offered twice; custom fields bring their own
columns (`org.custom.lists`) and are filtered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst

from jornada.apps.org.custom.known import active
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.custom.sql import MARK, CustomKey
from jornada.apps.org.field_names import name_of
from jornada.apps.org.lists.kinds import Kind, kind_of
from jornada.apps.org.lists.texts import as_typed, linked_field, text_field
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import people_to_find
from jornada.apps.org.owners import NOBODY, also_owned_by
from jornada.ui.columns import Column
from jornada.ui.list_fields import Choice, ListField, Type

# Not for people; each kind hides more.
NEVER = frozenset({"id", "custom"})
MOST_CHOICES = 500
_TYPES: tuple[tuple[type[Field], Type], ...] = (
    (models.BooleanField, "flag"),
    (models.DecimalField, "money"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.IntegerField, "number"),
    (models.FloatField, "number"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)


def list_fields(record: str) -> list[ListField]:
    """Return what the list of a kind of record can be narrowed by: fields of the model, then custom ones."""
    kind = kind_of(record)
    if kind is None:
        return []
    own = [_of_model(kind, field, place) for place, field in enumerate(_shown(kind))]
    return [*own, *(_of_custom(field, 300 + place) for place, field in enumerate(active(record)))]


def columns(record: str) -> list[Column]:
    """Return a column for each field of the model that no column of the list's own shows."""
    kind = kind_of(record)
    return [_column(kind, field, place) for place, field in enumerate(_shown(kind))] if kind else []


def _shown(kind: Kind) -> Iterator[Field]:
    for field in kind.model._meta.concrete_fields:
        if field.name not in NEVER and field.name not in kind.hidden:
            yield field


def _of_model(kind: Kind, field: Field, place: int) -> ListField:
    label = capfirst(name_of(field))
    has_blank = isinstance(field, models.CharField | models.TextField) and not field.null
    if field.name == "owner":
        return ListField("owner", label, "choice", "owner", _owners, _of_owners, order=place)
    if isinstance(field, models.ForeignKey):
        if field.name not in kind.choices and not _is_short(field):
            return linked_field(field.name, label, field.related_model, place)
        choices = kind.choices.get(field.name) or _rows_of(field)
        return ListField(field.name, label, "choice", field.name, choices, order=place)
    if field.choices:
        named = list(field.choices)
        return ListField(field.name, label, "choice", field.name, lambda _r: named, has_blank=has_blank, order=place)
    if _type_of(field) == "text":
        kept = kind.written.get(field.name) or (as_typed if field.unique else None)
        return text_field(field.name, label, field.name, place, has_blank=has_blank, kept=kept)
    return ListField(field.name, label, _type_of(field), field.name, has_blank=has_blank, order=place)


def _of_custom(field: CustomField, place: int) -> ListField:
    key = CustomKey(field.code, field.type)
    if field.type == "several":
        return ListField(field.name, field.label, "choice", key, _choices_of(field), _several(field), order=place)
    if field.type == "choice":
        return ListField(field.name, field.label, "choice", key, _choices_of(field), order=place)
    if field.type in ("text", "link"):
        return text_field(field.name, field.label, key, place)
    kind: Type = field.type  # type: ignore[assignment]
    return ListField(field.name, field.label, kind, key, order=place)


def _column(kind: Kind, field: Field, place: int) -> Column:
    label = capfirst(name_of(field))
    order = 200 + place
    if isinstance(field, models.ForeignKey):
        return Column(field.name, label, order, values=_names(kind.model, field), is_extra=True, field=field.name)
    kinds = {"flag": "flag", "money": "money", "moment": "moment", "date": "date", "number": "number"}
    shown = "text" if field.choices or isinstance(field, models.PositiveSmallIntegerField) else _type_of(field)
    cell = _labelled(field) if field.choices else _plain(field)
    return Column(
        field.name,
        label,
        order,
        cell=cell,
        sort=field.name,
        kind=kinds.get(shown, "text"),
        is_extra=True,
        field=field.name,
    )


def _type_of(field: Field) -> Type:
    return next((name for kind, name in _TYPES if isinstance(field, kind)), "text")


def _is_short(field: models.ForeignKey) -> bool:
    """Say whether the choices of a relation fit in a list; accounts and contacts come by the million."""
    return kind_of(field.related_model._meta.model_name) is None


def _plain(field: Field) -> Callable[[Model], Any]:
    name = field.attname
    is_money = isinstance(field, models.DecimalField)
    if is_money:
        return lambda row: (getattr(row, name), getattr(row, "currency", "BRL"))
    return lambda row: getattr(row, name)


def _labelled(field: Field) -> Callable[[Model], Any]:
    labels = dict(field.flatchoices)
    return lambda row: labels.get(getattr(row, field.attname), getattr(row, field.attname))


def _names(model: type[Model], field: models.ForeignKey) -> Callable[[Sequence[int]], dict[int, str]]:
    def values(ids: Sequence[int]) -> dict[int, str]:
        rows = model._base_manager.filter(pk__in=ids, **{f"{field.name}__isnull": False}).select_related(field.name)
        return {row.pk: str(getattr(row, field.name)) for row in rows}

    return values


def _rows_of(field: models.ForeignKey) -> Callable[[HttpRequest], list[Choice]]:
    def choices(_request: HttpRequest) -> list[Choice]:
        return [(str(row.pk), str(row)) for row in field.related_model._default_manager.all()[:MOST_CHOICES]]

    return choices


def _owners(request: HttpRequest) -> list[Choice]:
    return [(str(pk), name) for pk, name in people_to_find()]


def _of_owners(rows: QuerySet, test: str, values: Sequence[Any]) -> QuerySet:
    """Ask for owners by the numbers that the index holds."""
    match test:
        case "is":
            return also_owned_by(rows, map(int, values))
        case "empty":
            return also_owned_by(rows, [NOBODY])
        case "filled":
            return rows.filter(owner__isnull=False)
    others = User.objects.exclude(pk__in=values).values_list("pk", flat=True)
    return also_owned_by(rows, [NOBODY, *others])


def _choices_of(field: CustomField) -> Callable[[HttpRequest], list[Choice]]:
    return lambda _request: list(field.choice_labels().items())


def _several(field: CustomField) -> Callable[[QuerySet, str, Sequence[Any]], QuerySet]:
    name = f"by_{field.name}"

    def narrow(rows: QuerySet, test: str, values: Sequence[Any]) -> QuerySet:
        rows = rows.alias(**{name: CustomKey(field.code, field.type)})
        if test in ("empty", "filled"):
            return rows.filter(**{f"{name}__isnull": test == "empty"})
        some = models.Q()
        for value in values:
            some |= models.Q(**{f"{name}__contains": f"{MARK}{value}{MARK}"})
        return rows.filter(some if test == "is" else ~some | models.Q(**{f"{name}__isnull": True}))

    return narrow


# What a record cannot do without on any page.
ALWAYS_SEEN = frozenset(
    {"name", "owner", "account", "contact", "stage", "status", "outcome", "kind", "created_at", "updated_at"}
)


def fields_to_hide(record: str) -> Iterator[tuple[str, str]]:
    """Return name and label of each field of the model that a role may hide."""
    kind = kind_of(record)
    for field in _shown(kind) if kind else ():
        if field.name not in ALWAYS_SEEN:
            yield field.name, name_of(field)
