"""How long the lists take with a million rows behind them.

    python -m benchmarks.lists [--rows 1000000] [--slowest 100]

Fills a scratch database (SQLite in a temporary folder, or the one that DATABASE_URL names, which must be empty) and
prints the server time of each list page, median and 95th percentile, the processor time of this process (which on a
busy machine says more, and on SQLite holds the database too), and the floor: the bare SQL that reads the same fifty
ids. The target is under 100 ms.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2024, 1, 1, tzinfo=UTC)
STATES = ("SP", "RJ", "MG", "RS", "PR", "SC", "BA", "PE", "CE", "AC")
WORDS = ("Serra", "Rio", "Alto", "Campo", "Porto", "Nova", "Santa", "Monte", "Vale", "Costa", "Lago", "Ilha")
TYPES = ("suspect", "suspect", "suspect", "prospect", "prospect", "mql", "sal", "sql")
REPEATS = 15


def main(argv: list[str] | None = None) -> int:
    options = _options(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
    with tempfile.TemporaryDirectory(prefix="jornada-lists-") as folder:
        os.environ["JORNADA_HOME"] = options.home or folder
        _set_up()
        _fill_once(options.rows)
        return _report(options.slowest)


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.lists", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--slowest", type=float, default=0, help="fail when a median is above so many milliseconds")
    parser.add_argument("--home", help="keep the scratch company in this folder, and use it again")
    return parser.parse_args(argv)


def _fill_once(rows: int, accounts: int = 0, opportunities: int = 0) -> None:
    from jornada.apps.market.models import Account

    if Account.objects.exists():
        return
    print(f"filling: {rows:,} rows of each kind", flush=True)
    print(f"filled in {_timed(lambda: _fill(rows, accounts or rows, opportunities or rows)):.0f} s", flush=True)


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _fill(rows: int, accounts: int, opportunities: int) -> None:
    from django.db import connection, transaction

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-2000000")  # the indexes of a million random names, while they grow
            cursor.execute("PRAGMA synchronous=OFF")
    with transaction.atomic():
        people = _people()
        industries = _industries()
        _accounts(accounts, people, industries)
        _contacts(rows, accounts, people)
        _threads(rows, opportunities, accounts)
        _leads(rows, accounts, people)
        _opportunities(opportunities, rows, accounts, people)
    take_statistics()
    connection.close()  # the pages below read through a connection with the usual settings


def take_statistics() -> None:
    """Do what an import does at its end, and what autovacuum does by itself after so many new rows."""
    from django.db import connection

    from jornada.apps.org import statistics

    statistics.after_load()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _people() -> list[int]:
    from jornada.apps.org.models import Team, User

    teams = [Team.objects.create(name=f"Team {n}") for n in range(10)]
    User.objects.create(username="admin", name="Admin", role="admin")
    rows = [User(username=f"user{n}", name=f"User {n}", role="sales", team=teams[n % 10]) for n in range(200)]
    return [user.pk for user in User.objects.bulk_create(rows)]


def _industries() -> list[int]:
    from jornada.apps.market.models import Industry

    return [row.pk for row in Industry.objects.bulk_create([Industry(name=f"Industry {n}") for n in range(20)])]


def _accounts(rows: int, people: list[int], industries: list[int]) -> None:
    from jornada.apps.market.models import Account

    sizes = ("micro", "small", "medium", "large", "enterprise")
    names = [
        "id",
        "name",
        "kind",
        "domain",
        "tax_id",
        "phone",
        "industry",
        "size_band",
        "city",
        "state",
        "country",
        "owner",
        "created_at",
        "updated_at",
    ]
    _insert(
        Account,
        names,
        (
            (
                n,
                _name(n),
                "b2b",
                f"firm{n}.com.br",
                f"{n:014}",
                "",
                industries[n % 20],
                sizes[n % 5],
                "Recife",
                STATES[min(n % 37, 9)],
                "Brasil",
                people[_mixed(n + 7) // 144 % 200],
                _at(n, rows),
                _at(n, rows),
            )
            for n in range(1, rows + 1)
        ),
    )


def _contacts(rows: int, accounts: int, people: list[int]) -> None:
    from jornada.apps.market.models import Contact

    names = [
        "id",
        "account",
        "name",
        "email",
        "phone",
        "title",
        "buying_role",
        "language",
        "owner",
        "created_at",
        "updated_at",
    ]
    values = (
        (
            n,
            (n - 1) % accounts + 1,
            _name(n * 7),
            f"p{n}@firm{n}.com.br",
            "",
            "",
            "champion" if n % 3 else "",
            "",
            people[_mixed(n + 7) // 144 % 200],
            _at(n, rows),
            _at(n, rows),
        )
        for n in range(1, rows + 1)
    )
    _insert(Contact, names, values)


def _threads(leads: int, opportunities: int, accounts: int) -> None:
    """Open a thread for each lead, then one for each opportunity, of the account that these name."""
    from jornada.apps.interactions.models import Thread

    places = itertools.chain(range(leads), range(opportunities))
    rows = ((n, place % accounts + 1, START) for n, place in enumerate(places, 1))
    _insert(Thread, ["id", "account", "opened_at"], rows)


def _leads(rows: int, accounts: int, people: list[int]) -> None:
    from jornada.apps.leads.models import Lead, Source

    sources = list(Source.objects.values_list("pk", flat=True))
    names = [
        "id",
        "name",
        "account",
        "contact",
        "thread",
        "owner",
        "source",
        "utm",
        "cycle",
        "status",
        "type",
        "created_at",
        "updated_at",
    ]
    values = (
        (
            n,
            _name(n),
            (n - 1) % accounts + 1,
            n,
            n,
            people[_mixed(n + 7) // 144 % 200],
            sources[n % len(sources)],
            "{}",
            1,
            "open" if n % 4 else "parked",
            TYPES[n % 8],
            _at(n, rows),
            _at(n, rows),
        )
        for n in range(1, rows + 1)
    )
    _insert(Lead, names, values)


def _opportunities(rows: int, leads: int, accounts: int, people: list[int]) -> None:
    from jornada.apps.sales.models import Opportunity, PipelineStage

    stages = list(PipelineStage.objects.order_by("order").values_list("pk", flat=True))
    outcomes = ("won", "lost", "won", "lost", "lost", "won", "lost", "open")
    names = [
        "id",
        "name",
        "account",
        "thread",
        "owner",
        "stage",
        "outcome",
        "amount",
        "currency",
        "lost_reason",
        "created_at",
        "updated_at",
    ]
    values = (
        (
            n,
            _name(n),
            (n - 1) % accounts + 1,
            leads + n,
            people[_mixed(n + 7) // 144 % 200],
            stages[n % len(stages)],
            outcomes[n % 8],
            n * 7919 % 100_000,
            "BRL",
            "",
            _at(n, rows),
            _at(n, rows),
        )
        for n in range(1, rows + 1)
    )
    _insert(Opportunity, names, values)


def _insert(model: type, names: list[str], values: Iterator[tuple[Any, ...]]) -> None:
    from jornada.apps.org.bulk import bulk_insert

    bulk_insert(model, names, values)


def _mixed(n: int) -> int:
    return n * 2654435761 % 2**32


def _name(n: int) -> str:
    mixed = _mixed(n)
    return f"{WORDS[mixed % 12]} {WORDS[mixed // 12 % 12]} {mixed:010}"


def _at(n: int, rows: int) -> datetime:
    return START + timedelta(seconds=n * 60_000_000 // rows)


def _report(slowest: float) -> int:
    from django.db import connection

    print(f"\n{connection.vendor}: server time in ms of {REPEATS} runs; floor: fifty ids by bare SQL")
    print(f"{'page':<36}{'median':>9}{'p95':>9}{'cpu':>9}{'floor':>9}{'queries':>9}")
    is_slow = False
    for name, address, username, floor in _pages():
        median, high, busy, queries = _measure(address, username)
        bare = 1000 * statistics.median(_timed(lambda sql=floor: _run(sql)) for _ in range(REPEATS)) if floor else 0
        is_slow |= bool(slowest) and median > slowest
        shown = f"{bare:9.1f}" if floor else f"{'':9}"
        print(f"{name:<36}{median:9.1f}{high:9.1f}{busy:9.1f}{shown}{queries:9}", flush=True)
    return 1 if is_slow else 0


def _pages() -> list[tuple[str, str, str, str]]:
    """Return name, address, who asks, and the bare SQL of the same rows."""
    account, deal = "SELECT id FROM market_account", "SELECT id FROM sales_opportunity"
    return [
        ("accounts", "/accounts/", "admin", f"{account} ORDER BY name, id LIMIT 51"),
        ("accounts of a team", "/accounts/", "user1", ""),
        ("accounts, one state", "/accounts/?state=SP", "admin", f"{account} WHERE state = 'SP' ORDER BY name LIMIT 51"),
        ("accounts, state and industry", "/accounts/?state=AC&industry=7", "admin", ""),
        ("accounts, one owner", "/accounts/?owner=9", "admin", ""),
        ("accounts, newest", "/accounts/?sort=-created", "admin", f"{account} ORDER BY created_at DESC LIMIT 51"),
        ("accounts, page 50", _deep("/accounts/", "admin"), "admin", f"{account} ORDER BY name LIMIT 51 OFFSET 2450"),
        ("accounts, search of a common word", "/accounts/?q=serra", "admin", ""),
        ("accounts, search of one", "/accounts/?q=0000040503", "admin", ""),
        ("contacts", "/contacts/", "admin", "SELECT id FROM market_contact ORDER BY name LIMIT 51"),
        ("contacts, one role", "/contacts/?role=champion", "admin", ""),
        ("leads", "/leads/", "admin", "SELECT id FROM leads_lead ORDER BY created_at DESC LIMIT 51"),
        ("leads of a team", "/leads/", "user1", ""),
        ("leads, one type", "/leads/?type=mql", "admin", ""),
        ("leads, one status and source", "/leads/?status=parked&source=3", "admin", ""),
        ("leads by name", "/leads/?sort=name", "admin", "SELECT id FROM leads_lead ORDER BY name LIMIT 51"),
        ("leads, page 50", _deep("/leads/", "admin"), "admin", ""),
        ("opportunities", "/opportunities/", "admin", f"{deal} ORDER BY created_at DESC LIMIT 51"),
        ("opportunities of a team", "/opportunities/", "user1", ""),
        ("opportunities, won at one stage", "/opportunities/?outcome=won&stage=2", "admin", ""),
        ("opportunities by amount", "/opportunities/?sort=-amount", "admin", ""),
        ("opportunities, page 50", _deep("/opportunities/?sort=-amount", "admin"), "admin", ""),
        ("board", "/opportunities/board/", "admin", ""),
        ("global search", "/search/?q=serra+rio", "admin", ""),
    ]


def _deep(address: str, username: str, pages: int = 49) -> str:
    """Walk to a deep page by its own links."""
    import re

    client = _client(username)
    for _ in range(pages):
        page = client.get(address).content.decode()
        found = re.findall(r'href="([^"]*[?&]after=[^"]*)"|href="([^"]*after=[^"]*)"', page)
        address = (found[-1][0] or found[-1][1]).replace("&amp;", "&")
    return address


def _client(username: str) -> Any:
    from django.test import Client

    from jornada.apps.org.models import User

    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def _measure(address: str, username: str) -> tuple[float, float, float, int]:
    from django.db import connection

    client, queries = _client(username), []
    with connection.execute_wrapper(lambda run, *call: queries.append(1) or run(*call)):
        response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address} answered {response.status_code}; expected 200.")
    busy = time.process_time()
    times = sorted(1000 * _timed(lambda: client.get(address)) for _ in range(REPEATS))
    busy = 1000 * (time.process_time() - busy) / REPEATS
    return statistics.median(times), times[int(0.95 * (REPEATS - 1))], busy, len(queries)


def _run(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()


def _timed(do: Callable[[], Any]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
