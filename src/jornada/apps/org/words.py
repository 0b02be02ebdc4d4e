"""Search by words: names with a word that starts like each word typed, whatever its case and accents.

What they are found by is made by `word_indexes`.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connections
from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)

from jornada.apps.org.alphabet import ACCENTED, BARE, PLAIN
from jornada.apps.org.masks import hidden_in
from jornada.apps.org.prepared import rows_with
from jornada.apps.org.prepared_values import values_with
from jornada.apps.org.rare_words import rare_word, share_of
from jornada.apps.org.sets import rows_among
from jornada.apps.org.statements import kept_cursor
from jornada.apps.org.word_indexes import COLUMNS, VECTOR
from jornada.ui.paging import knowing_more_than

M = TypeVar("M", bound=Model)

# True, and nothing that PostgreSQL may ask of several processes: it thinks that one row in fifty has a word that starts
# so, and would begin two processes, which takes ten milliseconds, for a hundred microseconds of work.
ALONE = "pg_backend_pid() > 0"
COMMON = 1000
FEW = 50
# Of a word that one row in fifty has, a sample of so many has twenty. Too many words start with two letters for a list.
OFTEN, SAMPLED, SHORT, TABLE = 0.02, 1000, 2, 8
KEPT_SECONDS = 60
# No record has such a key.
BEHIND = 2**62


def with_words(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Keep the rows whose name has, for each word of the text, a word that starts with it.

    Few matches are named by their ids; many are left to the walk through the rows in the order of the list. That there
    are many is told to whoever counts (`ui.paging.capped_count`), when nothing else narrows the rows.
    """
    words = split_words(text)
    return _with(rows, words, _first(rows, words) if words else [])


def _with(rows: QuerySet[M], words: Sequence[str], ids: Sequence[int]) -> QuerySet[M]:
    if len(ids) <= COMMON:
        return rows.filter(pk__in=ids)
    found = rows.filter(_has(rows, words))
    return found if rows.query.where else knowing_more_than(found, COMMON)


def with_words_here_or_there(rows: QuerySet[M], text: str, there: Mapping[str, type[Model]]) -> QuerySet[M]:
    """Keep the rows with these words in their own name, or in that of a record they point to.

    `there` names the fields that point, with their models: `{"account": Account}`. One that is hidden finds nothing.
    """
    words = split_words(text)
    own = _first(rows, words) if words else []
    is_common = len(own) > COMMON
    found = Q(_has(rows, words)) if is_common else Q(pk__in=own)
    for field in there.keys() - hidden_in(rows) if words else ():
        found |= _said_there(there[field]._default_manager.using(rows.db), field, words)
    is_known = is_common and not rows.query.where
    return knowing_more_than(rows.filter(found), COMMON) if is_known else rows.filter(found)


def _said_there(others: QuerySet, field: str, words: Sequence[str]) -> Q:
    """Keep the rows whose `field` points to one of the others with these words: few by their ids, many one by one."""
    ids = _first(others, words)
    if len(ids) <= COMMON:
        return Q(**{f"{field}__in": ids})
    # Asked with EXISTS, PostgreSQL reads all the others first.
    said = others.filter(pk=OuterRef(field)).values_list(_has(others, words))
    return Q(Subquery(said, output_field=BooleanField()))


def some_with_words(
    rows: QuerySet[M], text: str, number: int, whole: Sequence[int] | None = None, enough: int | None = None
) -> list[M]:
    """Return rows with these words, in any order: those among the first found, before all are looked through.

    Whole words are asked for first (`whole`, where that was done): their rows stand ready in the index, those of all
    words that start so are merged, unless `enough` have the words whole.
    """
    words = split_words(text)
    if not words:
        return []
    some, ids = _some_of(rows, with_whole_words(rows, text) if whole is None else whole, number), []
    if len(some) < (number if enough is None else enough):
        ids = _first(rows, words)
        some = _some_of(rows, ids, number)
    return some if some or len(ids) <= COMMON else list(rows.filter(_has(rows, words)).order_by()[:number])


def sampled_with_words(
    rows: QuerySet, text: str, number: int, most: int, whole: Callable[[], Sequence[int]]
) -> list[tuple[Any, ...]]:
    """Return values of rows with these words from a sample, where so many have them that `number` must be in it.

    PostgreSQL makes a list of all rows of a word, of *maria* a hundred thousand, before it gives the first. SQLite does
    not, and where few rows may have the words, none are looked through. Rows with whole words (`whole`) come first
    where those are few.
    """
    words, (connection, table) = split_words(text), (connections[rows.db], rows.model._meta.db_table)
    if not words or connection.vendor != "postgresql":
        return []
    is_short = max(map(len, words)) <= SHORT
    if not is_short and share_of(rows.db, f"{table}_words", words) < OFTEN:
        return []
    is_word = share_of(rows.db, f"{table}_words", words, is_whole=True) >= OFTEN
    return _sampled(rows, words, number, most, [] if is_word else _some_of(rows, whole(), most))


