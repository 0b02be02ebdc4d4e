"""What the rooms above need to know of a merge, without this one knowing them."""

from django.dispatch import Signal

# record, ids (survivor and loser), moved (ids of rows by app.model.field); sent inside the transaction.
references_moved = Signal()
