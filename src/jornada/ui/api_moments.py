"""Moments that come over the API: those that every time zone and every database has room for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AfterValidator, AwareDatetime

FIRST, BEYOND = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def in_utc(at: datetime) -> datetime:
    """Return a moment in UTC, or refuse what falls beyond the calendar there; without an offset it is of our zone."""
    try:
        return (timezone.make_aware(at) if timezone.is_naive(at) else at).astimezone(UTC)
    except (OverflowError, ValueError):
        raise ValueError(_refusal()) from None


def in_every_zone(at: datetime) -> datetime:
    """Return a moment in UTC that has a day in every time zone."""
    moment = in_utc(at)
    if not FIRST <= moment < BEYOND:
        raise ValueError(_refusal())
    return moment


def _refusal() -> str:
    return _("Expected a moment of the years 1 to 9999 in every time zone, such as 2026-03-01T14:30:00-03:00.")


Moment = Annotated[datetime, AfterValidator(in_utc)]
AwareMoment = Annotated[AwareDatetime, AfterValidator(in_every_zone)]
