"""Writes of tags: on records by whoever may change them, of the tags themselves by administrators and managers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.models import Change
from jornada.apps.org.tags.models import Tag, Tagging
from jornada.apps.org.tags.queries import tags, tags_of
from jornada.rules.conditions import fold

FIELD = "tags"
BETWEEN = ", "
MOST_A_RECORD = 30
MOST = 1000
PORTION = 500


def named(names: Iterable[str]) -> list[Tag]:
    """Return the tags of these names, in any case and with or without accents; unknown ones are made."""
    wanted = {fold(name): name for name in map(clean_name, names)}
    known = {tag.key: tag for tag in tags().filter(key__in=wanted)}
    for key, name in wanted.items():
        if key not in known:
            known[key] = _made(name, key)
    return [known[key] for key in wanted]


def clean_name(text: str) -> str:
    name = " ".join(text.replace("\0", "").replace(",", " ").split())
    refuse_unless(bool(name), _("Give the tag a name."))
    refuse_unless(len(name) <= 40, _("A tag's name has at most 40 letters."))
    return name


def names_in(text: str) -> list[str]:
    """Return the names of tags that are written with commas between; refuse what can be none."""
    names = [clean_name(name) for name in text.split(",") if name.strip()]
    refuse_unless(len(names) <= MOST_A_RECORD, _("A record has at most 30 tags."))
    return names


def change_tags(
    user: Any, record: Any, rows: Sequence[Any], add: Sequence[Tag] = (), remove: Sequence[Tag] = ()
) -> list[int]:
    """Hang tags on records that the caller may change, and take others off; return the ids of those that differ."""
    held = tags_of(record, [row.pk for row in rows])
    now, changed, fresh, notes, gone = timezone.now(), [], [], [], {tag.pk for tag in remove}
    for row in rows:
        before = held.get(row.pk, [])
        kept = [tag for tag in before if tag.pk not in gone]
        new = [tag for tag in add if tag.pk not in {one.pk for one in kept}]
        after = sorted([*kept, *new], key=lambda tag: tag.name)
        refuse_unless(len(after) <= MOST_A_RECORD, _("A record has at most 30 tags."))
        if {tag.pk for tag in after} == {tag.pk for tag in before}:
            continue
        changed.append(row.pk)
        fresh += [Tagging(tag=tag, record=record, object_id=row.pk, at=now, user=_known(user)) for tag in new]
        notes.append(history.note_of(user, row, FIELD, _words(before), _words(after)))
    with transaction.atomic():
        Tagging.objects.filter(record=record, object_id__in=changed, tag__in=gone).delete()
        Tagging.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
        Change.objects.bulk_create(notes, batch_size=1000)
    return changed


def set_tags_of_many(user: Any, record: Any, given: Sequence[tuple[Any, Sequence[str]]]) -> list[int]:
    """Let each record bear the tags of these names and no others; return the ids of those that differ.

    For records that the caller may change; as many statements for many of them as for one.
    """
    known = {tag.key: tag for tag in named(name for _row, names in given for name in names)}
    held, now = tags_of(record, [row.pk for row, _names in given]), timezone.now()
    kept: dict[int, set[int]] = {}
    fresh, notes = [], []
    for row, names in given:
        before = held.get(row.pk, [])
        after = list({tag.pk: tag for tag in (known[fold(clean_name(name))] for name in names)}.values())
        refuse_unless(len(after) <= MOST_A_RECORD, _("A record has at most 30 tags."))
        new = [tag for tag in after if tag not in before]
        if not new and len(after) == len(before):
            continue
        kept[row.pk] = {tag.pk for tag in after}
        fresh += [Tagging(tag=tag, record=record, object_id=row.pk, at=now, user=_known(user)) for tag in new]
        notes.append(history.note_of(user, row, FIELD, _words(before), _words(after)))
    with transaction.atomic():
        _take_others_off(record, kept)
        Tagging.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
        Change.objects.bulk_create(notes, batch_size=1000)
    return list(kept)


def copy_tags(user: Any, record: Any, old: int, new: int) -> None:
    """Hang the tags of a record on one that was just made after it: made with them, so no change is noted."""
    now, held = timezone.now(), tags_of(record, [old]).get(old, [])
    Tagging.objects.bulk_create(
        Tagging(tag=tag, record=record, object_id=new, at=now, user=_known(user)) for tag in held
    )


def restore(user: Any, record: str, row: Any, change: Change) -> bool:
    """Take one noted change of a record's tags back, unless they were changed since."""
    now = tags_of(record, [row.pk]).get(row.pk, [])
    if _words(now) != (change.new or ""):
        return False
    before, after = (set((text or "").split(BETWEEN)) - {""} for text in (change.old, change.new))
    back = list(tags().filter(key__in=[fold(name) for name in before - after]))
    gone = [tag for tag in now if tag.name in after - before]
    change_tags(user, record, [row], back, gone)
    return len(back) == len(before - after)


