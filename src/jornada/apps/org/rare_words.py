"""How many rows have the words of a search, as PostgreSQL's own statistics of names tell it.

PostgreSQL lists the rows of every word that starts so before it compares the lists, those of *comercial* by the
hundred thousand. With a rare word asked for alone, its few rows say themselves whether they have the others. Where all
words are common, some of the newest rows have them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import lru_cache

from django.db import connections

# With fewer letters too many words start so, rare ones though they are.
LETTERS = 4
# Statistics change when the server takes them again, a few times a day.
KEPT_SECONDS = 600
# A word of one row in five hundred is common: of a million, two thousand to be listed.
SHARE = 0.002
COMMON = """
    SELECT word, share
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known(word, share)
    WHERE tablename = %s AND share > %s AND word IS NOT NULL
"""


def rare_word(using: str, index: str, words: Sequence[str]) -> str:
    """Return the longest word that starts no common one of the index, or nothing when there is none."""
    common = _common(using, index, int(time.monotonic() / KEPT_SECONDS))
    rare = [word for word in words if len(word) >= LETTERS and not any(known.startswith(word) for known in common)]
    return max(rare, key=len, default="")


def share_of(using: str, index: str, words: Sequence[str], *, is_whole: bool = False) -> float:
    """Return which share of all rows, 0 to 1, has a word that starts like each of these, as far as common words tell.

    Words count as independent of each other; what only rare words start with counts as nothing.
    """
    common = _common(using, index, int(time.monotonic() / KEPT_SECONDS))
    shares = (
        common.get(word, 0) if is_whole else sum(share for known, share in common.items() if known.startswith(word))
        for word in words
    )
    return math.prod(min(share, 1.0) for share in shares)


@lru_cache(maxsize=64)
def _common(using: str, index: str, _period: int) -> dict[str, float]:
    """Read which share of the rows has each word that many have: some thousand, none before the server looked."""
    with connections[using].cursor() as cursor:
        cursor.execute(COMMON, [index, SHARE])
        return dict(cursor.fetchall())
