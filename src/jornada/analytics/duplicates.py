"""Probable duplicates of a whole base, each with its probability and the evidence for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.duplicates_blocks import NEIGHBOURS, candidates
from jornada.analytics.duplicates_compare import Levels, compare
from jornada.analytics.duplicates_learn import learn, like_names
from jornada.analytics.duplicates_text import Texts, clean, coded, telling_words, tells_apart
from jornada.analytics.result import Language, Result
from jornada.analytics.words import number
from jornada.analytics.words.duplicates import FOUND
from jornada.rules.duplicates import DUPLICATE, LEVELS, MISSING, MOST_BITS, NAMES, OF_SEVERAL, Known, Weights, bits_of

AT_ONCE = 500_000
Listener = Callable[[int, int], None]


@dataclass(frozen=True, eq=False, slots=True)
class Duplicates(Result):
    """Pairs that are probably the same, the likeliest first.

    Attributes
    ----------
    left, right : ndarray of int64, shape (pairs,)
        Rows of the table, `left` before `right`.
    probability : ndarray of float64
        0 to 1, at least the threshold asked for, but for namesakes.
    levels : dict of str to ndarray of int8
        Per field the place in `rules.duplicates.LEVELS`; -1: said nothing.
    rarity : dict of str to ndarray of float64
        Bits added to the weight of equal values, above zero for a rare one.
    group : ndarray of int64
        Lowest row of all that hang together through pairs.
    compared : int
        Candidate pairs that were weighed.
    known : Known
        Weights as learnt from this base.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probability: NDArray[np.float64]
    levels: dict[str, Levels]
    rarity: dict[str, NDArray[np.float64]]
    group: NDArray[np.int64]
    compared: int
    known: Known

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per pair."""
        names = ("left", "right", "probability", "group")
        levels = {name: [LEVELS[at] if at >= 0 else "" for at in column] for name, column in self.levels.items()}
        return {name: getattr(self, name).tolist() for name in names} | levels

    def explain(self, language: Language = "en") -> str:
        """Say how many pairs and groups there are."""
        counts = {"pairs": len(self.left), "groups": len(np.unique(self.group)), "compared": self.compared}
        return FOUND[language].format(**{name: number(value, language) for name, value in counts.items()})


def duplicates(
    table: Mapping[str, Iterable[Any]],
    *,
    least: float = DUPLICATE,
    neighbours: int = NEIGHBOURS,
    listener: Listener | None = None,
) -> Duplicates:
    """Find probable duplicates within one table.

    Parameters
    ----------
    table : mapping of str to column of texts
        Fields named as in `rules.duplicates.USUAL`, all equally long; blanks are '' or None.
    least : float
        Lowest probability to report, 0 to 1; companies called the same that nothing else tells apart
        (`rules.duplicates.are_namesakes`) are reported below it too.
    neighbours : int
        See `duplicates_blocks.candidates`.
    listener : callable, optional
        Called with (pairs done, pairs to do).

    Returns
    -------
    Duplicates

    Raises
    ------
    KeyError
        If a field has no usual weights.

    Notes
    -----
    Weights are learnt without labels by expectation maximisation over candidates (Winkler, Using the EM algorithm for
    weight computation in the Fellegi-Sunter model, 1988), held by the usual weights as prior; equal values are weighed
    by how rare they are.

    Examples
    --------
    >>> people = {"name": ["Ana Souza", "Bruno Lima", "Ana  Sousa"], "email": ["ana@x.com", "b@x.com", "ana@x.com"]}
    >>> found = duplicates(people)
    >>> found.left.tolist(), found.right.tolist()
    ([0], [2])
    """
    columns = {field: clean(field, values) for field, values in table.items()}
    left, right = candidates(columns, neighbours)
    levels = _compared(columns, left, right, listener)
    known = learn(levels)
    rare = {field: _rarity(columns[field], left, levels[field]) for field in columns}
    chance = probabilities(levels, rare, known)
    kept = np.flatnonzero((chance >= least) | _namesakes(levels, distinctive(columns)[left]))
    kept = kept[np.argsort(-chance[kept], kind="stable")]
    rows = len(next(iter(columns.values()))) if columns else 0
    return Duplicates(
        left[kept], right[kept], chance[kept],
        {field: column[kept] for field, column in levels.items()},
        {field: column[kept] for field, column in rare.items()},
        _groups(left[kept], right[kept], rows), len(left), known,
    )  # fmt: skip


def probabilities(
    levels: Mapping[str, Levels], rare: Mapping[str, NDArray[np.float64]], known: Known
) -> NDArray[np.float64]:
    """Weigh pairs as `rules.duplicates.judge` does one.

    Parameters
    ----------
    levels : mapping of str to ndarray of int8, shape (pairs,)
    rare : mapping of str to ndarray of float64, shape (pairs,)
        Bits of rarity.
    known : Known

    Returns
    -------
    ndarray of float64, shape (pairs,)
        Probabilities, 0 to 1.

    Examples
    --------
    >>> from jornada.rules.duplicates import usual
    >>> same = {"email": np.array([3, 0], np.int8)}
    >>> probabilities(same, {}, usual(("email",))).round(2).tolist()
    [0.87, 0.01]
    """
    alike = like_names(levels)
    total = np.where(alike, _total(levels, known.alike), _total(levels, known.unlike))
    for bits in rare.values():
        total = total + bits
    return np.asarray(1 / (1 + 2.0 ** -np.clip(total, -1000, 1000)), dtype=np.float64)


def _total(levels: Mapping[str, Levels], weights: Weights) -> NDArray[np.float64]:
    total = np.zeros(len(next(iter(levels.values()))) if levels else 0)
    total += np.log2(weights.share / (1 - weights.share))
    for field, column in levels.items():
        total += np.array([*(bits_of(field, at, weights) for at in range(len(LEVELS))), 0.0])[column]
    return total


def _compared(
    columns: Mapping[str, Texts], left: NDArray[np.int64], right: NDArray[np.int64], listener: Listener | None
) -> dict[str, Levels]:
    parts = []
    for start in range(0, max(len(left), 1), AT_ONCE):
        parts.append(compare(columns, left[start : start + AT_ONCE], right[start : start + AT_ONCE]))
        if listener:
            listener(min(start + AT_ONCE, len(left)), len(left))
    return {field: np.concatenate([part[field] for part in parts]) for field in columns}


def distinctive(columns: Mapping[str, Texts]) -> NDArray[np.bool_]:
    """Say of each company whether one of its words is borne by two or three companies only.

    In a base of any size that is what tells *Zyntrex Sistemas* from *Padaria Central*.
    """
    names = columns.get("company_name")
    if names is None:
        return np.zeros(len(next(iter(columns.values()))) if columns else 0, dtype=bool)
    words = [telling_words(name) for name in names]
    bearers = Counter(word for some in words for word in some)
    return np.array([any(tells_apart(bearers[word]) for word in some) for some in words], dtype=bool)


def _namesakes(levels: Mapping[str, Levels], is_distinctive: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say of each pair what `rules.duplicates.are_namesakes` says."""
    if "company_name" not in levels:
        return np.zeros(len(is_distinctive), dtype=bool)
    found: NDArray[np.bool_] = levels["company_name"] == LEVELS.index("same")
    one_city = levels.get("city", np.full(len(found), MISSING)) >= LEVELS.index("near")
    for field, column in levels.items():
        speaks_not = (column == MISSING) | (column >= LEVELS.index("near"))
        if field == "city":
            found = found & (speaks_not | is_distinctive)
        elif field in OF_SEVERAL:
            found = found & (speaks_not | one_city | is_distinctive)
        elif field not in NAMES:
            found = found & speaks_not
    return found


def _rarity(column: Texts, left: NDArray[np.int64], levels: Levels) -> NDArray[np.float64]:
    """Weigh equal values by how many records have them."""
    found = np.zeros(len(left))
    filled = column != ""
    same = np.flatnonzero(levels == LEVELS.index("same"))
    if not len(same):
        return found
    codes = coded(column)
    counts = np.bincount(codes)
    usual = float(counts[codes[filled]].mean())
    bits = np.log2(usual / np.maximum(counts[codes[left[same]]] - 1, 1))
    found[same] = np.clip(bits, -MOST_BITS, MOST_BITS)
    return found


def _groups(left: NDArray[np.int64], right: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Name what hangs together by its lowest row."""
    if not len(left):
        return np.empty(0, np.int64)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(number, number))
    label = connected_components(links, directed=False)[1]
    lowest = np.full(label.max() + 1, number, dtype=np.int64)
    np.minimum.at(lowest, label, np.arange(number))
    return np.asarray(lowest[label[left]], dtype=np.int64)
