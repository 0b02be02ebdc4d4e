"""How each database leaves indexes out and makes them beside the work of others; `indexes` says which and when."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.core.files import locks
from django.db import Error, OperationalError, connection, transaction

# The most that SQLite takes.
IN_VIEW = 2**31 - 1
# While indexes are made the program waits: sorting may take the other processors, and so much memory, in KiB.
SORTERS, SORTED_AMONG = 2, 256_000
# Who leaves indexes out waits so long, in milliseconds, for those who are at the tables; then they stay.
PATIENCE = 2000
SORTED_IN = "256MB"
# So many indexes are made at a time on PostgreSQL: sorting takes one processor, and the program waits.
HANDS = 2
# Of a table up to this many bytes an index is made in a second or so: whoever writes there waits for that, which takes
# a third less than to let them write. Who is at the table already is waited for that long, in milliseconds.
SOON, TURN = 1 << 29, 200
LOCK = "hashtext('jornada indexes')"


class Way(Protocol):
    """What a database has to know how to do; the lock of a process that dies is let go by itself."""

    def there(self) -> set[str]:
        """Return the names of all tables and of all indexes that work."""

    def drop(self, names: Iterable[str]) -> bool:
        """Drop indexes, all or none; say whether they are dropped."""

    def make(self, statements: Mapping[str, str]) -> None:
        """Make indexes by their names, each by itself: others may write in between."""

    def alone(self) -> Any:
        """Hold the lock inside a block, given whether no other process has it."""


class OnSqlite:
    """Sorts faster than it inserts; a lock on a file beside the database tells others."""

    def there(self) -> set[str]:
        """Read the schema."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'index')")
            return {name for (name,) in cursor.fetchall()}

    def drop(self, names: Iterable[str]) -> bool:
        """Drop one after the other: whoever writes in between waits for none of them."""
        self._run(f"DROP INDEX IF EXISTS {name}" for name in names)
        return True

    def make(self, statements: Mapping[str, str]) -> None:
        """Make one after the other, the whole file in view."""
        self._run(sql.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1) for sql in statements.values())

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Lock a file beside the database."""
        beside = Path(f"{connection.settings_dict['NAME']}.indexes")
        with beside.open("a+b") as file:
            is_alone = locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
            try:
                yield is_alone
            finally:
                if is_alone:
                    locks.unlock(file)

    def _run(self, statements: Iterable[str]) -> None:
        wanted = {"mmap_size": IN_VIEW, "threads": SORTERS, "cache_size": -SORTED_AMONG}
        with connection.cursor() as cursor, _set(cursor, wanted):
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def _set(cursor: Any, wanted: Mapping[str, int]) -> Iterator[None]:
    """Let SQLite look at the file where the system keeps it, and sort in large pieces beside each other."""
    usual = {name: (cursor.execute(f"PRAGMA {name}").fetchone() or (0,))[0] for name in wanted}
    _pragmas(cursor, wanted)
    try:
        yield
    finally:
        _pragmas(cursor, usual)


def _pragmas(cursor: Any, values: Mapping[str, int]) -> None:
    for name, value in values.items():
        cursor.execute(f"PRAGMA {name} = {value}")


class OnPostgres:
    """Makes those of large tables while others write (`CONCURRENTLY`); what was broken off half-way does not work."""

    def there(self) -> set[str]:
        """Read the tables and the indexes that are complete."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid"
                " WHERE pg_table_is_visible(c.oid) AND c.relkind IN ('r', 'p', 'i') AND i.indisvalid IS NOT FALSE"
            )
            return {name for (name,) in cursor.fetchall()}

    def drop(self, names: Iterable[str]) -> bool:
        """Drop all in one statement, which wants the tables for itself for a moment; unless others hold them."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
                cursor.execute(f"DROP INDEX IF EXISTS {', '.join(names)}")
        except OperationalError:
            return False
        return True

    def make(self, statements: Mapping[str, str]) -> None:
        """Make two at a time; who writes to a small table waits for one, elsewhere they wait for whoever writes.

        Those of words (GIN) come first, by themselves: each takes long, and others would wait at their end for it.
        """
        words = {name: sql for name, sql in statements.items() if "USING gin" in sql}
        _make_all([Turn(some) for some, _size in _by_table(words)])
        _make_all(list(_turns({name: sql for name, sql in statements.items() if name not in words})))

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Take a lock of the session: as long as the server works for a process that died, it keeps it."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_lock({LOCK})")
            (is_alone,) = cursor.fetchone()
        try:
            yield is_alone
        finally:
            # A connection that is lost has let go of it already.
            if is_alone:
                with suppress(Error), connection.cursor() as cursor:
                    cursor.execute(f"SELECT pg_advisory_unlock({LOCK})")


@dataclass(frozen=True)
class Turn:
    """Statements that are run one after the other; `is_soon` says that writers may wait for each."""

    statements: Mapping[str, str]
    is_soon: bool = False


def _turns(statements: Mapping[str, str]) -> Iterator[Turn]:
    """Those of a small table are made side by side, of a large one only one runs at a time."""
    for some, size in _by_table(statements):
        if size > SOON:
            yield Turn(some)
        else:
            yield from (Turn({name: sql}, is_soon=True) for name, sql in some.items())


def _by_table(statements: Mapping[str, str]) -> list[tuple[dict[str, str], int]]:
    """Return the statements of each table, with its bytes; the largest table comes first."""
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for name, sql in statements.items():
        tables[sql.split(" ON ", 1)[1].split()[0].strip('"')][name] = sql
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname = ANY(%s)", [list(tables)])
        sizes = dict(cursor.fetchall())
    found = [(some, sizes.get(name, 0)) for name, some in tables.items()]
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def _make_all(turns: Sequence[Turn]) -> None:
    waiting = deque(turns)
    with ThreadPoolExecutor(HANDS) as hands:
        made = [hands.submit(_make_in_turn, connection.copy, waiting) for _hand in range(min(HANDS, len(turns)))]
    for one in made:
        one.result()


def _make_in_turn(connect: Callable[[], Any], waiting: deque[Turn]) -> None:
    """Make what waits over a connection of one's own, until nothing does."""
    own = connect()
    try:
        with own.cursor() as cursor:
            cursor.execute(f"SET maintenance_work_mem = '{SORTED_IN}'")
            while turn := _next(waiting):
                for name, sql in turn.statements.items():
                    cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                    if not (turn.is_soon and _made_at_once(cursor, sql)):
                        cursor.execute(sql.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY", 1))
    finally:
        own.close()


def _next(waiting: deque[Turn]) -> Turn | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _made_at_once(cursor: Any, sql: str) -> bool:
    """Make an index while nobody writes to its table; not where somebody is at it for longer."""
    cursor.execute(f"SET lock_timeout = {TURN}")
    try:
        cursor.execute(sql)
    except OperationalError:
        return False
    finally:
        cursor.execute("SET lock_timeout = 0")
    return True


def of_connection() -> Way:
    """Return the way of the database in use."""
    return OnPostgres() if connection.vendor == "postgresql" else OnSqlite()
