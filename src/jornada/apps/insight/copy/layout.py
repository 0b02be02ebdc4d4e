"""How the copy is cut: each table into buckets of consecutive ids, one folder of columns per bucket.

A change rewrites its bucket only, so the price of freshness does not grow with the company.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

ACCOUNTS, VISITS, TOUCHES, LEADS, OPPORTUNITIES = "accounts", "visits", "touches", "leads", "opportunities"
# What opportunities are about, line by line; cut by the id of the line.
ITEMS = "items"

# What conditions read: one table for each kind of record, with the fields that apps registered.
ACCOUNT_FIELDS, CONTACT_FIELDS = "account_fields", "contact_fields"
LEAD_FIELDS, OPPORTUNITY_FIELDS = "lead_fields", "opportunity_fields"
FIELD_TABLES = (ACCOUNT_FIELDS, CONTACT_FIELDS, LEAD_FIELDS, OPPORTUNITY_FIELDS)

# Ids in a bucket. Visits and touches are cut by the id of their account.
BUCKET_SIZE = {ACCOUNTS: 4096, VISITS: 4096, TOUCHES: 4096, LEADS: 8192, OPPORTUNITIES: 16384, ITEMS: 16384}
BUCKET_SIZE |= {ACCOUNT_FIELDS: 4096, CONTACT_FIELDS: 16384, LEAD_FIELDS: 8192, OPPORTUNITY_FIELDS: 16384}
TABLES = tuple(BUCKET_SIZE)
PAGE_TABLES = (ACCOUNTS, VISITS, LEADS, OPPORTUNITIES, ITEMS)

# Which tables hold something of a row whose change is in the change history.
TABLES_OF_MODEL = {
    "market.account": (ACCOUNTS, ACCOUNT_FIELDS),
    "market.contact": (CONTACT_FIELDS,),
    "leads.lead": (LEADS, LEAD_FIELDS),
    "sales.opportunity": (OPPORTUNITIES, OPPORTUNITY_FIELDS),
    "sales.opportunityline": (ITEMS,),
}


def buckets_of(table: str, ids: Iterable[int]) -> list[int]:
    """Say in which buckets of a table these ids lie."""
    found = np.fromiter(ids, np.int64) // BUCKET_SIZE[table]
    return [int(bucket) for bucket in np.unique(found)]


def ids_of(table: str, first: int, last: int) -> tuple[int, int]:
    """Say the first id of bucket `first` and the first one beyond bucket `last`."""
    return first * BUCKET_SIZE[table], (last + 1) * BUCKET_SIZE[table]
