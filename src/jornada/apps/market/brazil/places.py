"""States and municipalities of Brazil by the list of IBGE: found while typing, and written in one way."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product

from jornada.apps.org.words import split_words

# What words of municipalities are shortened to.
SHORT = {
    "s": ("sao", "santo", "santa"), "sta": ("santa",), "sto": ("santo",), "pres": ("presidente",),
    "gov": ("governador",), "cel": ("coronel",), "mal": ("marechal",), "gal": ("general",), "sen": ("senador",),
    "dep": ("deputado",), "cap": ("capitao",), "eng": ("engenheiro",), "b": ("belo", "bom", "barra"),
    "n": ("nossa", "nova", "novo"), "sra": ("senhora",), "fco": ("francisco",), "c": ("campo", "campos"),
    "ig": ("igarape",), "pto": ("porto",), "p": ("porto", "ponta"), "jd": ("jardim",),
}  # fmt: skip
_STATE_BEHIND = re.compile(r"(.*\S)\s*[-–/,(]\s*([A-Za-z]{2})\)?")
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
    return _codes().get(plain, "") or _code_and_name(plain.split())


def _code_and_name(words: list[str]) -> str:
    """Read `SP - São Paulo`, `São Paulo (SP)` and `BR-SP`."""
    words = words[1:] if words[:1] == ["br"] else words
    for code, rest in ((words[0], words[1:]), (words[-1], words[:-1])) if words else ():
        if len(code) == 2 and (found := _codes().get(code)) and (not rest or _codes().get(" ".join(rest)) == found):
            return found
    return ""


def city_named(name: str, state: str) -> str:
    """Return a municipality as IBGE writes it; empty when the state has none of this name.

    Examples
    --------
    >>> city_named("s. jose dos campos", "SP"), city_named("Sta. Maria", "RS")
    ('São José dos Campos', 'Santa Maria')
    """
    names, plain = _by_name(), _plain(name)
    return names.get((state.upper(), plain), "") or _named_short(plain.split(), state.upper())


def _named_short(words: list[str], state: str) -> str:
    """Find a municipality whose words were shortened, where only one of the state can be meant."""
    if not any(word in SHORT for word in words):
        return ""
    meant = {
        _by_name().get((state, " ".join(way)), "") for way in product(*(SHORT.get(word, (word,)) for word in words))
    }
    meant.discard("")
    return meant.pop() if len(meant) == 1 else ""


def written(state: str, city: str, country: str) -> tuple[str, str] | None:
    """Write state and city of Brazil in one way; None when the state is none of Brazil's.

    Examples
    --------
    >>> written("São Paulo (SP)", "Sao Jose dos Campos/SP", "")
    ('SP', 'São José dos Campos')
    >>> written("", "campinas - SP", ""), written("", "Boston, MA", "")
    (('SP', 'Campinas'), None)
    """
    code = (state_code(state) if state else _state_behind(city)) if is_home(country) else ""
    return (code, _with_its_name(city, code)) if code else None


def _state_behind(city: str) -> str:
    """Return the state that stands behind one of its municipalities: `Campinas - SP`."""
    bare = _STATE_BEHIND.fullmatch(city)
    code = bare[2].upper() if bare else ""
    return code if bare and city_named(bare[1], code) else ""


def _with_its_name(city: str, code: str) -> str:
    """Write a municipality without the state behind it."""
    bare = _STATE_BEHIND.fullmatch(city)
    name = bare[1] if bare and bare[2].upper() == code else city
    return city_named(name, code) or name


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
