"""Writes of duplicates: merge two records, split them again, set a pair aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ForeignKey, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.market.duplicates import moving
from jornada.apps.market.duplicates.kinds import Kind, kind_of
from jornada.apps.market.duplicates.models import DuplicatePair, Merge
from jornada.apps.market.duplicates.signals import references_moved
from jornada.apps.market.points.merging import give_back, held_by, keep_of_merged, labels_of_merged, phone_of_merged
from jornada.apps.market.queries import lies_below, why_no_head
from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.models import Change
from jornada.rules.survivors import BLANKS

Seen = Mapping[int, datetime]
PLAIN = (int, str, dict, list)


def merge(user: Any, survivor: Any, loser: Any, values: Mapping[str, Any], seen: Seen | None = None) -> Merge:
    """Take one record into another: `values` are the fields that the survivor has afterwards.

    Both must be the user's to change. `seen` says which state of each was looked at. All or nothing.
    """
    kind = kind_of(survivor._meta.model_name)
    edits.refuse_unless(survivor.pk != loser.pk, _("A record cannot be merged with itself."))
    with transaction.atomic():
        keep, gone = _locked(user, kind, survivor, loser, seen or {})
        values = {**values, **_unseen(user, kind, keep, gone, values)}
        values = _without_self(kind, values, gone, keep) | _custom_of(keep, gone)
        values |= phone_of_merged(gone, keep, values)
        values |= labels_of_merged(gone, keep, values)
        row = Merge(
            record=kind.code, survivor_id=keep.pk, loser_id=gone.pk, name=str(gone)[:200], at=timezone.now(), user=user,
            external_id=gone.external_id, loser=_stored(gone), before=_stored(keep, values),
        )  # fmt: skip
        points = held_by(keep, gone)
        row.moved = moving.move(user, gone, keep)
        history.record_deleted(user, gone)
        kind.model._base_manager.filter(pk=gone.pk).delete()
        edits.write(user, keep, values)
        # Beside its fields, for `split`: which further addresses of both the merge made, dropped or wrote otherwise.
        row.loser["points"] = keep_of_merged(gone, keep, row.before, points)
        row.after = _stored(keep, values)
        row.save(force_insert=True)
        _note(user, keep, "merged", str(gone))
        _forget_pairs(kind, keep.pk, gone.pk)
        references_moved.send(sender=Merge, record=kind.code, ids=[keep.pk, gone.pk], moved=row.moved)
    return row


def _unseen(user: Any, kind: Kind, keep: Any, gone: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Decide on fields that the person could not choose between: the survivor's value stays, a blank is filled."""
    closed = access.locked_fields(user, kind.code) & set(values)
    return {name: getattr(keep, name) or getattr(gone, name) for name in closed}


def split(user: Any, merge_: Merge) -> Any:
    """Make the record that was taken in again, as it was, as far as nobody changed things since; return it."""
    kind = kind_of(merge_.record)
    with transaction.atomic():
        row = Merge.objects.select_for_update().get(pk=merge_.pk)
        edits.refuse_unless(row.split_at is None, _("These two were split already."))
        keep = kind.model._base_manager.select_for_update().filter(pk=row.survivor_id).first()
        if keep is None:
            raise WrongMomentError(_("The record was itself merged or deleted since: split that merge first."))
        access.require(user, kind.code, "change", keep)
        edits.write(user, keep, _unchanged_since(keep, row))
        back = _made_again(kind, row)
        history.record_created(user, back)
        moved = moving.move_back(user, row.moved, back, keep)
        give_back(row.loser.get("points", {}), back, keep)
        row.split_at, row.split_by = timezone.now(), user
        row.save(update_fields=["split_at", "split_by"])
        _note(user, keep, "split", str(back))
        _set_aside(user, kind, keep.pk, back.pk)
        references_moved.send(sender=Merge, record=kind.code, ids=[keep.pk, back.pk], moved=moved)
    return back


def refuse_unknown(kind: Kind, names: Iterable[str]) -> None:
    """Refuse fields that a merge does not choose between."""
    unknown = sorted(set(names) - set(kind.fields))
    edits.refuse_unless(not unknown, _("There is no field %(name)s to choose.") % {"name": ", ".join(unknown)})


def dismiss(user: Any, kind: Kind, one: int, two: int) -> None:
    """Say that two records are not the same: the pair is never shown again."""
    _set_aside(user, kind, one, two)


def bring_back(kind: Kind, one: int, two: int) -> None:
    """Show a dismissed pair again."""
    left, right = sorted((one, two))
    DuplicatePair.objects.filter(record=kind.code, left_id=left, right_id=right).update(
        dismissed_at=None, dismissed_by=None
    )


