"""A whole address in one cell, as Pipedrive and maps write it, taken apart from its end: the rest is the street."""

from __future__ import annotations

import re

from jornada.apps.market.brazil.places import city_named, is_home, state_code
from jornada.edge.files.kinds import plain
from jornada.ui.postcodes import is_cep

_BETWEEN = re.compile(r"\s*[,;\n|]\s*|\s+[-–—]\s+|\s*[–—]\s*")
_CEP = re.compile(r"(?:\bCEP[\s:.]*)?(\d{2}\.?\d{3}[\s-]?\d{3})", re.IGNORECASE)
_CEP_BEHIND = re.compile(r"^(?P<rest>.*\S)[\s,/-]+(?:CEP[\s:.]*)?(?P<cep>\d{2}\.?\d{3}-?\d{3})$", re.IGNORECASE)
_STATE_BEHIND = re.compile(r"(?P<city>.*\S)\s*(?:[-–/(]|\s)\s*(?P<state>[A-Za-z]{2})\)?")
_NUMBER = re.compile(
    r"(?:n[^\d\s]{0,5}\s*)?(\d[\d.]*[A-Za-z]?(?:[-/]\d*[A-Za-z]?)?|s\s*/?\s*n\W?|km\s*[\d.,]+)", re.IGNORECASE
)
_NUMBER_FIRST = re.compile(rf"{_NUMBER.pattern}\s+(.+)", re.IGNORECASE)
# What says that a part is about the inside of a building, or a piece of land.
_WITHIN = re.compile(
    r"(sala|salas|sl|conj|conjunto|cj|andar|apto|apartamento|ap|bloco|bl|loja|lj|box|galpao|fundos|casa|lote|lt|"
    r"quadra|qd|torre|edificio|ed|cobertura|suite|pavilhao|modulo|unidade|km|caixa postal|\d+[oa])\b"
)
LONGEST = {"street_number": 20, "complement": 120, "district": 120, "city": 120}


def take_apart(text: str) -> dict[str, str]:
    """Return the parts of an address of Brazil by field; only the street where its end says no place.

    Examples
    --------
    >>> take_apart("Rua X, 123 - Centro, São Paulo - SP, 01310-100, Brasil")["district"]
    'Centro'
    >>> take_apart("1600 Amphitheatre Parkway, Mountain View, CA 94043")
    {'street': '1600 Amphitheatre Parkway, Mountain View, CA 94043'}
    """
    parts = [part for part in _BETWEEN.split(text.strip(" .,;-")) if part]
    found: dict[str, str] = {}
    _take_country(parts, found)
    _take_postcode(parts, found)
    _take_place(parts, found)
    if not found.get("city"):
        # Nothing says that this is an address of ours, or how far the street reaches.
        return {"street": text}
    _take_street(parts, found)
    fits = all(len(found.get(code, "")) <= longest for code, longest in LONGEST.items())
    return found if fits else {"street": text}


def city_and_state(text: str) -> tuple[str, str]:
    """Return municipality and state that stand in one cell; blanks where IBGE does not know the one in the other.

    Examples
    --------
    >>> city_and_state("Joinville/SC"), city_and_state("sao paulo - São Paulo"), city_and_state("Springfield, IL")
    (('Joinville', 'SC'), ('São Paulo', 'SP'), ('', ''))
    """
    behind = _STATE_BEHIND.fullmatch(text.strip())
    pairs = [(behind["city"], behind["state"].upper())] if behind else []
    parts = re.split(r"\s*[/,(–—-]\s*", text.strip(" )"))
    pairs += [(parts[0], state_code(parts[1]))] if len(parts) == 2 else []
    found = ((city_named(city, code), code) for city, code in pairs if code)
    return next(((city, code) for city, code in found if city), ("", ""))


def _take_country(parts: list[str], found: dict[str, str]) -> None:
    if parts and is_home(parts[-1]) and len(parts[-1]) > len("br"):
        found["country"] = parts.pop()


def _take_postcode(parts: list[str], found: dict[str, str]) -> None:
    """Take the CEP, which stands last, before the country, or behind the state without a comma."""
    for place in range(len(parts) - 1, max(-1, len(parts) - 4), -1):
        whole, behind = _CEP.fullmatch(parts[place]), _CEP_BEHIND.fullmatch(parts[place])
        code = whole[1] if whole else behind["cep"] if behind else ""
        if code and is_cep(code):
            found["postcode"] = code
            parts[place : place + 1] = [] if whole else [behind["rest"]] if behind else []
            break
    if "country" not in found:
        _take_country(parts, found)


def _take_place(parts: list[str], found: dict[str, str]) -> None:
    """Take state and municipality, in one part or in two, where IBGE knows the one in the other."""
    if not parts:
        return
    code = state_code(parts[-1])
    if len(parts) > 1 and code and (city := city_named(parts[-2], code)):
        found["state"], found["city"] = code, city
        del parts[-2:]
        return
    behind = _STATE_BEHIND.fullmatch(parts[-1])
    if behind and (city := city_named(behind["city"], behind["state"].upper())):
        found["state"], found["city"] = behind["state"].upper(), city
        parts.pop()


def _take_street(parts: list[str], found: dict[str, str]) -> None:
    """Read what stands before the municipality: street, number, complement and, last, the district."""
    if not parts:
        return
    found["street"], rest = parts[0], parts[1:]
    if rest and (number := _NUMBER.fullmatch(rest[0])):
        found["street_number"] = number[1]
        rest = rest[1:]
    elif rest and (number := _NUMBER_FIRST.fullmatch(rest[0])) and _WITHIN.match(plain(number[2])):
        found["street_number"] = number[1]
        rest = [number[2], *rest[1:]]
    if rest and not _WITHIN.match(plain(rest[-1])):
        found["district"] = rest.pop()
    if rest:
        found["complement"] = ", ".join(rest)
