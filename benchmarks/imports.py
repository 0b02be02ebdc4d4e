"""How fast files come in, end to end: reading, mapping, writing, deriving.

Printed as rows per second, and per second of processor time, which says more on a machine with other work.

Beside touches stands their floor: as many finished rows put into the log of the same database by SQLite alone.

    python benchmarks/imports.py [--rows 1000000] [--kinds touches,accounts,contacts,leads,opportunities]

Each run takes a scratch folder of its own, unless DATABASE_URL names a database (which must be empty).
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ACTIVITIES = ("email.sent", "email.opened", "email.clicked", "call.connected", "page.viewed", "meeting.held")
WORDS = ("Alfa", "Beta", "Gama", "Delta", "Norte", "Sul", "Prisma", "Vetor", "Aurora", "Cobre", "Ipê", "Jade")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help="of each kind; else a million touches and 200,000 of the others")
    parser.add_argument("--kinds", default="accounts,contacts,leads,opportunities,touches")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.kinds.split(","):
            rows = options.rows or (1_000_000 if kind == "touches" else 200_000)
            say(kind, rows, *measure(kind, rows, Path(folder)))
            if kind == "touches" and "DATABASE_URL" not in os.environ:
                say("  bare insert", rows, *floor(rows, Path(folder) / "home-touches"))


def say(what: str, rows: int, wall: float, processor: float) -> None:
    seconds = f"{wall:7.1f} s {rows / wall:>9,.0f} rows/s"
    print(
        f"{what:14} {rows:>9,} rows {seconds} {processor:7.1f} s of processor {rows / processor:>9,.0f}/s", flush=True
    )


def measure(kind: str, rows: int, folder: Path) -> tuple[float, float]:
    """Import a made-up file in a process of its own; return seconds by the wall clock and of the processor."""
    path = folder / f"{kind}.csv"
    write(kind, rows, path)
    # Compiled modules are kept, as they are wherever Jornada is installed.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"JORNADA_HOME": str(folder / f"home-{kind}"), "JORNADA_SECRET_KEY": "bench"}
    call = [sys.executable, "-m", "jornada.project.cli", "import"]
    run([*call, "accounts", str(start_file(folder)), "--yes"], environment)
    begun, used = time.perf_counter(), used_by_children()
    run([*call, kind, str(path), "--yes"], environment)
    return time.perf_counter() - begun, used_by_children() - used


def used_by_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def floor(rows: int, home: Path) -> tuple[float, float]:
    """Put finished rows into a copy of the database with nothing but SQLite; return the same two seconds."""
    copy = home / "floor.sqlite3"
    with sqlite3.connect(home / "jornada.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    names = (
        'account_id, activity_id, at, channel, direction, "by", outcome, human, role, note, source, recorded_at, key'
    )
    sql = f"INSERT INTO interactions_touch ({names}) VALUES ({', '.join('?' * 13)})"
    chance, head = random.Random(7), ("email", "out", "marketing", "none", 1, "", "", "import", "2026-01-01 00:00:00")
    made = [(chance.randrange(1, 20000), 1 + chance.randrange(6), day(chance), *head, f"bare:{n}") for n in range(rows)]
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.executescript("DELETE FROM interactions_touch; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    connection.execute("PRAGMA cache_size=-64000")
    begun, used = time.perf_counter(), time.process_time()
    for start in range(0, rows, 100_000):
        connection.execute("BEGIN")
        connection.executemany(sql, made[start : start + 100_000])
        connection.execute("COMMIT")
    return time.perf_counter() - begun, time.process_time() - used


def run(call: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])


def start_file(folder: Path) -> Path:
    """A first small import, so that migrating the fresh database is not measured."""
    path = folder / "start.csv"
    path.write_text("name,sector\nStart,retail\n")
    return path


def write(kind: str, rows: int, path: Path) -> None:
    maker, chance = MAKERS[kind], random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows(maker(rows, chance))


def accounts(rows, chance):
    yield "id", "company", "industry", "employees", "city", "country", "owner"
    for n in range(rows):
        size, owner = chance.randrange(5, 5000), f"Vendedor {n % 50}"
        yield f"A{n}", company(n), chance.choice(WORDS), size, "Recife", "Brasil", owner


def contacts(rows, chance):
    yield "id", "name", "email", "company", "job title"
    for n in range(rows):
        yield f"C{n}", f"Pessoa {n}", f"p{n}@empresa{n % 20000}.com.br", company(n % 20000), "Compras"


def leads(rows, chance):
    yield "id", "name", "email", "company", "source", "created at", "owner"
    for n in range(rows):
        mail = f"l{n}@empresa{n % 20000}.com.br"
        yield f"L{n}", f"Pessoa {n}", mail, company(n % 20000), "Webinar", day(chance), f"Vendedor {n % 50}"


def opportunities(rows, chance):
    yield "id", "company", "owner", "product", "stage", "amount", "start date", "close date"
    for n in range(rows):
        stage = chance.choice(("Won", "Lost", "Proposal", "Negotiation"))
        closed = day(chance)[:10] if stage in {"Won", "Lost"} else ""
        who, what = f"Vendedor {n % 50}", f"Produto {n % 9}"
        yield f"O{n}", company(n % 20000), who, what, stage, n % 9000, "2023-12-01", closed


def touches(rows, chance):
    yield "id", "company", "activity", "when"
    for n in range(rows):
        yield n, company(chance.randrange(20000)), chance.choice(ACTIVITIES), day(chance)


def company(number: int) -> str:
    return f"{WORDS[number % 12]} {WORDS[number // 12 % 12]} {number}"


def day(chance) -> str:
    return (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(60_000_000))).strftime(
        "%Y-%m-%d %H:%M:%S"
    )


MAKERS = {
    "accounts": accounts,
    "contacts": contacts,
    "leads": leads,
    "opportunities": opportunities,
    "touches": touches,
}

if __name__ == "__main__":
    main()
