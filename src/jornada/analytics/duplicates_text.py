"""Records made comparable: what people write differently and mean alike is brought to one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.words.duplicates import FREE_MAIL, LEGAL_FORMS, SHORTENED, TITLES

Texts = NDArray[np.object_]
CNPJ_LENGTH, CNPJ_ROOT = 14, 8
# A word that no more companies bear, and that is no initial, tells a name from others.
FEW = 3
SHORTEST_WORD = 3


def clean(field: str, values: Iterable[Any]) -> Texts:
    """Bring a column to its comparable spelling; blanks are ''.

    Parameters
    ----------
    field : str
        One of `rules.duplicates.USUAL`.
    values : iterable of str or None

    Returns
    -------
    ndarray of object (str), shape (records,)

    Examples
    --------
    >>> clean("name", ["Dr. José  da Silva"])[0]
    'jose silva'
    >>> clean("phone", ["+5511987654321", "(11) 8765-4321"]).tolist()
    ['1187654321', '1187654321']
    >>> clean("company_name", ["ACME Comércio Ltda."])[0]
    'acme comercio'
    """
    write = _CLEANERS.get(field, plain)
    known: dict[Any, str] = {}
    found = [known[value] if value in known else known.setdefault(value, write(value or "")) for value in values]
    out = np.empty(len(found), dtype=object)
    out[:] = found
    return out


def coded(column: Texts) -> NDArray[np.int64]:
    """Number the different texts in the order they appear; a sorted array of texts would pad each to the longest.

    Examples
    --------
    >>> coded(np.array(["b", "a", "b"], dtype=object)).tolist()
    [0, 1, 0]
    """
    known: dict[str, int] = {}
    return np.fromiter((known.setdefault(text, len(known)) for text in column), np.int64, len(column))


def telling_words(name: str) -> set[str]:
    """Return the words of a cleaned name that may tell it from others: neither initials nor numbers.

    Examples
    --------
    >>> sorted(telling_words("zyntrex 24 h sistemas"))
    ['sistemas', 'zyntrex']
    """
    return {word for word in name.split() if len(word) >= SHORTEST_WORD and word.isalpha()}


def tells_apart(bearers: int) -> bool:
    """Say whether a word that so many names bear, two of them alike, tells these from others.

    Examples
    --------
    >>> [tells_apart(bearers) for bearers in (1, 2, 3, 4)]
    [False, True, True, False]
    """
    return 1 < bearers <= FEW


def plain(text: str) -> str:
    """Keep lower-case letters without accents, digits, and single spaces.

    Examples
    --------
    >>> plain("  São-José ")
    'sao jose'
    """
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(_SIGNS.sub(" ", text).split())


_SIGNS = re.compile(r"[^a-z0-9]+")
_NOT_DIGITS = re.compile(r"\D+")
_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]+")


def _name(text: str) -> str:
    """A name without titles and particles, the last name behind: `Souza, Ana` is Ana Souza."""
    last, comma, first = text.partition(",")
    return _without(plain(f"{first} {last}" if comma else text), TITLES)


def _company_name(text: str) -> str:
    """A name without its legal form, with the words that are usually shortened written out."""
    bare = _without(plain(_LETTERS.sub(_form, _FULL_STOPS.sub(r"\1SA", text))), LEGAL_FORMS)
    return _COM.sub("comercio", " ".join(SHORTENED.get(word, word) for word in bare.split()))


_FULL_STOPS = re.compile(r"(^|\s)S\s?[./]\s?A\b\.?", re.IGNORECASE)
# A form written letter by letter: S.R.L., L.L.C., S/S.
_LETTERS = re.compile(r"(?<!\S)(?:[a-z]\s?[./]\s?){1,3}[a-z]\b\.?(?=\s|$)", re.IGNORECASE)
# "Com" is "with" as well, and the end of a domain: between these it is trade.
_COM = re.compile(r"(?:(?<=industria )|(?<=^))com\b|\bcom(?= (?:industria|importacao|exportacao|produtos|materiais))")


def _form(found: re.Match[str]) -> str:
    """Write the letters together where they are a legal form."""
    letters = "".join(filter(str.isalpha, found[0]))
    return letters if letters.lower() in LEGAL_FORMS else found[0]


def _without(text: str, words: frozenset[str]) -> str:
    kept = [word for word in text.split() if word not in words]
    return " ".join(kept) or text


def _phone(text: str) -> str:
    """Keep area code and number, without country and ninth digit; an extension is kept apart by a sign."""
    number, _sep, extension = text.partition(";ext=")
    digits = _NOT_DIGITS.sub("", number)
    if digits.startswith("55") and len(digits) in (12, 13):
        digits = digits[2:]
    digits = digits.lstrip("0") if not number.startswith("+") else digits
    if len(digits) == 11 and digits[2] == "9":
        digits = digits[:2] + digits[3:]
    return f"{digits}x{extension}" if extension and digits else digits


def _email(text: str) -> str:
    """Lower case, and without what providers ignore: +tags everywhere, points at Gmail."""
    local, at, host = text.strip().lower().rpartition("@")
    if not at:
        return ""
    local = local.split("+")[0]
    if host in ("gmail.com", "googlemail.com"):
        local, host = local.replace(".", ""), "gmail.com"
    return f"{local}@{host}"


def _tax_id(text: str) -> str:
    return _NOT_ALNUM.sub("", text).upper()


def _domain(text: str) -> str:
    host = text.strip().lower().removeprefix("www.")
    return "" if host in FREE_MAIL else host


def _digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text)


_CLEANERS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "company_name": _company_name,
    "company": _company_name,
    "phone": _phone,
    "email": _email,
    "tax_id": _tax_id,
    "domain": _domain,
    "birth_date": _digits,
    "postcode": _digits,
}
