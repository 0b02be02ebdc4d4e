"""How fast touches go into the log and settle, step by step; and how fast one account is derived again.

    python -m benchmarks.flow [--touches 1000000] [--accounts 50000]

Uses a scratch folder with SQLite, unless DATABASE_URL names a database of your own (it is filled).
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

CHUNK = 100_000


class Spent(NamedTuple):
    """Seconds on the clock and of the processor."""

    clock: float = 0.0
    processor: float = 0.0

    def plus(self, other: Spent) -> Spent:
        return Spent(self.clock + other.clock, self.processor + other.processor)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touches", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=50_000)
    parser.add_argument("--profile", action="store_true", help="say where the time of settling goes")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("JORNADA_HOME", folder)
        os.environ.setdefault("JORNADA_SECRET_KEY", "bench")
        from jornada.project.boot import migrate, start_django

        start_django()
        migrate()
        run(options.touches, options.accounts, options.profile)
    return 0


def run(touches: int, accounts: int, with_profile: bool) -> None:
    """Fill an empty database and print the table."""
    from jornada.apps.journeys.models import Visit
    from jornada.flow.settle import settle_all

    ids = make_accounts(accounts)
    recording = record(ids, touches)
    watch = Watch()
    watch.hang_in()
    settling = clocked(profiled(settle_all) if with_profile else settle_all)
    line("record", touches, recording)
    line("settle", touches, settling)
    for name, seconds in watch.seconds.items():
        line(f"  {name}", touches, seconds)
    line("record + settle", touches, recording.plus(settling))
    one = again(ids)
    print(f"one account derived again: median {one.clock * 1000:.1f} ms, processor {one.processor * 1000:.1f} ms")
    print(f"derived: {Visit.objects.count():,} visits")


def make_accounts(number: int) -> list[int]:
    from jornada.apps.market.models import Account
    from jornada.apps.org.bulk import bulk_insert

    now = datetime.now(UTC)
    texts = dict.fromkeys(("domain", "tax_id", "phone", "size_band", "city", "state", "country"), "")
    fields = ("name", "kind", "created_at", "updated_at", *texts)
    bulk_insert(Account, fields, ((f"Account {n}", "b2b", now, now, *texts.values()) for n in range(number)))
    return list(Account.objects.values_list("pk", flat=True))


def record(ids: Sequence[int], number: int) -> Spent:
    """Record in chunks, in order of time, as a file would bring them; count only the recording."""
    from jornada.apps.interactions.actions import record_touches
    from jornada.apps.interactions.new_touch import NewTouch
    from jornada.rules.catalogue import CATALOGUE

    dice, end, seconds = random.Random(7), datetime.now(UTC), Spent()
    # As in life, most touches are e-mails and looks at pages, which move nobody by themselves.
    codes = [kind.code for kind in CATALOGUE if kind.code not in ("deal.lost", "subject.parked")]
    codes += ["email.sent", "email.opened", "page.viewed", "call.attempted"] * len(codes)
    step = timedelta(days=730) / number
    for start in range(0, number, CHUNK):
        rows = [
            NewTouch(dice.choice(codes), end - step * (number - n), account=dice.choice(ids), key=f"bench:{n}")
            for n in range(start, min(number, start + CHUNK))
        ]
        seconds = seconds.plus(clocked(lambda rows=rows: record_touches(rows, source="bench")))
    return seconds


def again(ids: Sequence[int]) -> Spent:
    """Derive single accounts again, one by one; return the medians."""
    from jornada.flow.settle import settle

    spent = [clocked(lambda pk=pk: settle([pk])) for pk in random.Random(3).sample(ids, 50)]
    return Spent(statistics.median(s.clock for s in spent), statistics.median(s.processor for s in spent))


class Watch:
    """Adds up the time of the steps of settling."""

    def __init__(self) -> None:
        self.seconds: dict[str, Spent] = {}

    def hang_in(self) -> None:
        from jornada.apps.interactions import derive as figures
        from jornada.apps.journeys import derive as journeys
        from jornada.flow import settle

        self.wrap(settle, "read_log", "read the log")
        self.wrap(journeys, "find_visits", "derive visits")
        self.wrap(figures, "replace_summaries", "write figures")
        self.wrap(journeys, "replace_visits", "write visits")

    def wrap(self, module: Any, name: str, label: str) -> None:
        inner = getattr(module, name)

        def outer(*args: Any) -> Any:
            answer: list[Any] = []
            spent = clocked(lambda: answer.append(inner(*args)))
            self.seconds[label] = self.seconds.get(label, Spent()).plus(spent)
            return answer[0]

        setattr(module, name, outer)


def clocked(work: Callable[[], Any]) -> Spent:
    begun, processor = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - begun, time.process_time() - processor)


def profiled(work: Callable[[], Any]) -> Callable[[], Any]:
    import cProfile
    import pstats

    def run_it() -> None:
        profile = cProfile.Profile()
        profile.runcall(work)
        pstats.Stats(profile).sort_stats("tottime").print_stats(15)

    return run_it


def line(name: str, rows: int, spent: Spent) -> None:
    """Print a step: on the clock, and in processor time, which a busy machine does not spoil."""
    print(
        f"{name:18} {spent.clock:7.2f} s {rows / spent.clock:>10,.0f} touches/s"
        f"   processor {spent.processor:7.2f} s {rows / max(spent.processor, 1e-9):>10,.0f} touches/s",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
