"""Writes of the definitions of custom fields, by administrators; each noted in the change history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jornada.apps.org import edits
from jornada.apps.org.access import is_admin
from jornada.apps.org.custom import indexes
from jornada.apps.org.custom.known import MODELS
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.field_names import name_of
from jornada.rules.conditions import fold

# Each field in use has an index that every write of a record pays for.
MOST = 60
Choice = dict[str, Any]


def create_field(admin: Any, *, choices: Sequence[Choice] = (), **values: Any) -> CustomField:
    """Add a field to a kind of record, at the end, with its index."""
    _require_admin(admin)
    refuse_built_in(values["record"], values)
    return add_field(admin, choices=choices, **values)


def add_field(by: Any, *, choices: Sequence[Choice] = (), **values: Any) -> CustomField:
    """Add a field for whoever was found to be allowed to, such as the command line (`by` is None)."""
    record = values["record"]
    fields = CustomField.objects.filter(record=record)
    in_use = fields.filter(is_retired=False).count()
    edits.refuse_unless(in_use < MOST, _("A kind of record has at most 60 custom fields in use: retire one first."))
    refuse_namesakes(record, values)
    taken = set(fields.values_list("code", flat=True))
    last = fields.order_by("-order").values_list("order", flat=True).first() or 0
    code = free_code(values["label_en"], taken)
    with transaction.atomic():
        made = {**values, "code": code, "order": last + 10, "choices": coded(choices, [])}
        field = edits.create(by, CustomField, made)
        indexes.make(field)
    return field


def update_field(admin: Any, field: CustomField, *, choices: Sequence[Choice] | None = None, **values: Any) -> None:
    """Rename a field or edit its choices; code, type and kind of record stay what they are."""
    _require_admin(admin)
    kept = {name: values[name] for name in ("label_en", "label_pt", "is_required") if name in values}
    names = {name: new for name, new in kept.items() if name != "is_required" and new != getattr(field, name)}
    refuse_namesakes(field.record, names, field)
    refuse_built_in(field.record, names)
    with transaction.atomic():
        row = edits.locked(field)
        if choices is not None and row.has_choices:
            kept["choices"] = coded(choices, row.choices)
        edits.write(admin, row, kept)


def retire_field(admin: Any, field: CustomField) -> None:
    """Take a field out of use; its values stay and come back with it."""
    _require_admin(admin)
    with transaction.atomic():
        edits.update(admin, field, {"is_retired": True})
        indexes.drop(field)


def bring_back_field(admin: Any, field: CustomField) -> None:
    _require_admin(admin)
    refuse_namesakes(field.record, {"label_en": field.label_en, "label_pt": field.label_pt}, field)
    with transaction.atomic():
        indexes.make(edits.update(admin, field, {"is_retired": False}))


def move_field(admin: Any, field: CustomField, step: int) -> None:
    """Move a field up (-1) or down (+1) among those in use."""
    _require_admin(admin)
    with transaction.atomic():
        rows = list(CustomField.objects.select_for_update().filter(record=field.record, is_retired=False))
        place = next((at for at, row in enumerate(rows) if row.pk == field.pk), None)
        if place is None or not 0 <= place + step < len(rows):
            return
        rows[place], rows[place + step] = rows[place + step], rows[place]
        for order, row in enumerate(rows, start=1):
            edits.write(admin, row, {"order": order * 10})


def add_choices(field: CustomField, labels: Sequence[str]) -> dict[str, str]:
    """Add choices that a file brought, under the same name in both languages; return their codes by label."""
    with transaction.atomic():
        row = edits.locked(field)
        before = row.choices
        fresh = [{"en": label, "pt": label} for label in dict.fromkeys(labels)]
        edits.write(None, row, {"choices": coded([*before, *fresh], before)})
    return {one["en"]: one["code"] for one in row.choices[len(before) :]}


def refuse_namesakes(record: str, labels: Mapping[str, Any], own: CustomField | None = None) -> None:
    """Refuse a name that another field in use of the same kind of record has, in either language."""
    other = namesake(record, labels, own)
    said = _("Another custom field of these records is called “%(name)s” already: give this one another name.")
    edits.refuse_unless(other is None, said % {"name": other})


def refuse_built_in(record: str, labels: Mapping[str, Any]) -> None:
    """Refuse the name of a field that these records have by themselves, in any language: lists would show two of it."""
    wanted = {_bare(labels.get(name) or ""): labels.get(name) for name in ("label_en", "label_pt")}
    own = wanted.keys() & _built_in(record) - {""}
    said = _("These records have a field called “%(name)s” by themselves: give this one another name.")
    edits.refuse_unless(not own, said % {"name": wanted[min(own)] if own else ""})


def _built_in(record: str) -> set[str]:
    names: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {_bare(name_of(field)) for field in apps.get_model(MODELS[record])._meta.concrete_fields}
    return names


def namesake(record: str, labels: Mapping[str, Any], own: CustomField | None = None) -> CustomField | None:
    """Find the field in use that has one of these names, whatever its capitals and accents."""
    wanted = {_bare(labels.get(name) or "") for name in ("label_en", "label_pt")} - {""}
    others = CustomField.objects.filter(record=record, is_retired=False).exclude(pk=own.pk if own else None)
    return next((one for one in others if wanted & {_bare(one.label_en), _bare(one.label_pt)}), None)


def _bare(label: str) -> str:
    return " ".join(fold(label).split())


def free_code(label: str, taken: set[str]) -> str:
    """Make a code of a label: small letters, digits and underscores, not taken yet."""
    base = re.sub(r"[^a-z0-9]+", "_", slugify(label)).strip("_")[:34] or "field"
    base = base if base[0].isalpha() else f"f_{base}"
    tries = (base if number == 1 else f"{base}_{number}" for number in count(1))
    return next(code for code in tries if code not in taken)


def coded(choices: Sequence[Choice], before: Sequence[Choice]) -> list[Choice]:
    """Give new choices their codes; a choice that is not named any more is retired, since records may hold it."""
    taken = {one["code"] for one in [*before, *choices] if one.get("code")}
    made = []
    for one in choices:
        code = one.get("code") or free_code(one["en"], taken)
        taken.add(code)
        made.append({**one, "code": code})
    named = {one["code"] for one in made}
    return [*made, *({**one, "retired": True} for one in before if one["code"] not in named)]


def _require_admin(admin: Any) -> None:
    if not is_admin(admin):
        raise PermissionDenied
