"""Tags and options of choice fields that an import made: they go where nothing bears them and nobody changed them."""

from __future__ import annotations

import ast
import uuid
from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jornada.apps.org import edits, history
from jornada.apps.org.custom.known import MODELS
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.models import Change
from jornada.apps.org.tags.models import Tag, Tagging

OPTIONS = gettext_lazy("options of custom fields")
TAG, FIELD = Tag._meta.label_lower, CustomField._meta.label_lower


def take_tags_away(user: Any, batch: uuid.UUID, own_batch: uuid.UUID) -> int:
    """Take the tags of an import out of use; return how many."""
    made = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED, model=TAG).values_list("object_id", flat=True)
    changed = Change.objects.filter(model=TAG, object_id__in=made).exclude(batch=batch).values("object_id")
    hung = Tagging.objects.filter(tag__in=made).values("tag")
    with transaction.atomic(), history.as_batch(own_batch):
        rows = Tag.objects.select_for_update().filter(pk__in=made, deleted_at=None)
        gone = list(rows.exclude(pk__in=changed).exclude(pk__in=hung))
        for tag in gone:
            edits.write(user, tag, {"deleted_at": timezone.now()})
    return len(gone)


def take_choices_away(user: Any, batch: uuid.UUID, own_batch: uuid.UUID) -> int:
    """Take the options that an import added out of their fields; return how many."""
    number = 0
    for pk, added in _added(batch).items():
        with transaction.atomic(), history.as_batch(own_batch):
            field = CustomField.objects.select_for_update().filter(pk=pk).first()
            if field is not None:
                held = _held(field)
                kept = [one for one in field.choices if added.get(one["code"]) != one or one["code"] in held]
                number += len(field.choices) - len(kept)
                edits.write(user, field, {"choices": kept})
    return number


def lists_ahead(batch: uuid.UUID) -> list[tuple[str, int]]:
    """Count, by what they are called, the tags and options that go when an import is taken back."""
    found = [(str(Tag._meta.verbose_name_plural), _tags_ahead(batch)), (str(OPTIONS), _choices_ahead(batch))]
    return [(label, number) for label, number in found if number]


def _tags_ahead(batch: uuid.UUID) -> int:
    """Count the tags that an import made, that nobody changed and that hang on nothing that it did not touch."""
    made = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED, model=TAG).values("object_id")
    changed = Change.objects.filter(model=TAG, object_id__in=made).exclude(batch=batch).values("object_id")
    rows = Tag.objects.filter(pk__in=made, deleted_at=None).exclude(pk__in=changed)
    others = Tagging.objects.filter(tag__in=rows.values("pk"))
    for record, label in MODELS.items():
        others = others.exclude(record=record, object_id__in=_touched(batch, label.lower()))
    return rows.exclude(pk__in=others.values("tag")).count()


def _choices_ahead(batch: uuid.UUID) -> int:
    """Count the options that an import added, that stand as they were and that no record holds which it left alone."""
    number = 0
    for pk, added in _added(batch).items():
        field = CustomField.objects.filter(pk=pk).first()
        if field is not None:
            held = _held(field, _touched(batch, MODELS[field.record].lower()))
            number += sum(added.get(one["code"]) == one and one["code"] not in held for one in field.choices)
    return number


def _touched(batch: uuid.UUID, label: str) -> Any:
    """Name the records that an import made or changed."""
    return Change.objects.filter(batch=batch, model=label).values("object_id")


def _added(batch: uuid.UUID) -> dict[int, dict[str, Any]]:
    """Give, by field, the options that were added, as they were."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = Change.objects.filter(batch=batch, kind=Change.Kind.UPDATED, model=FIELD, field="choices").order_by("id")
    for pk, old, new in rows.values_list("object_id", "old", "new"):
        before = {one["code"] for one in _read(old)}
        found[pk].update((one["code"], one) for one in _read(new) if one["code"] not in before)
    return found


def _read(text: str | None) -> list[dict[str, Any]]:
    """Read options as the history wrote them down."""
    return list(ast.literal_eval(text)) if text else []


def _held(field: CustomField, but: Any = ()) -> set[Any]:
    """Find the options that records hold: one walk, however many were added."""
    name = f"custom__{field.code}"
    rows = apps.get_model(MODELS[field.record])._base_manager.filter(**{f"{name}__isnull": False}).exclude(pk__in=but)
    return set(rows.values_list(name, flat=True).distinct())
