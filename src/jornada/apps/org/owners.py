"""The owner of a record as a number, 0 for nobody: what teams and owner filters search by, through one index.

A team sees what its people own and what nobody owns. Asked as `owner IN (...) OR owner IS NULL`, SQLite reads and
sorts all of that; asked as one list of numbers, it merges the entries of the index and stops at the end of the page.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet
from django.db.models.lookups import In

NOBODY = 0
# Of more people than these an order that an index has is followed, and each row asked for its owner.
FEW = 20


class OwnerKey(Func):
    """The zero is part of the text, not a parameter: else SQLite would not know the index again."""

    template = "COALESCE(%(expressions)s, 0)"
    output_field = BigIntegerField()


def owned_by(people: Iterable[int], field: str = "owner") -> In:
    """Keep the rows of these people; `NOBODY` stands for the rows without an owner."""
    return In(OwnerKey(field), sorted(people))


class OneOf(Func):
    """Whether a person is among many: their numbers stand in the statement, where each would be handled as a parameter.

    With two hundred people a page spent more time on that than on reading.
    """

    template = "%(expressions)s IN (%(people)s)"
    output_field = BooleanField()


def of_people(people: Iterable[int], field: str = "owner") -> OneOf:
    """Keep the rows of these people, however many they are; of nobody, none."""
    return OneOf(F(field), people=", ".join(str(int(person)) for person in sorted(people)) or "NULL")


def owned_by_some(rows: QuerySet, people: Iterable[int]) -> QuerySet:
    """Keep the rows of a few people by the index of owners, of many without it."""
    ids = list(people)
    return rows.filter(owned_by(ids)) if len(ids) <= FEW else rows.filter(of_people(ids))


def also_owned_by(rows: QuerySet, people: Iterable[int]) -> QuerySet:
    """Keep the rows of these people, of those only whom the rows are narrowed to already.

    Of two lists for one index, PostgreSQL reads all rows of either before it compares, though nobody be in both.
    """
    own, ids = rows.model._meta.get_field("owner").get_col(rows.model._meta.db_table), set(people)
    for part in rows.query.where.children:
        if isinstance(part, In) and isinstance(part.lhs, OwnerKey) and part.lhs.source_expressions[0] == own:
            ids &= set(part.rhs)
    return rows.filter(owned_by(ids)) if ids else rows.none()
