"""The kinds of records that have a list with everything: what reads, edits and deletes one of them.

Rows that nobody edits, as those of the log, have a `List` alone: saved views, chosen columns, figures below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from jornada.apps.org import access
from jornada.rules.access import Action

Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class List:
    """One list; `options(request)` is what its page hands to `ui.listing.build`, but the rows."""

    code: str
    label: str | Promise
    model: type[Model]
    visible: Callable[[Any, Action], QuerySet]
    url_name: str
    options: Callable[[HttpRequest], Options]


@dataclass(frozen=True, slots=True)
class Kind(List):
    """One kind of record.

    `form(user=, instance=)` edits it and `update(user, row, seen_at, **values)` writes what the form cleaned. `hidden`
    names fields that are not for people; whether a value fits the fields `by_record` depends on the record.
    `take_back`, of the form of `update`, gives fields their former values where that is more than to write them.
    `remember(row)` writes down what deleting a record changes beside it, `recall(user, row, facts)` puts that right
    when the record is brought back. Without `may` roles say who may do what; `without` names acts on many that make no
    sense here, `deletes_but` says what stays when many are deleted. `written` gives fields of text, for a test of the
    list, what was typed as the column keeps it. `passed_on` narrows the list to what of somebody who leaves goes to
    another owner; None: nothing does.
    """

    form: Callable[..., Any]
    update: Callable[..., Any]
    delete: Callable[[Any, Any], None]
    related: tuple[str, ...] = ()
    choices: Mapping[str, Callable[[HttpRequest], Any]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    by_record: frozenset[str] = frozenset()
    take_back: Callable[..., Any] | None = None
    remember: Callable[[Any], Any] | None = None
    recall: Callable[[Any, Any, Any], None] | None = None
    may: Callable[[Any, Action, Any], bool] | None = None
    without: frozenset[str] = frozenset()
    deletes_but: str | Promise = ""
    written: Mapping[str, Callable[[str, str], str]] = field(default_factory=dict)
    passed_on: str | None = None

    def allows(self, user: Any, action: Action, row: Any = None) -> bool:
        """Say whether the user may do this to a record, or to any record of the kind when none is given."""
        return self.may(user, action, row) if self.may else access.may(user, self.code, action, row)  # type: ignore[arg-type]


_kinds: dict[str, Kind] = {}
_lists: dict[str, List] = {}


def register(kind: Kind) -> None:
    _kinds[kind.code] = kind


def register_list(rows: List) -> None:
    """Add a list of rows that nobody edits."""
    _lists[rows.code] = rows


def kind_of(code: str) -> Kind | None:
    return _kinds.get(code)


def list_of(code: str) -> List | None:
    """Return a list, whether its rows are edited or not."""
    return _kinds.get(code) or _lists.get(code)


def kind_of_row(row: Model) -> Kind | None:
    return next((kind for kind in _kinds.values() if kind.model is type(row)), None)


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())