def _sampled(
    rows: QuerySet, words: Sequence[str], number: int, most: int, found: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Look through one part after the other until there are enough; each as far as the last one says it takes."""
    # As plain text the longest is looked for: which one that is may not depend on the words.
    longest_first = sorted(words, key=len, reverse=True)
    size = span = 10 * SAMPLED if rows.query.where else SAMPLED
    for turn, start in enumerate(_starts(rows, size) if len(found) < number else ()):
        # The newest without an end: where the table ends is known as of a minute ago.
        part = values_with(rows, _between, (start, start + span if turn else BEHIND, *longest_first), most)
        before, found = len(found), list(dict.fromkeys([*found, *part]))
        missing = number - len(found)
        if missing <= 0:
            break
        span = min(3 * size, span * missing // max(len(found) - before, 1) + SAMPLED)
    return found


def _between(rows: QuerySet, first: int, last: int, *words: str) -> QuerySet:
    return rows.filter(_has(rows, words), pk__gt=first, pk__lte=last).order_by()


def _starts(rows: QuerySet, size: int) -> Iterator[int]:
    """Say where to begin: with the newest, then at other times, for what came last may have come from one file.

    Of whom may see few rows, ten times as many are looked at. Each part is read along the table, as it lies; of a small
    one there are none.
    """
    first, last = _edges(rows.db, rows.model._meta.db_table, int(time.monotonic() / KEPT_SECONDS))
    length = last - first
    if length > TABLE * size:
        yield from (last - size, *(first + length * part // 4 for part in (2, 1, 0)))


@lru_cache(maxsize=64)
def _edges(using: str, table: str, _period: int) -> tuple[int, int]:
    """Return the first and the last key of a table, 0 of an empty one."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM {table}")
        return cursor.fetchone()


def with_whole_words(rows: QuerySet, text: str) -> list[int]:
    """Return the ids of the first rows that have these words as they are written."""
    words = split_words(text)
    return _first(rows, words, is_whole=True) if words else []


def seen_with_words(model: type[M], seen: Callable[[], QuerySet[M]], text: str, number: int) -> list[M]:
    """Return some rows as `some_with_words` does, of those that a person sees.

    Which these are (`seen`) is only asked where the index knows the words: to say it takes longer than to look.
    """
    every, words = model._default_manager.all(), split_words(text)
    whole = with_whole_words(every, text)
    is_known = whole or (words and _first(every, words, most=0))
    return some_with_words(seen(), text, number, whole) if is_known else []


def latest_with_words(model: type[M], seen: Callable[[], QuerySet[M]], text: str, number: int) -> list[M]:
    """Return seen rows with these words among the first thousand that the index knows, and look no further.

    For tables that nobody walks through: of a word that many rows have, some may be missed.
    """
    words, some = split_words(text), list[M]()
    ids = sorted(_first(model._default_manager.all(), words), reverse=True) if words else []
    rows = seen() if ids else model._default_manager.none()
    for part in (ids[: 4 * number], ids[4 * number :]):
        if part and len(some) < number:
            some += rows_among(rows, "id", part).order_by("-pk")[: number - len(some)]
    return some


def few_with_words(rows: QuerySet[M], text: str, most: int, whole: Callable[[], Sequence[int]]) -> list[M] | None:
    """Return all rows with these words, complete; nothing when the index knows more than so many of them.

    The rows of whole words are only asked for (`whole`) where no word is rare: that there are many is known sooner so.
    """
    words = split_words(text)
    if not words:
        return None
    ids = _with_rarest(rows, words)
    if ids is None:
        if len(whole()) > most:
            return None
        ids = _first(rows, words, most=most)
    return None if len(ids) > most else rows_with(rows.order_by(), pk=ids) if ids else []


def _with_rarest(rows: QuerySet, words: Sequence[str]) -> list[int] | None:
    """Return all ids with these words, by one that is rare; nothing where none is, or more than a few have it."""
    connection, table = connections[rows.db], rows.model._meta.db_table
    rarest = rare_word(rows.db, f"{table}_words", words) if connection.vendor == "postgresql" else ""
    if not rarest:
        return None
    column = _column(rows)
    first = _listed(table, column, FEW, f"id, {column}")
    with kept_cursor(connection) as cursor:
        asked = [_query("postgresql", words), _query("postgresql", [rarest])]
        cursor.execute(
            f"SELECT id, {VECTOR.format(name=column)} @@ to_tsquery('simple', %s) FROM ({first}) AS first", asked
        )
        answers = cursor.fetchall()
    return None if len(answers) > FEW else [pk for pk, has_all in answers if has_all]


