"""The form that edits a record: it remembers which state was read, and shows both values when that is stale."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.access import hidden_names, locked_fields
from jornada.apps.org.change_words import DEFAULT_CURRENCY, in_words
from jornada.apps.org.custom.inputs import custom_inputs
from jornada.apps.org.custom.known import record_of
from jornada.apps.org.custom.values import in_words as in_words_of
from jornada.apps.org.history import changes_of
from jornada.apps.org.models import User
from jornada.ui.addresses import instant_of


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed: what I wrote, what stands there now."""

    label: str
    mine: str
    theirs: str


class RecordForm(forms.ModelForm):
    """A model form that hands over values; an action writes them.

    `seen_at` carries the record's `updated_at` as it was read. Django's validation writes into a copy; the record
    as it was stays in `before`. With `only`, the name of a field, all others stay as they are kept.
    """

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)
    error_css_class = "is-invalid"

    def __init__(self, data: Any = None, *, user: User, instance: Any = None, only: str = "", **options: Any) -> None:
        super().__init__(data, instance=copy(instance), **options)
        self.user, self.before, self.only = user, instance, only
        record = record_of(type(self.instance))
        self.locked = frozenset(name.replace("custom.", "custom_") for name in locked_fields(user, record))
        self.hidden_names = hidden_names(user, record)
        self.conflicts: list[Conflict] = []
        self.changed_by = ""
        stamp = getattr(self.instance, "updated_at", None)
        self.custom = custom_inputs(type(self.instance), self.instance.custom if self.has_custom else None)
        self.fields.update({field.of.name: field for field in self.custom})
        self.fields["seen_at"].initial = stamp.isoformat() if self.instance.pk and stamp else ""

    def __getitem__(self, name: str) -> forms.BoundField:
        """Write each label with a capital, also of fields that were put in later."""
        self._lock(name)
        bound = super().__getitem__(name)
        bound.label = capfirst(bound.label)
        return bound

    def _clean_fields(self) -> None:
        if not self.only:
            super()._clean_fields()
            return
        every = self.fields
        self.fields = {name: field for name, field in every.items() if name == self.only}
        super()._clean_fields()
        self.fields = every
        kept = {name: self._kept(name) for name in every if name != self.only}
        self.cleaned_data = {**kept, **self.cleaned_data}

    def _kept(self, name: str) -> Any:
        field = self.fields[name]
        if field in self.custom:
            return (self.before.custom or {}).get(field.of.code)
        return getattr(self.before, name, None) if name in self._meta.fields else ""

    def full_clean(self) -> None:
        for name in self.locked & set(self.fields):
            self._lock(name)
        super().full_clean()

    def _lock(self, name: str) -> None:
        """Leave out a field that the role hides, and close one that it lets people only read."""
        if name in self.locked:
            field = self.fields[name]
            field.disabled, field.required = True, False
            if name in self.hidden_names:
                field.widget, self.initial[name] = forms.HiddenInput(), None

    @property
    def seen(self) -> datetime | None:
        """Return when the record that was read had last been changed; None when the form did not say."""
        return instant_of(self.cleaned_data.get("seen_at") or "")

    def values(self) -> dict[str, Any]:
        """Return what the user entered, by model field."""
        open_ones = [name for name in self._meta.fields if name not in self.locked]
        values = {name: self.cleaned_data[name] for name in open_ones if name in self.cleaned_data}
        custom = [field for field in self.custom if field.of.name not in self.locked]
        if custom:
            values["custom"] = {field.of.code: self.cleaned_data.get(field.of.name) for field in custom}
        return values

    @property
    def has_custom(self) -> bool:
        return hasattr(self.instance, "custom")

    def look_alikes(self) -> list[Any]:
        """Return records that are probably the same one, to be looked at before saving."""
        return []

    def was_saved(self, saved: Any) -> None:
        """Do what follows once the record is saved."""

    def doubts(self) -> list[str]:
        """Return what is odd about what was entered and may be meant all the same, to be looked at before saving."""
        return []

    def _label(self, name: str, current: Model) -> str:
        """Return the label of a field; one that several inputs make up has the name of the model's."""
        label = self[name].label if name in self.fields else current._meta.get_field(name).verbose_name
        return str(capfirst(label))

    def show_conflict(self, current: Model) -> None:
        """Prepare the form to be shown again beside what somebody else saved; saving again overwrites."""
        latest = changes_of(current).first()
        self.changed_by = str(latest.user) if latest and latest.user else str(_("somebody"))
        values = self.values()
        mine_of, theirs_of = values.pop("custom", {}), getattr(current, "custom", None) or {}
        self.conflicts = [
            Conflict(self._label(name, current), _shown(mine, current, name), _shown(theirs, current, name))
            for name, mine in values.items()
            if (theirs := getattr(current, name)) != mine
        ]
        self.conflicts += [
            Conflict(field.of.label, *(in_words_of(field.of, one.get(field.of.code)) for one in (mine_of, theirs_of)))
            for field in self.custom
            if mine_of.get(field.of.code) != theirs_of.get(field.of.code)
        ]
        self.data = {**self.data.dict(), self.add_prefix("seen_at"): current.updated_at.isoformat()}
        self.add_error(None, _("Somebody saved this record after you opened it. Compare before you save again."))


def _shown(value: Any, record: Model, name: str) -> str:
    return in_words(record._meta.get_field(name), value, getattr(record, "currency", DEFAULT_CURRENCY))
