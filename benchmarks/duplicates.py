"""Finding duplicates in a base of contacts: processor time and memory beside one reading of its texts.

    python -m benchmarks.duplicates [contacts]

A hundredth of the contacts is entered twice with a slip, and 40 names in a hundred are common ones; shared switchboards
make blocks of thousands. The floor is `clean` alone, which reads every text once.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from jornada.analytics.duplicates import duplicates
from jornada.analytics.duplicates_text import clean

FIRST = [
    "ana",
    "maria",
    "jose",
    "joao",
    "antonio",
    "francisco",
    "carlos",
    "paulo",
    "pedro",
    "lucas",
    "luiz",
    "marcos",
    "bruno",
    "helena",
    "julia",
    "beatriz",
]
LAST = [
    "silva",
    "santos",
    "oliveira",
    "souza",
    "lima",
    "pereira",
    "ferreira",
    "alves",
    "costa",
    "rodrigues",
    "gomes",
    "ribeiro",
    "martins",
    "rocha",
]


def base(contacts: int, seed: int = 7) -> dict[str, list[str]]:
    """Make contacts of companies, some of them twice."""
    rng = np.random.default_rng(seed)
    first, middle, last = (rng.integers(0, 3000, contacts) for _ in range(3))
    common = rng.random(contacts) < 0.4
    names = [
        f"{FIRST[a % 16]} {LAST[b % 14]} {LAST[c % 14]}" if is_common else f"{FIRST[a % 16]} {_word(b)} {_word(c)}"
        for a, b, c, is_common in zip(first, middle, last, common, strict=True)
    ]
    company = rng.integers(0, max(contacts // 10, 1), contacts)
    table = {
        "name": names,
        "email": [f"p{row}@c{at}.com.br" for row, at in enumerate(company)],
        "phone": [f"+5511{20000000 + at if row % 3 else 30000000 + row:08d}" for row, at in enumerate(company)],
        "company": [f"company {at}" for at in company],
    }
    return _with_twins(table, rng.choice(contacts, contacts // 100, replace=False))


def main(contacts: int = 1_000_000) -> None:
    """Measure and print."""
    table = base(contacts)
    twins = len(table["name"]) - contacts
    start = time.process_time()
    for field, column in table.items():
        clean(field, column)
    floor = time.process_time() - start
    start, wall = time.process_time(), time.perf_counter()
    found = duplicates(table)
    spent, waited = time.process_time() - start, time.perf_counter() - wall
    true = int((found.right >= contacts).sum())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"contacts {contacts:,} (+{twins:,} twins)  pairs compared {found.compared:,}  found {len(found.left):,}")
    print(f"twins found {true:,} of {twins:,}")
    print(f"processor {spent:.1f} s, {spent / floor:.1f} x the floor ({floor:.1f} s), {waited:.1f} s, {memory:.0f} MB")


def _word(number: int) -> str:
    return "".join("bcdfghjklm"[int(sign)] + "aeiou"[int(sign) % 5] for sign in str(number))


def _with_twins(table: dict[str, list[str]], rows: np.ndarray) -> dict[str, list[str]]:
    """Enter some again: a letter missing in the name, and every second time another address."""
    for row in rows.tolist():
        name = table["name"][row]
        table["name"].append(name[:3] + name[4:])
        table["email"].append(table["email"][row] if row % 2 else "")
        table["phone"].append(table["phone"][row])
        table["company"].append(table["company"][row])
    return table


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
