"""In how many of a hundred years with known truth the laboratory finds what was planted, and how often it cries wolf.

    python -m benchmarks.laboratory [--seeds 100]

Each year has 3,000 leads (`jornada.analytics.simulate.scored`). The corrected model is tried beside the one in force,
and whom only one of them chooses is compared with the others, at a level of 5 %: by what converted, and by what
Sales accepted.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from jornada.analytics.simulate.scored import LOOKS, Planted, found


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", type=int, default=100)
    seeds = range(asked.parse_args().seeds)
    both = Counter(look for seed in seeds for look in found(seed, Planted(True, True)))
    clean = Counter(look for seed in seeds for look in found(seed, Planted()))
    for look in LOOKS:
        print(f"{look}: found in {both[look]} of {len(seeds)}, on clean data in {clean[look]}")
    return 0 if min(both["rule"], both["segment"]) >= 0.95 * len(seeds) else 1


if __name__ == "__main__":
    sys.exit(main())
