"""Tags and options of choice fields that an import made: they go where nothing bears them and nobody changed them."""

from __future__ import annotations

import ast
import uuid
from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from jornada.apps.org import edits, history
from jornada.apps.org.custom.known import MODELS
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.models import Change
from jornada.apps.org.tags.models import Tag, Tagging

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


def _held(field: CustomField) -> set[Any]:
    """Find the options that records hold: one walk, however many were added."""
    model = apps.get_model(MODELS[field.record])
    name = f"custom__{field.code}"
    return set(model._base_manager.filter(**{f"{name}__isnull": False}).values_list(name, flat=True).distinct())
