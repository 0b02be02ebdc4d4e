"""Choosing people: those who are called the same are told apart by their e-mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from jornada.apps.org.kept import Kept
from jornada.apps.org.models import User
from jornada.apps.org.queries import people

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
    return told_apart(list(people().values_list("pk", "name", "email", "username")))


# Key and name of everybody who may own records, for choices.
people_to_choose = Kept(_read_choices, User)


def offer_people(field: Any, rows: QuerySet[User] | None = None) -> None:
    """Have a field of a form offer people, everybody unless some are given."""
    field.queryset = people() if rows is None else rows
    labels = dict(people_to_choose())
    field.label_from_instance = lambda person: labels.get(person.pk, str(person))
