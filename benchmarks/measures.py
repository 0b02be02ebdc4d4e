"""Every measure of the library over simulated touches: seconds, passes over the columns, growth, memory.

    python -m benchmarks.measures --touches 1000000 10000000 --out docs/reference/speed.md

Each measure runs in a forked process of its own, so that its memory is its own. Seconds are those of the processor, all
threads together, so that other work on the machine counts less. *Passes*: over the time of NumPy comparing each row's
activity, time and subject with the next. *Growth*: seconds per touch over those of the first size; 1 is linear.
*Columns*: memory above what there was before, over the bytes of the columns that the measure reads; the promise is two.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.measures_list import measures
from jornada.analytics.log import EventLog
from jornada.analytics.simulate import touches_only

CORE = ("subject", "at", "activity", "channel", "direction", "outcome", "human")


class Spent(NamedTuple):
    """What one measure took."""

    seconds: float
    megabytes: float
    why: str = ""


def main(argv: list[str] | None = None) -> int:
    """Simulate, measure, print; 1 when a measure could not be taken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touches", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--only", nargs="*", default=[], help="parts of the names of measures")
    parser.add_argument("--out", type=Path, help="where to write the page; printed only when left out")
    asked = parser.parse_args(argv)
    first: dict[str, float] = {}
    tables, failed = [], 0
    for touches in asked.touches:
        lines, wrong = table(touches, asked.only, first)
        tables.append("\n".join(lines))
        failed += wrong
    if asked.out:
        asked.out.write_text(f"# What each measure takes\n\n{_about()}\n" + "\n\n".join(tables) + "\n")
    return min(failed, 1)


def table(touches: int, only: list[str], first: dict[str, float]) -> tuple[list[str], int]:
    """Measure at one size; return the lines of the table and how many measures failed."""
    made = touches_only(touches, seed=7)
    value = np.where(made["human"], np.arange(len(made["at"])) % 997, 0).astype(float)
    log = EventLog.from_columns(**{name: made[name] for name in CORE if name in made}, value=value)
    del made
    floor = spent(lambda: [column[1:] != column[:-1] for column in (log.activity.codes, log.at, log.subject)]).seconds
    lines = [
        f"## {len(log):,} touches of {log.subjects:,} accounts",
        "",
        f"One pass takes {floor:.4f} s.",
        "",
        "| measure | seconds | passes | growth | MB | columns |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    print("\n".join(lines), flush=True)
    failed = 0
    for name, size, work in measures(log):
        if only and not any(part in name for part in only):
            continue
        took = spent(work)
        failed += bool(took.why)
        lines.append(line(name, took, size / 1e6, floor, len(log), first))
        print(lines[-1], flush=True)
    return lines, failed


def line(name: str, took: Spent, columns: float, floor: float, touches: int, first: dict[str, float]) -> str:
    """Write one row of the table; `columns` is megabytes."""
    if took.why:
        return f"| {name} | {took.why} | | | | |"
    per_touch = took.seconds / touches
    growth = per_touch / max(first.setdefault(name, per_touch), 1e-12)
    cells = f"{took.seconds:.3f} | {took.seconds / floor:,.0f} | {growth:.2f} | {took.megabytes:,.0f}"
    return f"| {name} | {cells} | {took.megabytes / columns:.1f} |"


def spent(work: Callable[[], Any]) -> Spent:
    """Run in a child that sees our memory; return its processor seconds and its peak above what it was born with."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.write(writing, json.dumps(_in_child(work)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        text = answers.read()
    os.waitpid(child, 0)
    return Spent(*json.loads(text)) if text else Spent(0, 0, "killed")


def _in_child(work: Callable[[], Any]) -> tuple[float, float, str]:
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    begun = time.process_time()
    try:
        work()
    except Exception as error:  # the table says so and goes on
        return 0.0, 0.0, f"{type(error).__name__}: {error}"[:100]
    return time.process_time() - begun, max(0, _memory("VmHWM") - before) / 1024, ""


def _memory(name: str) -> int:
    """Read a figure of this process in kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))


def _about() -> str:
    text = (__doc__ or "").split("\n\n")
    return f"Made by `{text[1].strip()}` on two processors, shared with other work.\n\n{text[2]}\n"


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
