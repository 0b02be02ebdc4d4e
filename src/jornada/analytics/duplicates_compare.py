"""How far two records agree, field by field: a column of levels per field for any number of pairs at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from jornada.analytics.duplicates_text import CNPJ_LENGTH, CNPJ_ROOT, Texts

Levels = NDArray[np.int8]
OTHER, PART, NEAR, SAME = 0, 1, 2, 3
ALIKE, SOMEWHAT = 0.92, 0.80
WORKERS = 2


def compare(columns: Mapping[str, Texts], left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, Levels]:
    """Compare pairs of records.

    Parameters
    ----------
    columns : mapping of str to ndarray of object, shape (records,)
        Fields as `duplicates_text.clean` writes them.
    left, right : ndarray of int64, shape (pairs,)
        Rows of the two records of each pair.

    Returns
    -------
    dict of str to ndarray of int8, shape (pairs,)
        Place in `rules.duplicates.LEVELS`; -1 where either is blank.

    Examples
    --------
    >>> from jornada.analytics.duplicates_text import clean
    >>> names = {"name": clean("name", ["Ana Souza", "Souza, Ana", "Bruno Lima", ""])}
    >>> compare(names, np.array([0, 0, 0]), np.array([1, 2, 3]))["name"].tolist()
    [3, 0, -1]
    """
    return {field: _levels(field, column[left], column[right]) for field, column in columns.items()}


def _levels(field: str, ours: Texts, theirs: Texts) -> Levels:
    found = np.full(len(ours), -1, dtype=np.int8)
    filled = (ours != "") & (theirs != "")
    equal = filled & (ours == theirs)
    found[equal] = SAME
    open_ = np.flatnonzero(filled & ~equal)
    if len(open_):
        found[open_] = _RULES.get(field, _words)(ours[open_], theirs[open_])
    return found


def _names(ours: Texts, theirs: Texts) -> Levels:
    """Order of words does not matter; a slip, or a word left out of three, is near; one word in common is a part.

    Jaro-Winkler alone takes Maria Silva Souza and Maria Silva Santos for near, which a base is full of.
    """
    a, b = _sorted_words(ours), _sorted_words(theirs)
    slips = np.minimum(_slips(a, b, 1), _slips(ours, theirs, 1))
    shared = np.fromiter((_shared_words(x, y) for x, y in zip(ours, theirs, strict=True)), np.int64, len(ours))
    near = (slips <= 1) | (shared >= 2)
    part = (shared > 0) | (np.maximum(_winkler(a, b), _winkler(ours, theirs)) >= SOMEWHAT)
    found = np.where(near, NEAR, np.where(part, PART, OTHER))
    return np.where(a == b, SAME, found).astype(np.int8)


def _shared_words(one: str, two: str) -> int:
    """Return 2 where all words of one stand in the other (two at least), 1 where any does, else 0.

    An initial stands for a word that begins with it.
    """
    ours, theirs = set(one.split()), set(two.split())
    common = len(ours & theirs)
    if common == 0:
        return 0
    said = common + _initials(ours - theirs, theirs - ours)
    return 2 if said >= 2 and said >= min(len(ours), len(theirs)) else 1


def _initials(ours: set[str], theirs: set[str]) -> int:
    """Count the words that stand as an initial on the other side."""
    short = [{word for word in words if len(word) == 1} for words in (ours, theirs)]
    if not (short[0] or short[1]):
        return 0
    first = [{word[0] for word in words if len(word) > 1} for words in (theirs, ours)]
    return len(short[0] & first[0]) + len(short[1] & first[1])


def _emails(ours: Texts, theirs: Texts) -> Levels:
    """One slip is near, unless it is of a number: ana.lima2 is somebody else than ana.lima."""
    slips = _slips(ours, theirs, 2)
    local = np.fromiter(
        (x.split("@")[0] == y.split("@")[0] for x, y in zip(ours, theirs, strict=True)), bool, len(ours)
    )
    numbered = np.fromiter((_numbers(x) != _numbers(y) for x, y in zip(ours, theirs, strict=True)), bool, len(ours))
    return np.where((slips <= 1) & ~numbered, NEAR, np.where(local | (slips <= 2), PART, OTHER)).astype(np.int8)


def _numbers(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _one_slip(ours: Texts, theirs: Texts) -> Levels:
    return np.where(_slips(ours, theirs, 1) <= 1, NEAR, OTHER).astype(np.int8)


def _tax_ids(ours: Texts, theirs: Texts) -> Levels:
    """The root of two whole CNPJ is a part: head office and branch, unless they differ by a slip only."""
    pairs = list(zip(ours, theirs, strict=True))
    root = np.fromiter((len(x) == len(y) == CNPJ_LENGTH and x[:CNPJ_ROOT] == y[:CNPJ_ROOT] for x, y in pairs), bool)
    # Another branch has another number and other check digits.
    branch = np.fromiter((x[CNPJ_ROOT:-2] != y[CNPJ_ROOT:-2] and x[-2:] != y[-2:] for x, y in pairs), bool)
    near = _slips(ours, theirs, 1) <= 1
    return np.where(near & ~(root & branch), NEAR, np.where(root, PART, OTHER)).astype(np.int8)


def _dates(ours: Texts, theirs: Texts) -> Levels:
    """One slip, or the same digits in another order (day and month), is near; two slips are a part."""
    slips = _slips(ours, theirs, 2)
    turned = np.fromiter((sorted(x) == sorted(y) for x, y in zip(ours, theirs, strict=True)), bool, len(ours))
    return np.where((slips <= 1) | turned, NEAR, np.where(slips <= 2, PART, OTHER)).astype(np.int8)


def _addresses(ours: Texts, theirs: Texts) -> Levels:
    alike = process.cpdist(ours, theirs, scorer=fuzz.token_sort_ratio, workers=WORKERS)
    return np.where(alike >= 85, NEAR, np.where(alike >= 65, PART, OTHER)).astype(np.int8)


def _words(ours: Texts, theirs: Texts) -> Levels:
    near = (_winkler(ours, theirs) >= ALIKE) | (_slips(ours, theirs, 1) <= 1)
    return np.where(near, NEAR, OTHER).astype(np.int8)


def _domains(ours: Texts, theirs: Texts) -> Levels:
    first = np.fromiter(
        (x.split(".")[0] == y.split(".")[0] for x, y in zip(ours, theirs, strict=True)), bool, len(ours)
    )
    return np.where(first, PART, np.where(_slips(ours, theirs, 1) <= 1, NEAR, OTHER)).astype(np.int8)


def _winkler(ours: Texts, theirs: Texts) -> NDArray[np.float32]:
    return np.asarray(process.cpdist(ours, theirs, scorer=JaroWinkler.similarity, workers=WORKERS))


def _slips(ours: Texts, theirs: Texts, most: int) -> NDArray[np.int64]:
    return np.asarray(process.cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=most, workers=WORKERS))


def _sorted_words(texts: Texts) -> Texts:
    out = np.empty(len(texts), dtype=object)
    out[:] = [" ".join(sorted(text.split())) for text in texts]
    return out


_RULES: dict[str, Callable[[Texts, Texts], Levels]] = {
    "name": _names,
    "company_name": _names,
    "email": _emails,
    "phone": _one_slip,
    "tax_id": _tax_ids,
    "domain": _domains,
    "birth_date": _dates,
    "address": _addresses,
    "postcode": _one_slip,
}
