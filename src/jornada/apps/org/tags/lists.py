"""Tags in lists: column, filter, field of conditions, and the act on selected records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.custom.sql import MARK
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists.acts import Act, Do, Tally
from jornada.apps.org.lists.bulk import few_selected
from jornada.apps.org.lists.kinds import Kind, kind_of, kinds
from jornada.apps.org.models import Change
from jornada.apps.org.tags import queries
from jornada.apps.org.tags.actions import change_tags, named, restore
from jornada.apps.org.tags.models import Tag
from jornada.ui.cells import EMPTY
from jornada.ui.columns import Column
from jornada.ui.conditions.fields import RECORDS, ConditionField
from jornada.ui.list_fields import ListField


def chips(some: Sequence[Tag], address: str) -> SafeString:
    """Draw tags as coloured chips, each leading to the records of the list that bear it."""
    drawn = (
        f'<span class="j-tag" data-colour="{tag.colour}">'
        f'<a href="{address}?f=tags:is:{tag.pk}">{escape(tag.name)}</a></span>'
        for tag in some
    )
    return mark_safe(" ".join(drawn))  # noqa: S308 (escaped)


def columns(record: str) -> list[Column]:
    kind = kind_of(record)
    if kind is None:
        return []
    return [Column("tags", _("Tags"), 60, values=_words(record), draw=_drawer(kind), is_extra=True)]


def list_fields(record: str) -> list[ListField]:
    if kind_of(record) is None:
        return []
    return [ListField("tags", _("Tags"), "choice", choices=_choices, narrow=_narrow(record), order=1)]


def condition_fields(record: str) -> list[ConditionField]:
    """Let conditions ask for tags: `tags contains 7`, `tags in 7, 8`, `tags is_empty`."""
    if record not in RECORDS:
        return []
    return [ConditionField("tags", _("tags"), "several", _column(record), _pairs, 230)]


class _Names(list):
    """The tags of a record: joined names in files, chips on screen."""

    def __str__(self) -> str:
        return ", ".join(tag.name for tag in self)


def _words(record: str) -> Callable[[Sequence[int]], dict[int, Any]]:
    return lambda ids: {pk: _Names(some) for pk, some in queries.tags_of(record, ids).items()}


def _drawer(kind: Kind) -> Callable[[Any, Any], Any]:
    return lambda value, _row: chips(value, reverse(kind.url_name)) if value else EMPTY


def _choices(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in queries.tags().values_list("pk", "name")]


def _pairs() -> list[tuple[int, str]]:
    return list(queries.tags().values_list("pk", "name"))


def _narrow(record: str) -> Callable[[QuerySet, str, Sequence[Any]], QuerySet]:
    def narrow(rows: QuerySet, test: str, values: Sequence[Any]) -> QuerySet:
        is_with = test in ("is", "filled")
        return (queries.tagged if is_with else queries.untagged)(rows, record, values or None)

    return narrow


def _column(record: str) -> Callable[[str], str]:
    def column(vendor: str) -> str:
        table = kind_of(record).model._meta.db_table
        joined = "group_concat" if vendor == "sqlite" else "string_agg"
        return (
            f"(SELECT '{MARK}' || {joined}(CAST(h.tag_id AS text), '{MARK}') || '{MARK}' FROM org_tagging h"
            f" WHERE h.record = '{record}' AND h.object_id = {table}.id)"
        )

    return column


# ---- many records --------------------------------------------------------------------------------------------
class TagForm(forms.Form):
    """Which tags to hang on, new ones too, and which to take off."""

    add = forms.MultipleChoiceField(label=_("Add"), required=False, widget=forms.CheckboxSelectMultiple)
    new = forms.CharField(label=_("New tags, with commas between"), required=False, max_length=400)
    remove = forms.MultipleChoiceField(label=_("Take off"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: QueryDict | None, held: set[int] | None = None) -> None:
        super().__init__(data)
        names = queries.names_of_tags()
        taken = data.getlist("remove") if data is not None else []
        self.fields["add"].choices = [(str(pk), name) for pk, name in names]
        # What somebody else took off meanwhile may still be asked for.
        self.fields["remove"].choices = [
            (str(pk), name) for pk, name in names if held is None or pk in held or str(pk) in taken
        ]
        if not self.fields["remove"].choices and not taken:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in ("add", "new", "remove")):
            raise forms.ValidationError(_("Choose at least one tag."))
        return cleaned


def _prepare(user: Any, kind: Kind, values: QueryDict) -> Do:
    add = list(queries.tags().filter(pk__in=values.getlist("add")))
    add += named(name for name in values.get("new", "").split(",") if name.strip())
    remove = list(queries.tags().filter(pk__in=values.getlist("remove")))

    def do(rows: Sequence[Any], tally: Tally) -> None:
        try:
            changed = change_tags(user, kind.code, rows, add, remove)
        except WrongMomentError as error:
            tally.leave(str(error), len(rows))
            return
        tally.changed += len(changed)
        tally.same += len(rows) - len(changed)

    return do


def _form(user: Any, kind: Kind, data: QueryDict | None, asked: QueryDict) -> TagForm:
    return TagForm(data, _held(user, kind, asked if data is None else data))


def _held(user: Any, kind: Kind, asked: QueryDict) -> set[int] | None:
    """Return the tags that the selection has; of none, or of more than can be looked through, nothing is known."""
    ids = few_selected(user, kind, asked)
    return None if ids is None else {tag.pk for some in queries.tags_of(kind.code, ids).values() for tag in some}


ACT = Act("tag", _("Change tags"), "tag", 20, _prepare, _form)


def put_back(user: Any, row: Any, change: Change) -> bool:
    """Take a change of tags back, for the undo of a bulk change."""
    record = next((kind.code for kind in kinds() if isinstance(row, kind.model)), "")
    return restore(user, record, row, change)
