"""Currencies as people and programs write them: `BRL`, `R$`, `Real`, `US$`, `BRL - Real brasileiro`."""

from __future__ import annotations

import re

from jornada.edge.files.kinds import plain

_SIGNS = {"R$": "BRL", "US$": "USD", "U$": "USD", "U$S": "USD", "USD$": "USD", "€": "EUR", "£": "GBP"}
_WORDS = {
    "BRL": ("real", "reais", "real brasileiro", "reais brasileiros", "brazilian real", "brazilian reais"),
    "USD": ("dolar", "dolares", "dollar", "dollars", "us dollar", "us dollars", "u s dollar", "dolar americano",
            "dolares americanos", "american dollar", "dolar estadounidense"),
    "EUR": ("euro", "euros"),
    "GBP": ("libra", "libras", "libra esterlina", "british pound", "pound", "pounds", "pound sterling"),
    "ARS": ("peso argentino", "argentine peso"),
    "CLP": ("peso chileno", "chilean peso"),
    "MXN": ("peso mexicano", "mexican peso"),
    "COP": ("peso colombiano", "colombian peso"),
}  # fmt: skip
_BY_WORD = {word: code for code, words in _WORDS.items() for word in words}
_CODE = re.compile(r"\b[A-Z]{3}\b")


def currency(text: str) -> str:
    """Return the three letters of a currency; nothing where the text does not tell which it is, such as `$`."""
    value = " ".join(text.split())
    if len(value) == 3 and value.isascii() and value.isalpha():
        return value.upper()
    named = _SIGNS.get(value.upper()) or _BY_WORD.get(plain(value))
    codes = set(_CODE.findall(value))
    return named or (codes.pop() if len(codes) == 1 else "")
