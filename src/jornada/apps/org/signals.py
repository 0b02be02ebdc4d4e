"""What people and calendars tell the apps above them."""

from django.dispatch import Signal

# Sent after the commit when the working hours of anybody may have changed: a calendar, an own day, an absence.
working_hours_changed = Signal()

# Sent by the history, within the transaction of the change, with `user`: `rows` of one model that were made or are
# about to be removed; `changes` of rows of one model, each with the names of its fields that changed and the texts of
# all before. What a listener writes stands and falls with the change; one that fails undoes it.
records_created = Signal()
records_updated = Signal()
records_deleted = Signal()
