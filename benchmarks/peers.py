"""Measures beside their peers: seconds, peak memory, passes over the columns, DuckDB; a table for the documents.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install -r benchmarks/peers.txt
    python -m benchmarks.peers --python /tmp/peers/bin/python --out docs/reference/peers.md

Each question runs in a process of its own, peers in a python of theirs; what cannot run is said.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from jornada.analytics.attribution_journeys import journeys
from jornada.analytics.log import EventLog
from jornada.analytics.simulate import touches_only
from jornada.analytics.visits import CLOSED, EXIT, OPEN, derive_visits
from jornada.rules.default_map import DEFAULT_MAP

HERE = Path(__file__).parent
# Question: whether DuckDB's SQL can say it in a page, the peers that have it, and of which peers the
# answer must be the same.
QUESTIONS: dict[str, tuple[bool, tuple[str, ...], tuple[str, ...]]] = {
    "transitions": (True, ("pm4py", "retentioneering"), ("pm4py",)),
    "transition times": (True, ("pm4py", "retentioneering"), ()),
    "variants": (True, ("pm4py",), ("pm4py",)),
    "step matrix": (True, ("retentioneering",), ()),
    "funnel, no window": (True, ("retentioneering",), ()),
    "Kaplan-Meier": (True, ("lifelines",), ("lifelines",)),
    "Aalen-Johansen": (False, ("lifelines",), ()),
    "credit by rule": (False, ("ChannelAttribution", "marketing-attribution-models"), ()),
    "Markov": (False, ("ChannelAttribution", "marketing-attribution-models"), ()),
    "Shapley": (False, ("marketing-attribution-models",), ()),
}
Found = dict[str, Any]


def main(argv: list[str] | None = None) -> int:
    """Simulate, measure, write; 1 when an answer that should be the same is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touches", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--python", default="", help="of a venv with benchmarks/peers.txt; without it, no peers")
    parser.add_argument("--patience", type=int, default=300, help="seconds after which a question is given up")
    parser.add_argument("--only", nargs="+", choices=QUESTIONS, metavar="QUESTION", help=", ".join(QUESTIONS))
    parser.add_argument("--out", type=Path, help="where to write the page; printed only when left out")
    asked = parser.parse_args(argv)
    pages, wrong = [], 0
    for touches in asked.touches:
        with tempfile.TemporaryDirectory() as folder:
            about = write_data(touches, Path(folder))
            rows = [row for question in asked.only or QUESTIONS for row in ask_all(question, Path(folder), asked)]
        wrong += sum(row["same"] == "NO" for row in rows)
        pages.append(table(about, rows))
    text = page(pages, asked.python)
    print(text)
    if asked.out:
        asked.out.write_text(text)
    return min(wrong, 1)


def write_data(touches: int, folder: Path) -> str:
    """Simulate touches and lay out what each question reads: touches, stays, counted paths."""
    columns = touches_only(touches, seed=7)
    names = ("subject", "at", "activity", "channel", "human")
    log = EventLog.from_columns(**{name: columns[name] for name in names})
    np.savez(
        folder / "touches.npz",
        subject=log.subject,
        at=log.at,
        activity=log.activity.codes,
        names=np.array(log.activity.values),
    )
    plain = EventLog.from_columns(log.subject, log.at, log.activity)
    visits = derive_visits(plain, DEFAULT_MAP, int(log.at.max()))
    end = np.where(visits.left_by == OPEN, visits.now, visits.left_at)
    cause = np.where(visits.left_by == OPEN, 0, np.where(np.isin(visits.left_by, (EXIT, CLOSED)), 2, 1))
    np.savez(folder / "stays.npz", stage=visits.stage, time=end - visits.entered_at, cause=cause)
    kept = _write_paths(log, folder / "paths.csv")
    return f"{len(log):,} touches of {log.subjects:,} accounts, {len(visits):,} stays, {kept:,} journeys"


def _write_paths(log: EventLog, path: Path) -> int:
    made = journeys(log)
    made = made.select(made.lengths > 0)
    names = np.array(made.names)[made.step].tolist()
    lines = ["path,conversions,nulls"]
    for row, (first, last) in enumerate(pairwise(made.offsets.tolist())):
        lines.append(f"{'>'.join(names[first:last])},{int(made.conversions[row])},{int(made.nulls[row])}")
    path.write_text("\n".join(lines) + "\n")
    return len(made)