def update_tag(user: Any, tag: Tag, **values: str) -> Tag:
    """Rename a tag, or give it another colour."""
    require_keeper(user)
    if "name" in values:
        name = clean_name(values["name"])
        values |= {"name": name, "key": fold(name)}
        is_taken = tags().filter(key=values["key"]).exclude(pk=tag.pk).exists()
        refuse_unless(not is_taken, _("There is a tag of this name already: merge the two instead."))
    if "colour" in values:
        refuse_unless(values["colour"] in Tag.Colour.values, _("Choose one of the colours."))
    return edits.update(user, tag, values)


def delete_tag(user: Any, tag: Tag) -> None:
    """Take a tag out of use; what it hung on is remembered for the way back."""
    require_keeper(user)
    edits.update(user, tag, {"deleted_at": timezone.now()})


def merge_tags(user: Any, tag: Tag, into: Tag) -> None:
    """Hang the other tag on everything that this one hangs on, and take this one out of use."""
    require_keeper(user)
    refuse_unless(tag.pk != into.pk and into.deleted_at is None, _("Choose another tag to merge into."))
    now = timezone.now()
    with transaction.atomic():
        places = tag.taggings.values_list("record", "object_id")
        taken = set(into.taggings.values_list("record", "object_id"))
        fresh = [
            Tagging(tag=into, record=record, object_id=pk, via=tag, at=now, user=_known(user))
            for record, pk in places.iterator()
            if (record, pk) not in taken
        ]
        Tagging.objects.bulk_create(fresh, batch_size=1000)
        edits.update(user, tag, {"deleted_at": now, "merged_into": into})


def bring_back(user: Any, tag: Tag) -> None:
    """Undo deleting or merging a tag."""
    require_keeper(user)
    is_taken = tags().filter(key=tag.key).exists()
    refuse_unless(not is_taken, _("There is a tag of this name already: merge the two instead."))
    with transaction.atomic():
        Tagging.objects.filter(tag=tag.merged_into_id, via=tag).delete()
        edits.update(user, tag, {"deleted_at": None, "merged_into": None})


def may_keep(user: Any) -> bool:
    """Say whether the user may rename, merge and delete tags."""
    return access.is_admin(user) or access.base_role(user) == "manager"


def require_keeper(user: Any) -> None:
    if not may_keep(user):
        raise PermissionDenied


def _made(name: str, key: str) -> Tag:
    refuse_unless(tags().count() < MOST, _("There are 1,000 tags already: merge or delete some first."))
    now = timezone.now()
    colour = Tag.Colour.values[sum(key.encode()) % len(Tag.Colour.values)]
    return Tag.objects.create(name=name, key=key, colour=colour, created_at=now, updated_at=now)


def _take_others_off(record: Any, kept: Mapping[int, set[int]]) -> None:
    rows = Tagging.objects.filter(record=record, object_id__in=kept, tag__deleted_at=None)
    gone = [pk for pk, row, tag in rows.values_list("pk", "object_id", "tag_id") if tag not in kept[row]]
    Tagging.objects.filter(pk__in=gone).delete()


def _words(some: Iterable[Tag]) -> str:
    return BETWEEN.join(tag.name for tag in sorted(some, key=lambda tag: tag.name))


def _known(user: Any) -> Any:
    return user if getattr(user, "pk", None) else None
