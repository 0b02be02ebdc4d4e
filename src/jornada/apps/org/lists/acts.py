"""What can be done to many selected records at once; apps add their own acts.

An act prepares itself once and is then handed the rows in portions: `prepare(user, kind, values)` returns `do(rows,
tally)`. Only rows come that the person may change (or delete). What it makes and cannot be found in the history goes
into `tally.made`, for `undo(user, kind, made)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org import edits
from jornada.apps.org.edits import StaysError, WrongMomentError
from jornada.apps.org.lists import inline, trash
from jornada.apps.org.lists.kinds import Kind
from jornada.rules.access import Action
from jornada.ui.registry import Registry

SHELF = "acts"
MOST_REASONS = 20


@dataclass
class Tally:
    """How far a bulk change is: rows changed, those that were so already, those that had to be left, and why.

    `first` is where the history stood when the change was asked for.
    """

    changed: int = 0
    same: int = 0
    left: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    made: list[int] = field(default_factory=list)
    first: int = 0

    def leave(self, reason: str, number: int = 1) -> None:
        self.left += number
        if reason in self.reasons or len(self.reasons) < MOST_REASONS:
            self.reasons[reason[:200]] += number


Do = Callable[[Sequence[Any], Tally], None]


@dataclass(frozen=True, slots=True)
class Act:
    """One button of the selection; a rare one stands in its menu. `done` says what became of a number of records."""

    code: str
    label: str | Promise
    icon: str
    order: int
    prepare: Callable[[Any, Kind, QueryDict], Do]
    form: Callable[[Any, Kind, QueryDict | None, QueryDict], forms.Form | None]
    action: Action = "change"
    undo: Callable[[Any, Kind, Sequence[int]], Tally] | None = None
    records: tuple[str, ...] = ()
    is_dangerous: bool = False
    is_rare: bool = False
    done: Callable[[int], str] | None = None


_registry: Registry[Act] = Registry()


def register(act: Act) -> None:
    _registry.add(SHELF, act)


def acts_of(kind: Kind) -> list[Act]:
    fitting = [act for act in _registry.on(SHELF) if not act.records or kind.code in act.records]
    return [act for act in fitting if act.code not in kind.without]


def act_of(kind: Kind, code: str) -> Act | None:
    return next((act for act in acts_of(kind) if act.code == code), None)


# ---- editing a field -----------------------------------------------------------------------------------------


class FieldForm(forms.Form):
    """Which field, and its new value."""

    def __init__(self, data: QueryDict | None, *, user: Any, kind: Kind, asked: str = "") -> None:
        super().__init__(data)
        form = kind.form(None, user=user, instance=None)
        names = inline.editable_fields(kind) - form.locked
        labels = {name: str(form[name].label) for name in names if name in form.fields}
        choices = sorted(labels.items(), key=lambda pair: pair[1].casefold())
        self.fields["field"] = forms.ChoiceField(label=_("Field"), choices=[("", _("Choose…")), *choices])
        self.name = (data.get("field", "") if data is not None else asked) or ""
        if self.name in labels:
            self.fields["field"].initial = self.name
            self.fields[self.name] = form.fields[self.name]
            self.fields[self.name].initial = None
            self.fields[self.name].label = _("New value")


def _field_form(user: Any, kind: Kind, data: QueryDict | None, asked: QueryDict) -> FieldForm:
    return FieldForm(data, user=user, kind=kind, asked=asked.get("field", ""))


def _prepare_edit(user: Any, kind: Kind, values: QueryDict) -> Do:
    name, known = values.get("field", ""), {}

    def value_for(row: Any) -> Any:
        if name in kind.by_record:
            return written(row)
        if name not in known:
            known[name] = written(row)
        return known[name]

    def written(row: Any) -> Any:
        return inline.cleaned(inline.valid_form(kind, user, row, name, values), name)

    def do(rows: Sequence[Any], tally: Tally) -> None:
        meanwhile = inline.changed_by_others(user, rows, name, tally.first)
        for row in rows:
            if row.pk in meanwhile:
                tally.leave(_changed_by(meanwhile[row.pk]))
                continue
            before = inline.digest_of(row, name)
            try:
                kept = kind.update(user, row, None, **inline.as_values(name, value_for(row)))
            except (inline.NotValidError, WrongMomentError, PermissionDenied) as error:
                tally.leave(str(error) or _("not yours to change"))
                continue
            except edits.GoneError:
                tally.leave(_("deleted meanwhile"))
                continue
            tally.changed += inline.digest_of(kept, name) != before
            tally.same += inline.digest_of(kept, name) == before

    return do


def _changed_by(who: str) -> str:
    return _("changed meanwhile by %(who)s") % {"who": who} if who else _("changed meanwhile")


# ---- deleting ------------------------------------------------------------------------------------------------
def _prepare_delete(user: Any, kind: Kind, values: QueryDict) -> Do:
    def do(rows: Sequence[Any], tally: Tally) -> None:
        for row in rows:
            try:
                packed = trash.pack(kind, edits.locked(row))
                kind.delete(user, row)
            except WrongMomentError as error:
                tally.leave(error.reason if isinstance(error, StaysError) else str(error))
                continue
            except edits.GoneError:
                tally.leave(_("deleted meanwhile"))
                continue
            tally.made.append(trash.keep(user, kind.code, packed))
            tally.changed += 1

    return do


def _undelete(user: Any, kind: Kind, made: Sequence[int]) -> Tally:
    tally = Tally()
    for pk in made:
        if trash.bring_back(user, kind, pk):
            tally.changed += 1
        else:
            tally.leave(_("could not be brought back"))
    return tally


def register_own() -> None:
    register(Act("edit", gettext_lazy("Edit field"), "edit", 10, _prepare_edit, _field_form))
    register(
        Act(
            "delete",
            gettext_lazy("Delete"),
            "trash",
            90,
            _prepare_delete,
            lambda *_parts: None,
            action="delete",
            undo=_undelete,
            is_dangerous=True,
            is_rare=True,
        )
    )
