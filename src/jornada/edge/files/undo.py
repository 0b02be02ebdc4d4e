"""Taking an import back: what it changed is put back, what it made goes, unless somebody built on it since.

Three walks, each in chunks of one transaction: values put back, touches taken out of the log, records deleted, those
first that others hang on. What somebody else changed since, or refers to, stays and is listed.
"""

from __future__ import annotations

import csv
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.actions import withdraw_touches
from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Merge
from jornada.apps.org import history
from jornada.apps.org.custom.known import record_of
from jornada.apps.org.custom.values import restore_custom
from jornada.apps.org.models import Change
from jornada.apps.org.tags import actions as tag_actions
from jornada.apps.org.tags.actions import FIELD as TAGS
from jornada.apps.org.tags.models import Tag, Tagging
from jornada.apps.sales.models import PipelineStage, StageMove
from jornada.edge.files.run import Progress, Silent
from jornada.edge.files.undo_lists import FIELD, OPTIONS, take_choices_away, take_tags_away
from jornada.ui.export import BOM, neutralise

CHUNK = 500
KEPT_ROWS = 200
# Those that refer to others go first.
ORDER = (
    "interactions.note", "sales.opportunity", "leads.lead", "market.contact", "market.account", "market.product",
    "market.industry", "market.competitor", "sales.pipelinestage",
    "sales.lossreason", "leads.program", "leads.source", "interactions.activity", "org.user", "org.team",
)  # fmt: skip
# Rows that are derived from the record or belong to it: they go with it.
OWN = {
    "sales.stagemove", "leads.leadrung", "leads.leadscore", "leads.scorechange", "leads.leadchance",
    "leads.accountscore", "market.accountfit", "journeys.visit", "journeys.position", "interactions.touchsummary",
    "market.contactpoint",
}  # fmt: skip
# Derived, too, unless a person said it.
SAID = {"market.personaofcontact": "is_by_hand"}
CHANGED, IN_USE = gettext_lazy("somebody changed it since"), gettext_lazy("other records refer to it")


@dataclass
class Undone:
    """What was taken back and what had to stay."""

    deleted: Counter[str] = field(default_factory=Counter)
    restored: int = 0
    touches: int = 0
    kept: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, model: type[Model], names: dict[int, str], reason: Any) -> None:
        """Note records that stay."""
        self.kept += len(names)
        label = capfirst(str(model._meta.verbose_name))
        for pk, name in sorted(names.items()):
            if len(self.rows) < KEPT_ROWS:
                url = getattr(model(pk=pk), "get_absolute_url", lambda: "")()
                self.rows.append({"record": label, "name": name, "url": url, "reason": str(reason)})

    def to_json(self) -> dict[str, Any]:
        return {
            "deleted": dict(self.deleted), "restored": self.restored, "touches": self.touches, "kept": self.kept,
            "rows": self.rows,
        }  # fmt: skip


