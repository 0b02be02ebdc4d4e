"""Names in the order of the alphabet as people read it: *Açougue* before *Azevedo*, *Érica* between *Eric* and *Erik*.

Databases order letters by their numbers, which puts every accented one behind *z*, and capitals before small letters;
what PostgreSQL does instead depends on how the database was made. Here both order by the bare small letters, and have
indexes over these. SQLite asks a function of ours for them: whoever changes rows by a program of their own teaches it
first (`docs/decisions/0080-alphabet.md`).
"""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import BooleanField, CharField, F, Func, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.dispatch import receiver

ACCENTED = "áàâãäéèêëíìîïóòôõöúùûüçñÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ"
BARE = "aaaaaeeeeiiiiooooouuuucn" * 2
PLAIN = f"lower(translate(%s, '{ACCENTED}', '{BARE}'))"
# Three times as fast as PLAIN, for most names have no accents; C compares bytes, whatever the database was made with.
ON_POSTGRESQL = (
    'CASE WHEN octet_length({name}) = length({name}) THEN lower({name} COLLATE "C")'
    f" ELSE lower(translate({{name}}, '{ACCENTED}', '{BARE}') COLLATE \"C\") END"
)
# The same in Python, for what is looked for there: of other letters PostgreSQL knows no small and no bare ones.
ON_POSTGRESQL_TOO = str.maketrans(ACCENTED + ascii_uppercase, BARE + ascii_lowercase)
LAST = "\U0010ffff"
MARKS = re.compile("[\u0300-\u036f]+")
# What follows the last sign before those that no database keeps, and the last sign of all.
FOLLOWING = {0xD800: 0xE000, 0x110000: 0x10FFFF}


class InAlphabet(Func):
    """The bare small letters of a text that is never null; the same words in a query and in an index."""

    output_field = CharField()
    # What lists need not look for behind the last name.
    is_filled = True

    @property
    def off_index(self) -> InAlphabet:
        """The same letters in words that no index has."""
        name = self.source_expressions[0]
        return InAlphabet(Coalesce(name, name))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="in_alphabet(%(expressions)s)", **extra)

    def as_postgresql(self, compiler: Any, _connection: Any, **_: Any) -> Any:
        name, given = compiler.compile(self.source_expressions[0])
        return ON_POSTGRESQL.format(name=name), [*given] * 4


NAME = InAlphabet("name")


def alphabet_of(path: str) -> InAlphabet:
    """Return the bare small letters of a related record's name, which may be missing; without an index."""
    letters = InAlphabet(path)
    letters.is_filled = False
    return letters


OWNERS_NAME, ACCOUNTS_NAME = alphabet_of("owner__name"), alphabet_of("account__name")


class Begins(Func):
    """Whether bare letters begin with a text: a stretch of the index."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, _connection: Any, **_: Any) -> Any:
        letters, given = compiler.compile(self.source_expressions[0])
        text, sought = compiler.compile(InAlphabet(Value(self.extra["text"])))
        return f"({letters} >= {text} AND {letters} < {text} || '{LAST}')", [*given, *sought, *given, *sought]


class Like(Func):
    """Whether a column is like a pattern, in bare letters. SQLite hands over to Python only what has accents."""

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, _connection: Any, **_: Any) -> Any:
        column, given = compiler.compile(self.source_expressions[0])
        has_accents = f"length(CAST({column} AS blob)) <> length({column})"
        like, sought = "LIKE %s ESCAPE '\\'", bare(self.extra["pattern"])
        sql = f"CASE WHEN {has_accents} THEN in_alphabet({column}) {like} ELSE {column} {like} END"
        return sql, [*given, *given, *given, sought, *given, sought]

    def as_postgresql(self, compiler: Any, _connection: Any, **_: Any) -> Any:
        column, given = compiler.compile(self.source_expressions[0])
        sought = unicodedata.normalize("NFC", self.extra["pattern"]).translate(ON_POSTGRESQL_TOO)
        return f"{ON_POSTGRESQL.format(name=column)} LIKE %s", [*given * 4, sought]


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def called(text: str, by: Any = "name") -> Func | Exact:
    """Say of a row whether it has this name, whatever the case and the accents: names are asked of their index."""
    return Exact(InAlphabet(by), InAlphabet(Value(text))) if by == "name" else _like(by, _escaped(text))


def beginning(text: str, by: Any = "name") -> Func:
    """Say of a row whether its name begins with a text, whatever the case and the accents, in the same way."""
    return Begins(InAlphabet(by), text=text) if by == "name" else _like(by, f"{_escaped(text)}%")


def having(text: str, by: Any) -> Func:
    """Say of a row whether a column holds a text, whatever the case and the accents."""
    return _like(by, f"%{_escaped(text)}%")


def _like(by: Any, pattern: str) -> Like:
    return Like(F(by) if isinstance(by, str) else by, pattern=pattern)


def bare(text: str) -> str:
    """Return the small letters of a text without their accents.

    >>> bare("Érica São João")
    'erica sao joao'
    """
    if text.isascii():
        return text.lower()
    return MARKS.sub("", unicodedata.normalize("NFD", text)).lower()


def beyond(start: str) -> str:
    """Return what comes after all texts that start so, sign by sign.

    >>> beyond("11222333")
    '11222334'
    """
    after = ord(start[-1]) + 1
    return start[:-1] + chr(FOLLOWING.get(after, after))


@receiver(connection_created, dispatch_uid="the alphabet")
def _teach_sqlite(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("in_alphabet", 1, _bare_or_null, deterministic=True)


def _bare_or_null(text: str | None) -> str | None:
    return None if text is None else bare(text)
