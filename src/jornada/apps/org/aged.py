"""What is looked at now and then: which rows have waited too long, also after the clock was put back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

# Clocks of two machines, and of a machine and its database, differ by less.
SLACK = timedelta(minutes=5)


def aged(field: str, now: datetime, patience: timedelta) -> Q:
    """Keep the rows whose instant is longer ago than `patience`, missing, or still to come.

    An instant to come is one from before the clock was put back: it says nothing about when a row was looked at.
    """
    return Q(**{field: None}) | Q(**{f"{field}__lt": now - patience}) | Q(**{f"{field}__gt": now + SLACK})
