"""What people and calendars tell the apps above them."""

from django.dispatch import Signal

# Sent after the commit when the working hours of anybody may have changed: a calendar, an own day, an absence.
working_hours_changed = Signal()
