"""Names in the order of the alphabet as people read it: *Açougue* before *Azevedo*, *Érica* between *Eric* and *Erik*.

Databases order letters by their numbers, which puts every accented one behind *z*, and capitals before small letters;
what PostgreSQL does instead depends on how the database was made. Here both order by the bare small letters, and have
indexes over these. SQLite asks a function of ours for them: whoever changes rows by a program of their own teaches it
first (`docs/decisions/0080-alphabet.md`).
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import BooleanField, CharField, F, Func, Value
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan
from django.dispatch import receiver

ACCENTED = "áàâãäéèêëíìîïóòôõöúùûüçñÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ"
BARE = "aaaaaeeeeiiiiooooouuuucn" * 2
PLAIN = f"lower(translate(%s, '{ACCENTED}', '{BARE}'))"
LAST = "\U0010ffff"


class InAlphabet(Func):
    """The bare small letters of a text that is never null; the same words in a query and in an index."""

    output_field = CharField()
    # What lists need not look for behind the last name.
    is_filled = True

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="in_alphabet(%(expressions)s)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=PLAIN % "%(expressions)s", **extra)


NAME = InAlphabet("name")


def called(text: str, by: str = "name") -> Exact:
    """Say of a row whether it has this name, whatever the case and the accents: asked of the index."""
    return Exact(InAlphabet(F(by)), InAlphabet(Value(text)))


def beginning(text: str, by: str = "name") -> Func:
    """Say of a row whether its name begins with a text, whatever the case and the accents: asked of the index."""
    name = InAlphabet(F(by))
    return Func(
        GreaterThanOrEqual(name, InAlphabet(Value(text))),
        LessThan(name, InAlphabet(Value(text + LAST))),
        arg_joiner=" AND ",
        template="(%(expressions)s)",
        output_field=BooleanField(),
    )


def bare(text: str) -> str:
    """Return the small letters of a text without their accents.

    >>> bare("Érica São João")
    'erica sao joao'
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).lower()


@receiver(connection_created, dispatch_uid="the alphabet")
def _teach_sqlite(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("in_alphabet", 1, bare, deterministic=True)
