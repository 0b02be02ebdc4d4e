"""Zones by the names that Windows and Outlook give them in Portuguese, and by those of summer time."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import tzinfo
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

_NAMES = {
    "America/Sao_Paulo": ("oficial do brasil", "brasilia", "brt", "brst", "leste da america do sul", "sao paulo",
                          "da america do sul oriental", "america do sul oriental", "do leste da america do sul",
                          "e america do sul"),
    "America/Cuiaba": ("brasil central", "do brasil central", "central brasileira", "central do brasil"),
    "America/Manaus": ("amazonas", "do amazonas", "amt"),
    "America/Bahia": ("bahia", "da bahia"),
    "America/Araguaina": ("tocantins", "do tocantins"),
    "America/La_Paz": ("sa ocidental", "oeste da america do sul", "da america do sul ocidental"),
    "America/Cayenne": ("sa oriental",),
    "America/Bogota": ("sa pacifico", "do pacifico da america do sul", "pacifico sa"),
    "America/Argentina/Buenos_Aires": ("argentina", "da argentina"),
    "America/New_York": ("leste", "do leste", "leste dos eua", "oriental", "oriental eua"),
    "America/Chicago": ("central", "central eua", "central dos eua"),
    "America/Denver": ("montanhas", "das montanhas", "montanha", "da montanha"),
    "America/Los_Angeles": ("pacifico", "do pacifico", "pacifico eua"),
    "Europe/London": ("gmt", "de greenwich", "greenwich"),
    "Europe/Berlin": ("europa ocidental", "da europa ocidental", "w europa", "oeste da europa"),
    "Europe/Paris": ("romance", "romana", "romanica"),
    "Europe/Budapest": ("europa central", "da europa central", "central europeia"),
}  # fmt: skip
_BY_NAME = {name: zone for zone, names in _NAMES.items() for name in names}
_AROUND = re.compile(r"\b(hora|horario|padrao|de verao|verao|standard|daylight|time|zona|fuso|de)\b")
_DAYLIGHT = re.compile(r"\bDaylight Time\b", re.IGNORECASE)
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def zone_named(name: str) -> tzinfo | None:
    """Return the zone of a name that the standard does not know; None when nobody knows it.

    Examples
    --------
    >>> zone_named("Hora oficial do Brasil"), zone_named("E. South America Daylight Time"), zone_named("Terra do Nunca")
    (zoneinfo.ZoneInfo(key='America/Sao_Paulo'), zoneinfo.ZoneInfo(key='America/Sao_Paulo'), None)
    """
    windows = _WINDOWS.get(_DAYLIGHT.sub("Standard Time", name).strip().casefold())
    known = windows or _BY_NAME.get(_bare(name)) or _BY_NAME.get(_bare(name).removeprefix("de "))
    with suppress(Exception):
        return ZoneInfo(known or name.strip().replace(" ", "_"))
    return None


def _bare(name: str) -> str:
    """Leave only what tells zones apart, without accents and signs."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(_AROUND.sub(" ", re.sub(r"[^a-z]+", " ", plain)).split())
