"""One change taken back: the field gets its former value again, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, ForeignKey, Model, OuterRef
from django.utils.translation import gettext as _

from jornada.apps.org import access, edits, history
from jornada.apps.org.change_words import CUSTOM, ChangeWords, field_of, label_of
from jornada.apps.org.edits import WrongMomentError, refuse_unless
from jornada.apps.org.holders import may_hold
from jornada.apps.org.lists.kinds import Kind, kinds
from jornada.apps.org.models import Change


def kind_of_change(change: Change) -> Kind | None:
    """Return the kind of record that was changed, when it is one whose edits can be taken back."""
    return next((kind for kind in kinds() if kind.model._meta.label_lower == change.model), None)


def undoable(user: Any, record: Model, changes: list[Change]) -> set[int]:
    """Return the changes of a record that the user may take back: the latest of each edited field."""
    kind = kind_of_change(changes[0]) if changes else None
    if kind is None or not kind.allows(user, "change", record):
        return set()
    latest: dict[str, Change] = {}
    for change in sorted(changes, key=lambda one: one.pk):
        latest[change.field] = change
    locked = access.locked_fields(user, kind.code)
    return {
        change.pk
        for name, change in latest.items()
        if change.kind == Change.Kind.UPDATED and name not in locked and _is_edited(kind, name)
    }


def undoable_among(user: Any, changes: Sequence[Change]) -> set[int]:
    """Return those of any changes that the user may take back: one query, and one for each kind of record."""
    newer = Change.objects.filter(
        model=OuterRef("model"), object_id=OuterRef("object_id"), field=OuterRef("field"), pk__gt=OuterRef("pk")
    )
    updates = [change.pk for change in changes if change.kind == Change.Kind.UPDATED and kind_of_change(change)]
    latest = set(Change.objects.filter(~Exists(newer), pk__in=updates).values_list("pk", flat=True)) if updates else ()
    return {
        change.pk for kind in kinds() for change in _edits_of(user, kind, [one for one in changes if one.pk in latest])
    }


def _edits_of(user: Any, kind: Kind, changes: Sequence[Change]) -> list[Change]:
    """Return the changes of one kind of record, of fields that the user may change on records that they may change."""
    locked = access.locked_fields(user, kind.code)
    edited = [
        one
        for one in changes
        if one.model == kind.model._meta.label_lower and one.field not in locked and _is_edited(kind, one.field)
    ]
    ids = {one.object_id for one in edited}
    mine = set(kind.visible(user, "change").filter(pk__in=ids).values_list("pk", flat=True)) if ids else ()
    return [one for one in edited if one.object_id in mine]


def undo(user: Any, change: Change) -> Model:
    """Give a field its former value; raise `WrongMomentError` when that is not possible any more."""
    kind = kind_of_change(change)
    if kind is None or change.kind != Change.Kind.UPDATED or not _is_edited(kind, change.field):
        raise WrongMomentError(_("This change cannot be taken back by itself."))
    with transaction.atomic():
        row = kind.visible(user, "change").select_related(*kind.related).filter(pk=change.object_id).first()
        refuse_unless(row is not None, _("The record is gone, or you may not change it."))
        now = history.snapshot(edits.locked(row)).get(change.field)
        refuse_unless(now == change.new, _changed_since(change, now))
        return (kind.take_back or kind.update)(user, row, None, **former(kind.model, change))


def former(model: type[Model], change: Change) -> dict[str, Any]:
    """Read what a change replaced, as an update takes it; raise `WrongMomentError` when it does not exist any more."""
    if change.field.startswith(CUSTOM):
        return {"custom": {change.field.removeprefix(CUSTOM): history.value_of(change.old)}}
    field = field_of(model, change.field)
    refuse_unless(field is not None, _("This change cannot be taken back by itself."))
    if isinstance(field, ForeignKey):
        found = field.related_model._base_manager.filter(pk=int(change.old)).first() if change.old else None
        refuse_unless(not change.old or found is not None, _("What stood there before does not exist any more."))
        _refuse_who_cannot_hold(model, change, found)
        return {change.field: found}
    try:
        return {change.field: None if change.old is None else field.to_python(change.old)}  # type: ignore[union-attr]
    except ValidationError as error:
        raise WrongMomentError(_("What stood there before does not exist any more.")) from error


def _refuse_who_cannot_hold(model: type[Model], change: Change, before: Any) -> None:
    """Say that the owner before could not even change the record today, since their role is another one."""
    if change.field == "owner" and before is not None:
        told = {"name": before}
        refuse_unless(
            may_hold(before, access.record_of(model)),
            _("%(name)s owned this before, and their role may not own such records any more. Choose another owner.")
            % told,
        )


def _changed_since(change: Change, now: str | None) -> str:
    """Say what stands there now."""
    model = kind_of_change(change).model  # type: ignore[union-attr]
    shown = Change(model=change.model, object_id=change.object_id, field=change.field, new=now)
    told = {"field": label_of(model, change.field), "value": ChangeWords([shown]).new(shown) or "—"}
    return _("“%(field)s” was changed again since: it is %(value)s now, and stays.") % told


def _is_edited(kind: Kind, name: str) -> bool:
    """Say whether people edit the field on a form; stages, outcomes and such change by decisions with consequences."""
    return name.startswith(CUSTOM) or name in kind.form._meta.fields
