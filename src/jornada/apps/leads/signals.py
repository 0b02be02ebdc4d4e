"""What leads tell the rooms above them."""

from django.dispatch import Signal

# Sent within the transaction that derived the types, with `moved`: id of the lead, type before, type now.
types_changed = Signal()
