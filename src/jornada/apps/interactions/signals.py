"""What the log tells the rooms above it."""

from django.dispatch import Signal

# Sent once per write, after its commit, with `account_ids` and `thread_ids` (sorted lists) and `now`.
touches_recorded = Signal()

# Sent within the transaction of the write, with `columns` as they were stored (lists by name of field, ids for rows),
# `source` and `now`: for whoever must stand and fall with it.
touches_written = Signal()
