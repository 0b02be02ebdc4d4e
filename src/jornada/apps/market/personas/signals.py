"""What rooms above hear of personas."""

from django.dispatch import Signal

# Sent in the transaction that wrote other personas of contacts, with `contact_ids`.
contacts_matched = Signal()
