"""All benchmark tables, at sizes that end in about fifteen minutes: one process each, one after the other.

    python -m benchmarks                        # or: make bench
    python -m benchmarks --only lists --only kernels

For other sizes, run one by its own name: `python -m benchmarks.kernels --touches 10000000`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

TABLES: dict[str, list[str]] = {
    "kernels": ["--touches", "1000000"],
    "flow": ["--touches", "200000", "--accounts", "10000"],
    "imports": ["--rows", "100000"],
    "lists": ["--rows", "100000"],
    "pages": ["--accounts", "30000", "--opportunities", "200000"],
    "search": ["--contacts", "100000"],
    "crm": ["--rows", "50000", "--touches", "200000"],
    "handoff": ["--offers", "5000"],
    "conditions": ["--contacts", "100000", "--touches", "1000000"],
}


def main(argv: list[str] | None = None) -> int:
    """Run what was asked; 1 when one of them failed."""
    parser = argparse.ArgumentParser(
        prog="benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=TABLES, metavar="NAME", help=", ".join(TABLES))
    return max(_run(name) for name in parser.parse_args(argv).only or TABLES)


def _run(name: str) -> int:
    command = [sys.executable, "-m", f"benchmarks.{name}", *TABLES[name]]
    print(f"\n== {name}: {' '.join(command[1:])}", flush=True)
    started = time.perf_counter()
    failed = subprocess.run(command, check=False).returncode
    print(f"== {name}: {'FAILED' if failed else 'done'} in {time.perf_counter() - started:.0f} s", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
