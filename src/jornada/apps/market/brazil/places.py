"""States and municipalities of Brazil by the list of IBGE: found while typing, and written in one way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from jornada.apps.org.words import split_words

HOME = ("", "brasil", "brazil", "br")


@dataclass(frozen=True, slots=True)
class Municipality:
    name: str
    state: str
    plain: str


def state_names() -> dict[str, str]:
    """Return the names of the states by their two letters."""
    return _states()


def state_code(text: str) -> str:
    """Return the two letters of a state of Brazil written in any way; empty when it is none."""
    plain = _plain(text)
    return _codes().get(plain, "")


def city_named(name: str, state: str) -> str:
    """Return a municipality as IBGE writes it; empty when the state has none of this name."""
    return _by_name().get((state.upper(), _plain(name)), "")


def written(state: str, city: str, country: str) -> tuple[str, str] | None:
    """Write state and city of Brazil in one way; None when the state is none of Brazil's."""
    code = state_code(state) if is_home(country) else ""
    return (code, city_named(city, code) or city) if code else None


def suggested(text: str, state: str = "", limit: int = 8) -> list[Municipality]:
    """Return municipalities whose name starts so, then those with a word that starts so; of one state when given."""
    plain, code = _plain(text), state_code(state)
    if not plain:
        return []
    rows = [row for row in _all() if not code or row.state == code]
    first = sorted((row for row in rows if row.plain.startswith(plain)), key=lambda row: row.plain != plain)
    then = [row for row in rows if f" {plain}" in row.plain]
    return [*first, *then][:limit]


def is_home(country: str) -> bool:
    """Say whether a country, as people write it, is Brazil or left open."""
    return _plain(country) in HOME


def _plain(text: str) -> str:
    return " ".join(split_words(text))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files(__package__).joinpath("data", name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@lru_cache(maxsize=1)
def _all() -> tuple[Municipality, ...]:
    return tuple(Municipality(row["name"], row["state"], _plain(row["name"])) for row in _rows("municipalities.csv"))


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], str]:
    return {(row.state, row.plain): row.name for row in _all()}


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    return {row["state"]: row["name"] for row in _rows("states.csv")}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {_plain(name): code for code, name in _states().items()} | {code.lower(): code for code in _states()}
