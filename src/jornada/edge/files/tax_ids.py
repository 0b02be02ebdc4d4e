"""CNPJ and CPF in files: what a spreadsheet took from them, and whether their check digits are right."""

from __future__ import annotations

import re
from collections.abc import Sequence

CPF, CNPJ = 11, 14
# How many signs the ids of other countries have that look like none of ours.
_FOREIGN = range(8, 11)
_FIRST = {CPF: (10, 9, 8, 7, 6, 5, 4, 3, 2), CNPJ: (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)}
_SECOND = {CPF: (11, *_FIRST[CPF]), CNPJ: (6, *_FIRST[CNPJ])}
_BARE = {CPF: re.compile(r"\d{11}"), CNPJ: re.compile(r"[0-9A-Z]{12}\d\d")}
# As ids are written where a name is expected: letters only with the signs, else a name in capitals could be meant.
_WRITTEN = re.compile(
    r"\d{3}\.?\d{3}\.?\d{3}-?\d\d|\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d\d|\d{12,13}"
    r"|[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-\d\d"
)
# So many zeros at the start a spreadsheet takes away when it holds the id for a number.
_LOST = {CNPJ: (13, 12), CPF: (10, 9)}


def is_right(bare: str) -> bool:
    """Say that a CNPJ (letters as in the new ones) or a CPF, without its signs, has the right check digits.

    An import asks a million times: this takes a quarter of what the library does that the form asks.
    """
    size = len(bare)
    if size not in _BARE or not _BARE[size].fullmatch(bare) or len(set(bare)) == 1:
        return False
    values = [ord(sign) - 48 for sign in bare]
    return values[-2] == _check(values, _FIRST[size]) and values[-1] == _check(values, _SECOND[size])


def tells_apart(kept: str) -> bool:
    """Say that an id can be relied on: a right one of ours, or one that may be of another country.

    A wrong CNPJ that somebody corrects is no other company, and half of one says of no two that they are one.
    """
    return is_right(kept) or kept[:2].isalpha() or (kept.isalnum() and len(kept) in _FOREIGN)


def with_zeros(bare: str) -> str:
    """Give a number back the zeros that a spreadsheet took, where its check digits say so."""
    if bare.isdecimal():
        for size, lengths in _LOST.items():
            if len(bare) in lengths and is_right(whole := bare.zfill(size)):
                return whole
    return bare


def in_place_of_name(text: str | None) -> str:
    """Return the CNPJ or CPF, without its signs, that stands where a company is named; blank for names."""
    came = (text or "").strip().upper()
    if not _WRITTEN.fullmatch(came):
        return ""
    bare = with_zeros(re.sub(r"[^0-9A-Z]", "", came))
    return bare if is_right(bare) else ""


def _check(values: Sequence[int], weights: Sequence[int]) -> int:
    rest = sum(value * weight for value, weight in zip(values, weights, strict=False)) % 11
    return 0 if rest < 2 else 11 - rest
