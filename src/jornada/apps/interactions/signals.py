"""What the log tells the rooms above it."""

from django.dispatch import Signal

# Sent once per write, after its commit, with `account_ids` and `thread_ids` (sorted lists) and `now`.
touches_recorded = Signal()
