"""How the copy is cut: each table into buckets of consecutive ids, one folder of columns per bucket.

A change rewrites its bucket only, so the price of freshness does not grow with the company.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

ACCOUNTS, VISITS, TOUCHES, LEADS, OPPORTUNITIES = "accounts", "visits", "touches", "leads", "opportunities"

# Ids in a bucket. Visits and touches are cut by the id of their account.
BUCKET_SIZE = {ACCOUNTS: 4096, VISITS: 4096, TOUCHES: 4096, LEADS: 8192, OPPORTUNITIES: 16384}
TABLES = tuple(BUCKET_SIZE)
PAGE_TABLES = (ACCOUNTS, VISITS, LEADS, OPPORTUNITIES)

# Which tables hold something of a row whose change is in the change history.
TABLES_OF_MODEL = {
    "market.account": (ACCOUNTS,),
    "leads.lead": (LEADS,),
    "sales.opportunity": (OPPORTUNITIES,),
}


def buckets_of(table: str, ids: Iterable[int]) -> list[int]:
    """Say in which buckets of a table these ids lie."""
    found = np.fromiter(ids, np.int64) // BUCKET_SIZE[table]
    return [int(bucket) for bucket in np.unique(found)]


def ids_of(table: str, first: int, last: int) -> tuple[int, int]:
    """Say the first id of bucket `first` and the first one beyond bucket `last`."""
    return first * BUCKET_SIZE[table], (last + 1) * BUCKET_SIZE[table]
