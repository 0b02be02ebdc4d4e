"""The working day on a large database: server time of each kind of request, throughput, memory, and the bare SQL.

    python -m benchmarks.crm [--rows 1000000] [--touches 10000000] [--accounts 100000] [--opportunities 200000]
                             [--home FOLDER]

Fills the scratch company of `benchmarks.lists` (as many contacts and leads as `--rows`, and as many accounts and
opportunities unless told otherwise) with touches on top (SQLite in a folder, or the database that DATABASE_URL
names), and measures

- server time in this process, median, 95th percentile and processor, beside the floor: bare SQL of the same rows;
- requests a second over loopback, at 1 and at 8 clients that keep their connections, of `jornada up --workers 2`, and
  the memory of its processes.

Odoo's figures, which the issue gives, are of what its web client asks: rows as JSON. The calls of the API are that;
pages are whole HTML, with filters, menu and all that stands beside.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import lists

RUNS = 25
SECONDS = 4.0
PORT = 8190
SPREAD = 5000
ACCOUNT = "SELECT * FROM market_account"
# Stands for the words by which names are ordered, which each database has its own way of saying.
NAME = "(names in the alphabet)"
# A name that the data have, as somebody types it: one word that many share, one that few do.
NAMED = "rio+2654435761"
DEAL = "SELECT * FROM sales_opportunity"
READS = (
    ("my day, of everybody", "/", ""),
    ("list of accounts", "/accounts/", f"{ACCOUNT} ORDER BY {NAME}, id LIMIT 51"),
    ("list of leads", "/leads/", "SELECT * FROM leads_lead ORDER BY created_at DESC LIMIT 51"),
    ("filtered list", "/accounts/?state=SP", f"{ACCOUNT} WHERE state = 'SP' ORDER BY {NAME} LIMIT 51"),
    (
        "board",
        "/opportunities/board/",
        "SELECT stage_id, count(*), sum(amount) FROM sales_opportunity WHERE outcome = 'open' GROUP BY 1",
    ),
    ("record page of an account", "/accounts/777/", f"{ACCOUNT} WHERE id = 777"),
    ("record page of an opportunity", "/opportunities/777/", f"{DEAL} WHERE id = 777"),
    ("list of interactions", "/interactions/", "SELECT * FROM interactions_touch ORDER BY at DESC LIMIT 51"),
    ("report: sales figures, page", "/kpis/", ""),
    ("whom to turn to first", "/ranking/", "SELECT id FROM leads_lead ORDER BY score DESC LIMIT 500"),
    ("search", f"/search/?q={NAMED}", ""),
)
API = (
    ("list of 80 accounts by API", "/api/v1/accounts?limit=80", f"{ACCOUNT} ORDER BY id DESC LIMIT 81"),
    ("list of 80 leads by API", "/api/v1/leads?limit=80", "SELECT * FROM leads_lead ORDER BY id DESC LIMIT 81"),
    ("account by API", "/api/v1/accounts/777", f"{ACCOUNT} WHERE id = 777"),
    (
        "report by API, by seller",
        "/api/v1/kpis?by=owner",
        "SELECT owner_id, outcome, count(*), sum(amount) FROM sales_opportunity GROUP BY 1, 2",
    ),
    ("search by API, all kinds", f"/api/v1/search?q={NAMED}", ""),
    ("search of accounts by API", f"/api/v1/search?q={NAMED}&kinds=accounts", ""),
)
FORM = "lead by the form of the browser"
# Who sends it has seen that the company has leads already.
SURE = {"is_sure": "1"}
_number = itertools.count(int(time.time() * 1000))


def main(argv: list[str] | None = None) -> int:
    """Fill, measure in this process, then over loopback."""
    options = _options(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
    os.environ.setdefault("JORNADA_API_RATE", "0")
    with tempfile.TemporaryDirectory(prefix="jornada-crm-") as folder:
        os.environ["JORNADA_HOME"] = options.home or folder
        lists._set_up()
        lists._fill_once(options.rows, options.accounts, options.opportunities)
        _fill_touches(options.touches)
        token = _token()
        _server_times(token)
        with _server(options.port) as processes:
            _throughput(options.port, token, processes)
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.crm", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--accounts", type=int, default=0, help="as many as --rows when left out")
    parser.add_argument("--opportunities", type=int, default=0, help="as many as --rows when left out")
    parser.add_argument("--touches", type=int, default=500_000)
    parser.add_argument("--home", help="keep the scratch company in this folder, and use it again")
    parser.add_argument("--port", type=int, default=PORT)
    return parser.parse_args(argv)


def _fill_touches(wanted: int) -> None:
    from jornada.apps.interactions.models import Activity, Touch
    from jornada.apps.market.models import Account
    from jornada.apps.org.bulk import bulk_insert

    have = Touch.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if have >= wanted:
        return
    accounts = Account.objects.order_by("-pk").values_list("pk", flat=True).first()
    kinds = [row for row in Activity.objects.filter(is_active=True) if row.channel][:12]
    started = time.perf_counter()
    fields = ["account", "contact", "thread", "activity", "at", "recorded_at", "channel", "direction", "by", "outcome"]
    rows = (
        (at, at, at, kind.pk, when, when, kind.channel, kind.direction, kind.by, kind.outcome, "", "", "bench", True)
        for n in range(have, wanted)
        for at, kind, when in [(n % accounts + 1, kinds[n % len(kinds)], lists.START + timedelta(minutes=n % 900_000))]
    )
    bulk_insert(Touch, [*fields, "role", "note", "source", "human"], rows)
    lists.take_statistics()
    print(f"{wanted - have:,} touches in {time.perf_counter() - started:.0f} s", flush=True)


def _token() -> str:
    from jornada.apps.org.models import User
    from jornada.apps.org.tokens import create

    return create(User.objects.get(username="admin"), "benchmark")[1]


def _server_times(token: str) -> None:
    from django.db import connection

    print(f"\n{connection.vendor}: server time in ms of {RUNS} runs; floor: the same rows by bare SQL")
    print(f"{'request':<34}{'median':>9}{'p95':>9}{'cpu':>9}{'floor':>9}")
    client = lists._client("admin")
    for label, address, sql in READS:
        _line(label, lambda address=address: client.get(address), sql)
    headers = {"Authorization": f"Bearer {token}"}
    for label, address, sql in API:
        _line(label, lambda address=address: client.get(address, headers=headers), sql)
    for label, address, body in _writes():

        def write(address: str = address, body: Callable[[], Any] = body) -> Any:
            return client.post(f"/api/v1{address}", body(), content_type="application/json", headers=headers)

        _line(label, write, "", wanted=201)
    _line(FORM, lambda: client.post("/leads/new/", _filled_in()), "", wanted=302)


def _writes() -> list[tuple[str, str, Callable[[], Any]]]:
    return [
        ("lead created by API", "/leads/", lambda: {"name": f"Lead {next(_number)}", "account_id": _another()}),
        (
            "touch recorded by API",
            "/touches/",
            lambda: {"touches": [{"activity": "call.connected", "account": _another()}]},
        ),
    ]


def _filled_in() -> dict[str, str]:
    """Fill the form of a new lead in, as somebody who types the name of a company."""
    from jornada.apps.market.models import Account

    name = Account.objects.values_list("name", flat=True).get(pk=_another())
    return {"name": f"Lead {next(_number)}", "account": name, "form_token": str(next(_number)), **SURE}


def _sent(client: http.client.HTTPConnection, cookie: str, token: str, names: Sequence[str]) -> int:
    """Send the form of a new lead as a browser does; where it leads to counts as the right answer."""
    number = next(_number)
    fields = {"name": f"Lead {number}", "account": names[number % len(names)], "form_token": str(number), **SURE}
    body = urlencode(fields | {"csrfmiddlewaretoken": token})
    headers = {"Cookie": f"{cookie}; csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    client.request("POST", "/leads/new/", body, headers)
    answer = client.getresponse()
    answer.read()
    return 201 if answer.status == 302 else answer.status


def _another() -> int:
    """Name one account after the other, so that none of them gets the touches of all."""
    return next(_number) % SPREAD + 1000


def _in_alphabet() -> str:
    from django.db import connection

    from jornada.apps.org.alphabet import ON_POSTGRESQL

    return "in_alphabet(name)" if connection.vendor == "sqlite" else ON_POSTGRESQL.format(name="name")


def _line(label: str, ask: Callable[[], Any], sql: str, wanted: int = 200) -> None:
    answer = ask()
    if answer.status_code != wanted:
        sys.exit(f"{label}: answered {answer.status_code}, expected {wanted}: {answer.content[:300]!r}")
    busy = time.process_time()
    times = sorted(1000 * lists._timed(ask) for _ in range(RUNS))
    busy = 1000 * (time.process_time() - busy) / RUNS
    sql = sql.replace(NAME, _in_alphabet())
    bare = [1000 * lists._timed(lambda: lists._run(sql)) for _ in range(RUNS)] if sql else []
    floor = f"{statistics.median(bare):9.1f}" if bare else ""
    high = times[int(0.95 * (RUNS - 1))]
    print(f"{label:<34}{statistics.median(times):9.1f}{high:9.1f}{busy:9.1f}{floor}", flush=True)


@contextmanager
def _server(port: int) -> Iterator[int]:
    """Serve with two processes; give the process that leads them."""
    program = str(Path(sys.executable).with_name("jornada"))
    if _is_taken(port):
        sys.exit(f"Port {port} is in use; choose another by --port.")
    command = [program, "up", "--port", str(port), "--workers", "2", "--threads", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if process.poll() is not None:
            sys.exit(f"The server did not start; is port {port} in use? Choose another by --port.")
        try:
            if _get(port, "/health/", {}) == 200:
                return
        except OSError:
            time.sleep(0.5)
    sys.exit("The server did not come up within two minutes.")


def _throughput(port: int, token: str, leader: int) -> None:
    cookie = {"Cookie": f"sessionid={lists._client('admin').cookies['sessionid'].value}"}
    print("\nrequests a second over loopback, two web processes")
    print(f"{'request':<34}{'1 client':>10}{'8 clients':>11}")
    _warm(port, cookie)
    bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for rows, headers in ((READS, cookie), (API, bearer)):
        for label, address, _sql in rows:
            _rates(label, port, address, headers)
    for label, address, body in _writes():
        _rates(label, port, f"/api/v1{address}", bearer, body)
    names = _names()
    _print_rates(FORM, "/leads/new/", port, lambda client: _sent(client, cookie["Cookie"], "a" * 32, names))
    print(f"memory of the server's processes: {_memory(leader):.0f} MB")


def _names() -> list[str]:
    from jornada.apps.market.models import Account

    return list(Account.objects.filter(pk__gt=1000).order_by("pk").values_list("name", flat=True)[:SPREAD])


def _warm(port: int, cookie: dict[str, str]) -> None:
    """Let every process answer each page once before anything counts: the first time it reads its own code."""
    for _label, address, _sql in READS:
        _rate(port, 16, partial(_asked, address=address, headers=cookie), seconds=1)


def _rates(
    label: str, port: int, address: str, headers: dict[str, str], body: Callable[[], Any] = lambda: None
) -> None:
    _print_rates(label, address, port, lambda client: _asked(client, address, headers, body()))


def _print_rates(label: str, address: str, port: int, ask: Callable[[http.client.HTTPConnection], int]) -> None:
    rates = [_rate(port, clients, ask) for clients in (1, 8)]
    if not all(rates):
        sys.exit(f"{label}: no right answer to {address}; see what the server says of it.")
    print(f"{label:<34}{rates[0]:10.1f}{rates[1]:11.1f}", flush=True)


def _rate(port: int, clients: int, ask: Callable[[http.client.HTTPConnection], int], seconds: float = SECONDS) -> float:
    """Ask from so many threads for a few seconds, each over its own connection; count the right answers."""
    done, until = [0] * clients, time.perf_counter() + seconds

    def work(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            done[place] += ask(connection) in (200, 201)
        connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def _get(port: int, address: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return _asked(connection, address, headers)
    finally:
        connection.close()


def _asked(connection: http.client.HTTPConnection, address: str, headers: dict[str, str], body: Any = None) -> int:
    import json

    connection.request("POST" if body else "GET", address, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _memory(leader: int) -> float:
    """Add up what the processes of the server hold for themselves, in megabytes (Linux)."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rsplit(")", 1)[1].split()[2]) == leader:
                rollup = (status.parent / "smaps_rollup").read_text()
                total += sum(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Pss:"))
        except (OSError, IndexError, ValueError):
            continue  # gone meanwhile
    return total / 1024


if __name__ == "__main__":
    sys.exit(main())