def undo(
    batch: uuid.UUID,
    began: Sequence[datetime],
    user: Any,
    kept_path: Path,
    *,
    watch: Progress | None = None,
    state: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Take back what was written under `batch`; its touches are those recorded at one of `began`. Can be done again."""
    state = (state or {}).get("undone", {})
    done = Undone(Counter(state.get("deleted", {})), state.get("restored", 0), state.get("touches", 0))
    run = _Undo(batch, user, watch or Silent(), done)
    run.count()
    run.put_back()
    for instant in began:
        run.withdraw(instant)
    for label in ORDER:
        run.delete(apps.get_model(label))
    run.tidy_lists()
    Merge.objects.filter(at__in=began, split_at=None).delete()
    _write_kept(kept_path, done.rows)
    return done.to_json()


def put_forth(batch: uuid.UUID, user: Any, watch: Progress, done: Undone) -> None:
    """Write again what was written under `batch` and put back since; what is no more as it was before stays."""
    run = _Undo(batch, user, watch, done, is_forth=True)
    run.count()
    run.put_back()


def changed_by_others(batch: uuid.UUID, model: type[Model], ids: Collection[int]) -> set[int]:
    """Find the records that another batch changed after `batch` did; what was put back since is no change."""
    rows = Change.objects.filter(model=model._meta.label_lower, object_id__in=ids).order_by("id")
    own_undo = uuid.uuid5(batch, "undo")
    seen: set[int] = set()
    ways: dict[tuple[int, str], list[Any]] = {}
    for pk, other, kind, name, old, new in rows.values_list("object_id", "batch", "kind", "field", "old", "new"):
        if other == batch:
            seen.add(pk)
        elif other != own_undo and pk in seen:
            way = ways.setdefault((pk, name), [old or "", ""])
            way[1] = (new or "") if kind == Change.Kind.UPDATED else None
    return {pk for (pk, _name), (first, last) in ways.items() if first != last}


class _Undo:
    def __init__(self, batch: uuid.UUID, user: Any, watch: Progress, done: Undone, *, is_forth: bool = False) -> None:
        self.batch, self.user, self.watch, self.done, self.is_forth = batch, user, watch, done, is_forth
        # The same for whoever goes on after a killed worker: what is put back already was changed by nobody else.
        self.own_batch, self.now = uuid.uuid5(batch, "undo"), timezone.now()
        self.total = self.walked = 0

    def count(self) -> None:
        self.total = Change.objects.filter(batch=self.batch).count()
        # Those that a killed worker took back.
        self.walked = self.done.restored + sum(self.done.deleted.values())

    # ---- values put back -----------------------------------------------------------------------------
    def put_back(self) -> None:
        changes = Change.objects.filter(batch=self.batch, kind=Change.Kind.UPDATED).order_by("id")
        by_model: dict[str, dict[int, list[Change]]] = defaultdict(lambda: defaultdict(list))
        for change in changes.iterator():
            by_model[change.model][change.object_id].append(change)
        by_model.pop(FIELD, None)
        for label, found in by_model.items():
            made = self._ever_made(label)
            ids = [pk for pk in found if pk not in made]
            for part in parts(ids):
                self._put_back(apps.get_model(label), {pk: found[pk] for pk in part})

    def _put_back(self, model: type[Model], changes: dict[int, list[Change]]) -> None:
        with transaction.atomic():
            rows = model._default_manager.select_for_update().in_bulk(list(changes))
            foreign = set() if self.is_forth else changed_by_others(self.batch, model, list(rows))
            self.done.keep(model, {pk: str(rows[pk]) for pk in foreign}, CHANGED)
            history = [
                note for pk, row in rows.items() if pk not in foreign for note in self._restore(row, changes[pk])
            ]
            Change.objects.bulk_create(history, batch_size=1000)
            self.done.restored += len({note.object_id for note in history})
            self._save()
        self._walk(len(changes))

    def _restore(self, row: Model, changes: Sequence[Change]) -> list[Change]:
        """Put the oldest value back into each field that still holds the newest; the other way round when forth."""
        first: dict[str, Change] = {}
        last: dict[str, Change] = {}
        for change in changes:
            first.setdefault(change.field, change)
            last[change.field] = change
        notes, names = [], []
        for name, change in first.items():
            held, wanted = last[name].new, change.old
            if self.is_forth:
                held, wanted = wanted, held
            if name.startswith("custom."):
                if restore_custom(row, name, held, wanted):
                    names.append("custom")
                    notes.append(self._note(row, Change.Kind.UPDATED, name, held, wanted))
                continue
            if name == TAGS:
                self._restore_tags(row, Change(old=wanted, new=held))
                continue
            of = row._meta.get_field(name)
            if getattr(row, of.attname) == _value(of, held):
                setattr(row, of.attname, _value(of, wanted))
                names.append(name)
                notes.append(self._note(row, Change.Kind.UPDATED, name, held, wanted))
        if names:
            stamp = ["updated_at"] if hasattr(row, "updated_at") else []
            for one in stamp:
                setattr(row, one, self.now)
            row.save(update_fields=[*dict.fromkeys(names), *stamp])
        return notes

    def _restore_tags(self, row: Model, change: Change) -> None:
        with history.as_batch(self.own_batch):
            tag_actions.restore(self.user, record_of(type(row)), row, change)

    # ---- touches -------------------------------------------------------------------------------------
    def withdraw(self, began: datetime) -> None:
        for number in withdraw_touches(began):
            self.done.touches += number
            self.watch.stop_if_cancelled()
            self._walk(0)

    # ---- records -------------------------------------------------------------------------------------
    def delete(self, model: type[Model]) -> None:
        label = model._meta.label_lower
        ids = sorted(self._made(label))
        for part in parts(ids):
            self.watch.stop_if_cancelled()
            with transaction.atomic():
                self._delete(model, part, set(ids))
                self._save()
            self._walk(len(part))

    def _delete(self, model: type[Model], ids: Sequence[int], made: set[int]) -> None:
        rows = model._default_manager.in_bulk(ids)
        changed = changed_by_others(self.batch, model, list(rows))
        used = _in_use(model, [pk for pk in rows if pk not in changed], made)
        self.done.keep(model, {pk: str(rows[pk]) for pk in changed}, CHANGED)
        self.done.keep(model, {pk: str(rows[pk]) for pk in used}, IN_USE)
        gone = {pk: row for pk, row in rows.items() if pk not in changed and pk not in used}
        if not gone:
            return
        notes = [self._note(row, Change.Kind.DELETED, "", str(row)[:500], None) for row in gone.values()]
        Change.objects.bulk_create(notes, batch_size=1000)
        leads = [row.lead_id for row in gone.values() if getattr(row, "lead_id", None)]
        threads = [row.thread_id for row in gone.values() if hasattr(row, "thread_id")]
        model._default_manager.filter(pk__in=gone).delete()
        Thread.objects.filter(pk__in=threads, lead=None, opportunity=None).delete()
        Lead.objects.filter(pk__in=leads, status="converted").update(status="open", updated_at=self.now)
        self.done.deleted[str(model._meta.verbose_name_plural)] += len(gone)
        Tagging.objects.filter(record=record_of(model), object_id__in=gone).delete()

    # ---- what joined the lists ------------------------------------------------------------------------
    def tidy_lists(self) -> None:
        """Take away the tags and the options of choice fields that nothing bears any more."""
        found = {
            Tag._meta.verbose_name_plural: take_tags_away(self.user, self.batch, self.own_batch),
            OPTIONS: take_choices_away(self.user, self.batch, self.own_batch),
        }
        self.done.deleted.update({str(label): number for label, number in found.items() if number})
        self._save()

    # ---- what both need ------------------------------------------------------------------------------
    def _ever_made(self, label: str) -> set[int]:
        rows = Change.objects.filter(batch=self.batch, kind=Change.Kind.CREATED, model=label)
        return set(rows.values_list("object_id", flat=True))

    def _made(self, label: str) -> set[int]:
        """Find what was made and did not go when the import was taken back before."""
        gone = Change.objects.filter(batch=self.own_batch, kind=Change.Kind.DELETED, model=label)
        return self._ever_made(label) - set(gone.values_list("object_id", flat=True))

    def _note(self, row: Model, kind: str, name: str, old: str | None, new: str | None) -> Change:
        return Change(
            at=self.now, user=self.user if getattr(self.user, "pk", None) else None, kind=kind,
            model=row._meta.label_lower, object_id=row.pk, field=name, old=old, new=new, batch=self.own_batch,
        )  # fmt: skip

    def _save(self) -> None:
        self.watch.save_state(undone=self.done.to_json() | {"rows": []})

    def _walk(self, number: int) -> None:
        self.walked += number
        self.watch.progress(min(self.walked, self.total), max(self.total, 1), _("taking the import back"))


def _in_use(model: type[Model], ids: Sequence[int], made: set[int]) -> set[int]:
    """Find the records that rows of others refer to, or whose thread was gone on with."""
    used: set[int] = set()
    for relation in model._meta.related_objects:
        other, name = relation.related_model, relation.field.name
        if other._meta.label_lower in OWN:
            continue
        rows = other._base_manager.filter(**{f"{name}__in": ids})
        if said := SAID.get(other._meta.label_lower):
            rows = rows.filter(**{said: True})
        if other is model:
            rows = rows.exclude(pk__in=made)
        used.update(rows.values_list(name, flat=True).distinct())
    if model is PipelineStage:
        used |= _passed(ids)
    if any(one.name == "thread" and one.one_to_one for one in model._meta.concrete_fields):
        used |= _with_living_threads(model, ids)
    return used


def _passed(stages: Sequence[int]) -> set[int]:
    """Find the stages that opportunities which stay have passed, also where they stand elsewhere by now."""
    moves = StageMove.objects.filter(Q(from_stage__in=stages) | Q(to_stage__in=stages))
    return {pk for pair in moves.values_list("from_stage", "to_stage") for pk in pair} & set(stages)


def _with_living_threads(model: type[Model], ids: Sequence[int]) -> set[int]:
    owner = dict(model._default_manager.filter(pk__in=ids).values_list("thread_id", "pk"))
    living: set[int] = set()
    for relation in Thread._meta.related_objects:
        if relation.one_to_one:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": list(owner)})
        living.update(rows.values_list(relation.field.name, flat=True).distinct())
    return {owner[thread] for thread in living}


def _value(of: Any, text: str | None) -> Any:
    """Read a value as the history wrote it down."""
    if text is None:
        return None
    if of.get_internal_type() == "BooleanField":
        return text == "True"
    target = of.target_field if of.is_relation else of
    return target.to_python(text)


def parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])


def _write_kept(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)
        writer.writerow([_("Kind of record"), _("Name"), _("Reason")])
        writer.writerows([row["record"], neutralise(row["name"]), row["reason"]] for row in rows)
