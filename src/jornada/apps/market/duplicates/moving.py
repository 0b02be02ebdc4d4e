"""Which rows point to a record, and pointing them to another: every relation of every app, found by itself.

Rows that are derived from the log (visits, positions, summaries) do not move: they are derived again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet, UniqueConstraint
from django.utils import timezone

from jornada.apps.market.models import SegmentMember
from jornada.apps.org.models import Change, Tagging

AT_ONCE = 500
# Rows whose move stands in their own change history, and so reaches the analytics copy.
NOTED = ("market.contact", "market.account", "leads.lead", "sales.opportunity")
_derived: set[str] = set()


def derive_again(*labels: str) -> None:
    """Name models whose rows follow from the log and are thrown away with the record."""
    _derived.update(label.lower() for label in labels)


def relations(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Give the models and fields that point to a model."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many and not relation.concrete):
            continue
        other = relation.related_model._meta
        if not other.auto_created and other.label_lower not in _derived:
            yield relation.related_model, relation.field.name


def counts(record: Model) -> list[tuple[str, int]]:
    """Say how many rows of each kind point to a record, by the name of the kind; nothing where there are none."""
    found: dict[str, int] = {}
    for model, field in relations(type(record)):
        number = model._base_manager.filter(**{field: record.pk}).count()
        if number:
            name = str(model._meta.verbose_name_plural)
            found[name] = found.get(name, 0) + number
    return sorted(found.items())


def move(user: Any, old: Model, new: Model) -> dict[str, list[int]]:
    """Point every row from one record to another, in the caller's transaction; return their ids."""
    moved = {}
    for model, field in relations(type(old)):
        rows = model._base_manager.filter(**{field: old.pk}).exclude(pk__in=_selves(model, old, new))
        rows = _without_twins(rows, field, new)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids:
            moved[f"{model._meta.label_lower}.{field}"] = ids
            _point(user, model, field, ids, old.pk, new.pk)
    hung = {LISTS: _move_lists(old, new), TAGS: _move_tags(old, new)}
    return {**moved, **{place: ids for place, ids in hung.items() if ids}}


def move_back(user: Any, moved: dict[str, list[int]], old: Model, new: Model) -> dict[str, list[int]]:
    """Point those rows back that nobody has pointed elsewhere since; return their ids."""
    done = {}
    for place, ids in moved.items():
        if place == LISTS:
            _lists(old, new).filter(pk__in=ids).update(object_id=old.pk)
            continue
        if place == TAGS:
            Tagging.objects.filter(pk__in=ids, object_id=new.pk).update(object_id=old.pk)
            continue
        label, field = place.rsplit(".", 1)
        model = apps.get_model(label)
        still = [pk for some in _cut(ids) for pk in _still(model, field, some, new.pk)]
        if still:
            done[place] = still
            _point(user, model, field, still, new.pk, old.pk)
    return done


LISTS = "market.segmentmember.object_id"
TAGS = "org.tagging.object_id"


def _without_twins(rows: QuerySet, field: str, new: Model) -> QuerySet:
    """Leave out rows that the other record has already, where the table holds one of each: they go with the old one."""
    for names in _unique_with(rows.model, field):
        others = {name: OuterRef(name) for name in names if name != field}
        rows = rows.filter(~Exists(rows.model._base_manager.filter(**{field: new.pk}, **others)))
    return rows


def _unique_with(model: type[Model], field: str) -> Iterator[Sequence[str]]:
    together = [tuple(names) for names in model._meta.unique_together]
    together += [tuple(one.fields) for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    return (names for names in together if field in names)


def _selves(model: type[Model], old: Model, new: Model) -> list[int]:
    """A record never becomes its own parent."""
    return [old.pk, new.pk] if isinstance(old, model) else []


def _still(model: type[Model], field: str, ids: Sequence[int], pk: int) -> list[int]:
    return list(model._base_manager.filter(pk__in=ids, **{field: pk}).values_list("pk", flat=True))


def _point(user: Any, model: type[Model], field: str, ids: list[int], old: int, new: int) -> None:
    for some in _cut(ids):
        model._base_manager.filter(pk__in=some).update(**{f"{field}_id": new})
    label, at = model._meta.label_lower, timezone.now()
    if label in NOTED:
        head = {"at": at, "user": user, "kind": Change.Kind.UPDATED, "model": label, "field": field}
        changes = (Change(**head, object_id=pk, old=str(old), new=str(new)) for pk in ids)
        Change.objects.bulk_create(changes, batch_size=AT_ONCE)


def _move_lists(old: Model, new: Model) -> list[int]:
    """Put the other on the lists kept by hand that the record is on; conditions find their members themselves."""
    taken = SegmentMember.objects.filter(object_id=new.pk, left_at=None).values("segment")
    rows = _lists(old, new).filter(object_id=old.pk).exclude(segment__in=taken)
    ids = list(rows.values_list("pk", flat=True))
    SegmentMember.objects.filter(pk__in=ids).update(object_id=new.pk)
    return ids


def _move_tags(old: Model, new: Model) -> list[int]:
    """Hang the tags of one record on the other, where they do not hang already."""
    rows = Tagging.objects.filter(record=old._meta.model_name)
    taken = rows.filter(object_id=new.pk).values("tag")
    ids = list(rows.filter(object_id=old.pk).exclude(tag__in=taken).values_list("pk", flat=True))
    rows.filter(pk__in=ids).update(object_id=new.pk)
    return ids


def _lists(old: Model, new: Model) -> Any:
    record = old._meta.model_name
    rows = SegmentMember.objects.filter(object_id__in=[old.pk, new.pk], left_at=None)
    return rows.filter(segment__record=record, segment__condition=None)


def _cut(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