def make_branch(user: Any, head: Any, branch: Any) -> Any:
    """Make one account the head office of another, and set the pair aside: two houses of one company."""
    access.require(user, "account", "change", branch)
    why = why_no_head(branch, head)
    edits.refuse_unless(not why, why)
    kind = kind_of("account")
    with transaction.atomic():
        row = edits.update(user, branch, {"parent": head})
        _set_aside(user, kind, head.pk, branch.pk)
    return row


def _locked(user: Any, kind: Kind, survivor: Any, loser: Any, seen: Seen) -> tuple[Any, Any]:
    """Hold both, in the order of their ids, so that two merges never wait for each other crosswise."""
    ids = sorted((survivor.pk, loser.pk))
    rows = {row.pk: row for row in kind.model._base_manager.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(rows) < 2:
        raise WrongMomentError(_("One of the two is gone: it was merged or deleted meanwhile."))
    for pk, row in rows.items():
        access.require(user, kind.code, "change", row)
        if pk in seen and seen[pk] != row.updated_at:
            raise StaleError(row)
    return rows[survivor.pk], rows[loser.pk]


def _without_self(kind: Kind, values: dict[str, Any], gone: Any, keep: Any) -> dict[str, Any]:
    """A record is never its own parent, at whatever distance, nor the branch of one that is gone."""
    if kind.code == "account":
        both, parent = {gone.pk, keep.pk}, values.get("parent", keep.parent)
        if parent and lies_below(parent, both):
            other = gone.parent
            values["parent"] = other if other and not lies_below(other, both) else None
    refuse_unknown(kind, values)
    return values


def _custom_of(keep: Any, gone: Any) -> dict[str, Any]:
    """Return the custom fields that the one that stays leaves blank and the other fills in."""
    own, other = keep.custom or {}, gone.custom or {}
    found = {code: value for code, value in other.items() if own.get(code) in BLANKS}
    return {"custom": found} if found else {}


def _stored(row: Model, only: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Write the fields of a row as JSON keeps them."""
    encoder = DjangoJSONEncoder()
    plain = {}
    for field in row._meta.concrete_fields:
        if only is None or field.name in only:
            value = getattr(row, field.attname)
            plain[field.name] = value if value is None or isinstance(value, PLAIN) else encoder.default(value)
            if isinstance(value, datetime):
                plain[field.name] = value.isoformat()
    return plain


def _unchanged_since(keep: Any, row: Merge) -> dict[str, Any]:
    """Return the overwritten values whose fields still hold what the merge wrote."""
    now, values = _stored(keep, row.after), {}
    for name, value in row.before.items():
        if now.get(name) == row.after.get(name) != value:
            values[name] = _read(keep._meta.get_field(name), value)
            if name == "custom":
                values[name] = dict.fromkeys(row.after[name] or {}) | (value or {})
    return values


def _made_again(kind: Kind, row: Merge) -> Any:
    fields = {field.name: field for field in kind.model._meta.concrete_fields}
    values = {name: _read(fields[name], value) for name, value in row.loser.items() if name in fields}
    taken = kind.model._base_manager.filter(Q(pk=row.loser_id))
    edits.refuse_unless(not taken.exists(), _("The record is there already."))
    external = values.get("external_id")
    if external and kind.model._base_manager.filter(external_id=external).exists():
        values["external_id"] = None
    back = kind.model(**values)
    back.updated_at = timezone.now()
    back.save(force_insert=True)
    return back


def _read(field: Any, value: Any) -> Any:
    """Read a stored value; what it referred to may be gone."""
    if isinstance(field, ForeignKey):
        return field.related_model._base_manager.filter(pk=value).first() if value else None
    return field.to_python(value)


def _note(user: Any, row: Model, field: str, text: str) -> None:
    Change.objects.create(
        at=timezone.now(), user=user, kind=Change.Kind.UPDATED, model=row._meta.label_lower, object_id=row.pk,
        field=field, new=text[:500],
    )  # fmt: skip


def _forget_pairs(kind: Kind, keep: int, gone: int) -> None:
    """Point the pairs of the one that went to the one that stays, unless it has them already."""
    pairs = DuplicatePair.objects.filter(record=kind.code)
    ours = pairs.filter(Q(left_id=gone) | Q(right_id=gone))
    for pair in ours:
        other = pair.right_id if pair.left_id == gone else pair.left_id
        left, right = sorted((keep, other))
        is_known = left == right or pairs.filter(left_id=left, right_id=right).exists()
        if is_known:
            pair.delete()
        else:
            pair.left_id, pair.right_id = left, right
            pair.save(update_fields=["left_id", "right_id"])


def _set_aside(user: Any, kind: Kind, one: int, two: int) -> None:
    left, right = sorted((one, two))
    now = timezone.now()
    DuplicatePair.objects.update_or_create(
        record=kind.code, left_id=left, right_id=right,
        defaults={"dismissed_at": now, "dismissed_by": user},
        create_defaults={
            "dismissed_at": now, "dismissed_by": user, "group": left, "probability": 0.0, "found_at": now,
        },
    )  # fmt: skip
