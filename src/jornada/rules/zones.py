"""Time zones by name, and the instants at which their clocks are changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_STEP = timedelta(hours=6)
_SECOND = timedelta(seconds=1)

# The zones of the country, by cities that keep them.
BRAZIL = {
    "America/Sao_Paulo": "Brasília, São Paulo, Rio de Janeiro, Porto Alegre",
    "America/Bahia": "Salvador",
    "America/Recife": "Recife",
    "America/Maceio": "Maceió, Aracaju",
    "America/Fortaleza": "Fortaleza, Natal, João Pessoa, Teresina, São Luís",
    "America/Belem": "Belém, Macapá",
    "America/Santarem": "Santarém",
    "America/Araguaina": "Palmas, Araguaína",
    "America/Campo_Grande": "Campo Grande",
    "America/Cuiaba": "Cuiabá",
    "America/Manaus": "Manaus",
    "America/Porto_Velho": "Porto Velho",
    "America/Boa_Vista": "Boa Vista",
    "America/Eirunepe": "Eirunepé, Tabatinga",
    "America/Rio_Branco": "Rio Branco",
    "America/Noronha": "Fernando de Noronha",
}


class UnknownZoneError(ValueError):
    """A time zone that nobody knows."""


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo:
    """Find a time zone.

    Raises
    ------
    UnknownZoneError
        If the name is not one of the IANA database.

    Examples
    --------
    >>> zone_named("America/Manaus").key
    'America/Manaus'
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZoneError(f"Unknown time zone {name!r}; expected a name such as America/Sao_Paulo.") from error


def is_known_zone(name: str) -> bool:
    """Say whether somebody knows a time zone.

    Examples
    --------
    >>> is_known_zone("America/Manaus"), is_known_zone("Mars/Olympus")
    (True, False)
    """
    try:
        zone_named(name)
    except UnknownZoneError:
        return False
    return True


def constant_stretches(
    zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Cut a span of UTC into stretches in which the zone's offset does not change.

    Parameters
    ----------
    zone : ZoneInfo
    start, end : datetime
        In UTC.

    Yields
    ------
    tuple of datetime, datetime, timedelta
        From, up to, and what to add to UTC for the wall clock.

    Examples
    --------
    >>> from datetime import UTC
    >>> year = datetime(2018, 1, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)
    >>> [len(list(constant_stretches(zone_named(name), *year))) for name in ("America/Sao_Paulo", "UTC")]
    [3, 1]
    """
    since, offset = start, _offset(zone, start)
    at = start
    while at < end:
        later = min(at + _STEP, end)
        if _offset(zone, later) != offset:
            change = _change(zone, at, later)
            yield since, change, offset
            since, offset = change, _offset(zone, change)
            later = change
        at = later
    if since < end:
        yield since, end, offset


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Find the first second with another offset than `low` has, between the two."""
    before = _offset(zone, low)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > low else middle
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
