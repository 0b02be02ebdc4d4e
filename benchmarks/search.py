"""Server time of the search box over many contacts.

    python -m benchmarks.search [--contacts 1000000] [--home FOLDER]

Fills the same scratch company as `benchmarks.lists` (or uses the one in `--home`; DATABASE_URL names PostgreSQL), lets
the worker's tick learn the words, and asks as an administrator and as a seller. The target is under 50 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time

from benchmarks import lists

RUNS = 15
ASKED = (
    ("a rare word", "0000040503"),
    ("two words", "serra rio"),
    ("a word that a sixth of all names have", "serra"),
    ("an e-mail address", "p4711@firm4711.com.br"),
    ("a domain", "firm4711.com"),
    ("a tax id with points", "00.000.000/0047-11"),
    ("a phone number", "(11) 98765-4321"),
    ("a slip in a word", "serrra"),
    ("a slip in each of two words", "serrra mnote"),
    ("a word like none", "zzyzx"),
    ("an action", "nova conta"),
)


def main(argv: list[str] | None = None) -> int:
    """Fill, learn, ask, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.search", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--home", help="keep the scratch company in this folder, and use it again")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
    with tempfile.TemporaryDirectory(prefix="jornada-search-") as folder:
        os.environ["JORNADA_HOME"] = options.home or folder
        lists._set_up()
        lists._fill_once(options.contacts)
        _learn()
        return _report()


def _learn() -> None:
    from jornada.apps.org.models import KnownWord
    from jornada.apps.org.spelling import learn

    started, names = time.perf_counter(), 0
    while read := learn():
        names += read
    print(f"{names:,} names read in {time.perf_counter() - started:.0f} s: {KnownWord.objects.count():,} words")


def _report() -> int:
    from django.db import connection

    print(f"{connection.vendor}: server time of the drop-down in ms, {RUNS} runs: median, 95th percentile, processor")
    print(f"{'asked for':<42}{'admin':>8}{'p95':>8}{'cpu':>8}{'seller':>8}{'p95':>8}{'cpu':>8}")
    clients = [lists._client(name) for name in ("admin", "user1")]
    for label, text in ASKED:
        shown = ""
        for client in clients:
            times, busy = [], time.process_time()
            for _ in range(RUNS):
                started = time.perf_counter()
                client.get("/search/", {"q": text}, headers={"HX-Request": "true"})
                times.append(1000 * (time.perf_counter() - started))
            busy = 1000 * (time.process_time() - busy) / RUNS
            shown += f"{statistics.median(times):8.1f}{sorted(times)[int(0.95 * (RUNS - 1))]:8.1f}{busy:8.1f}"
        print(f"{label:<42}{shown}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
