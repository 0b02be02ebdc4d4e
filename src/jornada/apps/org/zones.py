"""The time zones to choose from, by the names of their places in the reader's language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org.alphabet import bare
from jornada.rules.zones import BRAZIL, zone_named
from jornada.ui import numbers

Choices = list[tuple[str, str]]

AMERICAS = "America"
# The parts of the world after which zones are named.
PARTS: dict[str, str | Promise] = {
    "Africa": gettext_lazy("Africa"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific"),
}


def zone_choices(now: datetime | None = None) -> list[tuple[str, Choices]]:
    """Offer the zones of Brazil first, by the places that keep them, then those of the Americas, then all others.

    Names that were given up, such as Brazil/East, come last: who has one keeps it.
    """
    at = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    return _offered(numbers.language(), at)


def time_zones() -> list[str]:
    """Return the names of all zones to choose from."""
    return sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/"))
    )


@lru_cache(maxsize=8)
def _offered(spoken: str, at: datetime) -> list[tuple[str, Choices]]:
    """Look at half a thousand zones once an hour and language."""
    home = [(name, f"{places} ({_offset(name, at)})") for name, places in BRAZIL.items()]
    own, former = _named(spoken)
    near = [(name, f"{place} ({_offset(name, at)})") for name, place in own if _part(name) == AMERICAS]
    far = [
        (name, f"{place} ({PARTS[_part(name)]}, {_offset(name, at)})") for name, place in own if _part(name) in PARTS
    ]
    old = [(name, f"{name} ({_offset(name, at)})") for name in former]
    return [(_("Brazil"), home), (_("Americas"), near), (_("Elsewhere"), far), (_("Former names"), old)]


@lru_cache(maxsize=8)
def _named(spoken: str) -> tuple[Choices, list[str]]:
    """Name the zones abroad by their places, in the order of the alphabet, and those that have another name today."""
    aliases, rest = get_global("zone_aliases"), [name for name in time_zones() if name not in BRAZIL]
    own = [name for name in rest if name not in aliases and _part(name) in (AMERICAS, *PARTS)]
    places = [(name, _place(name, spoken)) for name in own]
    return sorted(places, key=lambda pair: bare(pair[1])), [name for name in rest if name not in set(own)]


def _place(name: str, spoken: str) -> str:
    city = get_timezone_location(name, locale=spoken.replace("-", "_"), return_city=True)
    return city.rpartition("/")[2]


def _part(name: str) -> str:
    return name.partition("/")[0]


def _offset(name: str, now: datetime) -> str:
    text = now.astimezone(zone_named(name)).strftime("%z")
    return f"UTC{text[:3]}:{text[3:]}".replace("-", "−")
