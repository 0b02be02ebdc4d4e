"""Which pairs are worth comparing: those that share a key, in blocks that are bounded however common the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.duplicates_text import CNPJ_LENGTH, CNPJ_ROOT, Texts, coded

Rows = NDArray[np.int64]
# A record is compared with so many neighbours of its block, in the order of their names.
NEIGHBOURS = 20
# Where the second half of a CNPJ begins: after half of its root, for most end in 0001 and two check digits.
CNPJ_HALF = CNPJ_ROOT // 2
_ALIKE = str.maketrans(
    {"y": "i", "z": "s", "k": "c", "q": "c", "w": "v", "f": "p", "h": "", "e": "", "a": "", "i": "", "o": "", "u": ""}
)


def candidates(columns: Mapping[str, Texts], neighbours: int = NEIGHBOURS) -> tuple[Rows, Rows]:
    """Find the pairs that share any key.

    Parameters
    ----------
    columns : mapping of str to ndarray of object, shape (records,)
        Fields as `duplicates_text.clean` writes them; any of them may be absent.
    neighbours : int
        Records compared with each, per key: the number of pairs is at most records x keys x neighbours.

    Returns
    -------
    left, right : ndarray of int64, shape (pairs,)
        Rows, each pair once, `left` before `right`.

    Examples
    --------
    >>> from jornada.analytics.duplicates_text import clean
    >>> left, right = candidates({"email": clean("email", ["a@x.com", "b@x.com", "A@x.com"])})
    >>> left.tolist(), right.tolist()
    ([0], [2])
    """
    number = len(next(iter(columns.values()))) if columns else 0
    order = _order(columns, number)
    coded = [_pairs(key, order, neighbours, number) for key in keys_of(columns)]
    found = np.unique(np.concatenate(coded)) if coded else np.empty(0, np.int64)
    return found // max(number, 1), found % max(number, 1)


def keys_of(columns: Mapping[str, Texts]) -> Iterator[Texts]:
    """Give the keys, one column each; '' takes no part."""
    for field in ("email", "phone", "tax_id", "birth_date", "domain"):
        if field in columns:
            yield columns[field]
    if "tax_id" in columns:
        # A slip leaves one half of an id as it was.
        yield _each(columns["tax_id"], lambda text: text[: CNPJ_ROOT if len(text) == CNPJ_LENGTH else len(text) // 2])
        yield _each(columns["tax_id"], lambda text: text[CNPJ_HALF if len(text) == CNPJ_LENGTH else len(text) // 2 :])
    if "birth_date" in columns:
        yield _each(columns["birth_date"], lambda text: "".join(sorted(text)))
    if "address" in columns:
        yield columns["address"]
    names = columns.get("name", columns.get("company_name"))
    if names is None:
        return
    yield _each(names, lambda text: " ".join(sorted(text.split())))
    yield _each(names, sound)
    for field in ("company", "city", "postcode", "address"):
        if field in columns:
            yield _joined(_each(names, lambda text: _code(text.split()[-1]) if text else ""), columns[field])
            yield _joined(_each(names, lambda text: text[:2]), columns[field])


def sound(text: str) -> str:
    """Write a name roughly as it sounds, words in any order.

    Examples
    --------
    >>> sound("luiza souza") == sound("sousa luisa")
    True
    """
    return " ".join(sorted(_code(word) for word in text.split()))


def _code(word: str) -> str:
    tail = word[1:].translate(_ALIKE)
    kept = "".join(sign for place, sign in enumerate(tail) if place == 0 or sign != tail[place - 1])
    return word[:1].translate(str.maketrans("yzkqwf", "iscvvp")) + kept[:5]


def _pairs(key: Texts, order: Rows, neighbours: int, number: int) -> NDArray[np.int64]:
    """Pair each record with the next ones of its block, blocks sorted by name."""
    filled = np.flatnonzero(key != "")
    if len(filled) < 2:
        return np.empty(0, np.int64)
    codes = coded(key[filled])
    placed = np.lexsort((order[filled], codes))
    codes, rows = codes[placed], filled[placed]
    found = []
    for step in range(1, neighbours + 1):
        same = codes[step:] == codes[:-step]
        if not same.any():
            break
        one, two = rows[:-step][same], rows[step:][same]
        found.append(np.minimum(one, two) * number + np.maximum(one, two))
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def _order(columns: Mapping[str, Texts], number: int) -> Rows:
    names = columns.get("name", columns.get("company_name"))
    if names is None:
        return np.arange(number)
    place = {text: rank for rank, text in enumerate(sorted(set(names)))}
    return np.fromiter((place[text] for text in names), np.int64, number)


def _each(column: Texts, write: Callable[[str], str]) -> Texts:
    """Derive a key from each different value once."""
    known: dict[str, str] = {}
    out = np.empty(len(column), dtype=object)
    out[:] = [known[text] if text in known else known.setdefault(text, write(text)) for text in column]
    return out


def _joined(one: Texts, two: Texts) -> Texts:
    out = np.where((one == "") | (two == ""), "", one + "|" + two)
    return out.astype(object)