def _some_of(rows: QuerySet[M], ids: Sequence[int], number: int) -> list[M]:
    some: list[M] = []
    for part in (ids[: 2 * number], ids):
        if len(some) < number and len(part) > len(some):
            some = list(rows_among(rows, "id", part).order_by()[:number])
    return some


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case and without accents."""
    bare = unicodedata.normalize("NFC", text).translate(str.maketrans(ACCENTED, BARE)).lower()
    return re.findall(r"[^\W_]+", bare)


def _first(rows: QuerySet, words: Sequence[str], *, is_whole: bool = False, most: int = COMMON) -> list[int]:
    """Return the ids of the first rows found in the index, one more than is asked for when there are more."""
    table, connection = rows.model._meta.db_table, connections[rows.db]
    sql = f"SELECT rowid FROM {table}_words WHERE {table}_words MATCH %s LIMIT {most + 1}"
    if connection.vendor == "postgresql":
        sql = _listed(table, _column(rows), most, "id")
    with kept_cursor(connection) as cursor:
        cursor.execute(sql, [_query(connection.vendor, words, is_whole=is_whole)])
        return [row[0] for row in cursor.fetchall()]


def _listed(table: str, column: str, most: int, wanted: str) -> str:
    """Write what lists rows on PostgreSQL: planned as if for all of them, so by the index, and read up to the limit."""
    found = f"{column} <> '' AND {VECTOR.format(name=column)} @@ to_tsquery('simple', %s) AND {ALONE}"
    listed = f"SELECT {wanted} FROM {table} WHERE {found}"
    return f"WITH found AS MATERIALIZED ({listed}) SELECT {wanted} FROM found LIMIT {most + 1}"


def _has(rows: QuerySet, words: Sequence[str]) -> Any:
    """Say of a row whether it has the words, in a form that neither database starts its search from."""
    if connections[rows.db].vendor == "postgresql":
        return HasInVector(F(_column(rows)), words=words)
    return _has_in_text(f"{rows.model._meta.db_table}_words", _column(rows), words)


def _column(rows: QuerySet) -> str:
    return COLUMNS.get(rows.model, "name")


def _has_in_text(table: str, column: str, words: Sequence[str]) -> Any:
    """Read the words in the name itself.

    What the index says of a common word is a list of all its rows, dear to make for the fifty of a page.
    """
    if not all(word.isascii() for word in words):
        asked, between = Value(_query("sqlite", words)), f" IN (SELECT rowid FROM {table} WHERE {table} MATCH "
        return Func(F("pk"), asked, arg_joiner=between, template="+%(expressions)s)", output_field=BooleanField())
    name = F(column)
    is_ascii = Func(
        name,
        name,
        arg_joiner=" AS blob)) = length(",
        template="length(CAST(%(expressions)s)",
        output_field=BooleanField(),
    )
    unlike = Func(name, Value(f"%{max(words, key=len)}%"), arg_joiner=" NOT LIKE ", template="%(expressions)s")
    bare = Func(name, function="in_alphabet", output_field=TextField())
    return Case(
        # LIKE is four times as fast as GLOB; only in a WHEN does SQLite leave out what follows a false half.
        When(_all_of(is_ascii, unlike), then=Value(False)),
        When(is_ascii, then=_all_of(*_starting(name, words))),
        default=_all_of(*_starting(bare, words)),
        output_field=BooleanField(),
    )


def _starting(name: Any, words: Sequence[str]) -> list[Func]:
    """Say of each word whether it stands at the start of the name, or after what is neither letter nor digit."""
    template = "' ' || lower(%(expressions)s"
    return [Func(name, Value(f"*[^a-z0-9]{word}*"), arg_joiner=") GLOB ", template=template) for word in words]


def _all_of(*tests: Func) -> Func:
    return Func(*tests, arg_joiner=" AND ", template="(%(expressions)s)", output_field=BooleanField())


class HasInVector(Func):
    """Look for the longest word as plain text first: that costs a tenth of splitting the name into words.

    Taking accents away costs three times what comparing does, and most names have none.
    """

    output_field = BooleanField()

    def as_sql(self, compiler: Any, _connection: Any, **_: Any) -> Any:
        name, given = compiler.compile(self.source_expressions[0])
        words = self.extra["words"]
        bare = f"CASE WHEN octet_length({name}) = length({name}) THEN lower({name}) ELSE {PLAIN % name} END"
        split = f"{VECTOR.format(name=name)} @@ to_tsquery('simple', %s)"
        longest, asked = max(words, key=len), _query("postgresql", words)
        sql = f"CASE WHEN strpos({bare}, %s) > 0 THEN {split} ELSE false END"
        return sql, [*given * bare.count(name), longest, *given * split.count(name), asked]


def _query(vendor: str, words: Sequence[str], *, is_whole: bool = False) -> str:
    if vendor == "postgresql":
        return " & ".join(word if is_whole else f"{word}:*" for word in words)
    return " ".join(f'"{word}"' if is_whole else f'"{word}"*' for word in words)