def ask_all(question: str, folder: Path, asked: argparse.Namespace) -> list[Found]:
    """Ask Jornada, the floor, DuckDB and the peers; one row each but for the floor."""
    has_sql, peers, same_as = QUESTIONS[question]
    module = [sys.executable, "-m", "benchmarks.peers_ours", question]
    ours = _ask([*module, "Jornada", str(folder)], asked.patience)
    floor = _ask([*module, "one pass", str(folder)], asked.patience)
    others = {"DuckDB": _ask([*module, "DuckDB", str(folder)], asked.patience)} if has_sql else {}
    script = [str(HERE / "peers_theirs.py"), question]
    for peer in peers:
        command = [asked.python, *script, peer, str(folder)]
        others[peer] = _ask(command, asked.patience) if asked.python else {"why": "no python with peers was named"}
    passes = ours["seconds"] / max(floor["seconds"], 1e-9) if "seconds" in ours and "seconds" in floor else None
    rows = [{"question": question, "who": "Jornada", **ours, "passes": passes, "ratio": None, "same": ""}]
    for who, theirs in others.items():
        ratio = theirs["seconds"] / ours["seconds"] if {"seconds"} <= theirs.keys() & ours.keys() else None
        same = _same(ours, theirs) if who in ("DuckDB", *same_as) and ratio else ""
        rows.append({"question": question, "who": who, **theirs, "passes": None, "ratio": ratio, "same": same})
    for row in rows:
        print(_cells(row), file=sys.stderr, flush=True)
    return rows


def _ask(command: list[str], patience: int) -> Found:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        return {"why": f"given up after {patience} s"}
    except OSError as error:
        return {"why": f"cannot be started: {error}"}
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return {"why": last[:120]}
    found: Found = json.loads(lines[-1])
    return found


def _same(ours: Found, theirs: Found) -> str:
    left, right = (np.asarray(each["answer"], dtype=np.float64) for each in (ours, theirs))
    return "yes" if left.shape == right.shape and np.allclose(left, right, rtol=1e-9) else "NO"


def table(about: str, rows: list[Found]) -> str:
    """Write one table of the page."""
    head = "| measure | by | seconds | peak, MB | passes | slower than Jornada | same answer |"
    return f"## {about}\n\n{head}\n|---|---|--:|--:|--:|--:|---|\n" + "\n".join(_cells(row) for row in rows) + "\n"


def _cells(row: Found) -> str:
    if "why" in row:
        return f"| {row['question']} | {row['who']} | {row['why']} | | | | |"
    passes = "" if row["passes"] is None else f"{row['passes']:.1f}"
    ratio = "" if row["ratio"] is None else f"{row['ratio']:,.1f} x"
    cells = (
        row["question"],
        row["who"],
        f"{row['seconds']:.4f}",
        f"{row['megabytes']:,.0f}",
        passes,
        ratio,
        row["same"],
    )
    return f"| {' | '.join(cells)} |"


def page(tables: list[str], python: str) -> str:
    """Write the page: what was measured, and how to measure it again."""
    versions = (HERE / "peers.txt").read_text().split()
    peers = ", ".join(sorted(word for word in versions if "==" in word)) if python else "none were asked"
    machine = f"{platform.machine()} with {os.cpu_count()} processors, Python {platform.python_version()}"
    return f"""# Measures beside their peers

Made by `python -m benchmarks.peers` on {machine}.
Peers: {peers}.
They are in no package of ours: `benchmarks/peers.txt` is for a developer's own venv.

Seconds of the measure alone, data in the form that each likes best before the clock starts; Jornada the best of
three, others once. Peak is memory at the highest less before. *Passes*: Jornada against NumPy going once over the
columns that the measure needs. Seconds hang on the machine and on what else it does; ratios are of one run.

What is not quite the same question: retentioneering's funnel counts from the first entry; ChannelAttribution's Markov
is simulated, ours is solved exactly; the Shapley value of marketing-attribution-models looks at sets of at most four
names. lifelines fits one curve per stage, or per outcome; for Aalen-Johansen it adds noise to ties.

{chr(10).join(tables)}"""


if __name__ == "__main__":
    sys.exit(main())
