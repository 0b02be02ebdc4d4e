"""An address as it stands on an envelope, in the order of the Brazilian post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from jornada.apps.market.brazil.places import is_home
from jornada.ui.postcodes import shown_postcode

MAPS = "https://www.google.com/maps/search/"


@dataclass(frozen=True, slots=True)
class Postal:
    """The lines of an address; of none, no line."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def map_url(self) -> str:
        return f"{MAPS}?{urlencode({'api': 1, 'query': ', '.join(self.lines)})}"


def postal_of(account: Any) -> Postal:
    """Write street, number and complement; district; postal code, city and state; the country where it is another."""
    way = ", ".join(filter(None, (account.street, account.street_number)))
    town = " – ".join(filter(None, (account.city, account.state)))
    lines = (
        " – ".join(filter(None, (way, account.complement))),
        account.district,
        " ".join(filter(None, (shown_postcode(account.postcode or ""), town))),
        "" if is_home(account.country or "") else account.country,
    )
    return Postal(tuple(line for line in lines if line))
