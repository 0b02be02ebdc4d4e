"""Choosing people: those who are called the same are told apart by their e-mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from jornada.apps.org.alphabet import NAME
from jornada.apps.org.kept import Kept
from jornada.apps.org.models import User
from jornada.apps.org.queries import people

DASHES = BLANK_CHOICE_DASH[0][1]
Row = tuple[int, str, str | None, str]


def told_apart(rows: Sequence[Row]) -> tuple[tuple[int, str], ...]:
    """Name people by key; where several bear a name, each with e-mail or, without one, user name.

    Examples
    --------
    >>> told_apart([(1, "Ana Reis", "ana@x.br", "ana"), (2, "ana reis", None, "ana2"), (3, "Bo", None, "bo")])
    ((1, 'Ana Reis · ana@x.br'), (2, 'ana reis · ana2'), (3, 'Bo'))
    """
    often = Counter(name.casefold() for _pk, name, _email, _username in rows)
    return tuple(
        (pk, name if often[name.casefold()] == 1 else f"{name} · {email or username}")
        for pk, name, email, username in rows
    )


def _read_choices() -> tuple[tuple[int, str], ...]:
    return _told_apart(people())


def _read_former() -> tuple[tuple[int, str], ...]:
    return _told_apart(User.objects.filter(is_active=False).order_by(NAME, "id"))


def _told_apart(rows: QuerySet[User]) -> tuple[tuple[int, str], ...]:
    return told_apart(list(rows.values_list("pk", "name", "email", "username")))


# Key and name of everybody who may own records, for choices.
people_to_choose = Kept(_read_choices, User)
_former = Kept(_read_former, User)


def people_who_left() -> list[tuple[int, str]]:
    return [(pk, _("%(name)s (inactive)") % {"name": name}) for pk, name in _former()]


def people_to_find() -> list[tuple[int, str]]:
    """Return whose records can be looked for: those who may own some now, then those who have left."""
    return [*people_to_choose(), *people_who_left()]


class _People(ModelChoiceIterator):
    """The choices of a field that offers people, without reading them whole."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.field.people()

    def __len__(self) -> int:
        return len(self.field.people()) + (self.field.empty_label is not None)

    def __bool__(self) -> bool:
        return len(self) > 0


def _named(rows: QuerySet[User]) -> list[tuple[int, str]]:
    known = dict(people_to_choose())
    found = rows.values_list("pk", "name", "username")
    return [(pk, known.get(pk) or name or username) for pk, name, username in found]


def offer_people(field: Any, rows: QuerySet[User] | None = None, *, first: Any = None) -> None:
    """Have a field offer people, everybody unless some are given; `first` is chosen where they are offered."""
    field.iterator, field.people = _People, people_to_choose if rows is None else partial(_named, rows)
    field.queryset = people() if rows is None else rows
    labels = dict(people_to_choose())
    if first is not None and first.pk in labels:
        field.initial, field.empty_label = first.pk, None
    elif not field.required and field.empty_label == DASHES:
        field.empty_label = str(_("Nobody"))
    field.label_from_instance = lambda person: labels.get(person.pk, str(person))
