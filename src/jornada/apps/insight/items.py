"""What each opportunity holds of each product: by its items, and by its own product where it has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.apps.insight.copy.view import View, places

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Products of decimals fall short of half a cent by less than this, in cents.
_SLIP = 1e-6


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """One entry per opportunity and product: where the opportunity stands, the product (-1 is none), its weight.

    `weight` of `total` is the part of the opportunity's amount that is the product's.
    """

    row: Ints
    product: Ints
    weight: Floats
    total: Floats

    def select(self, mask: NDArray[np.bool_]) -> Parts:
        return Parts(self.row[mask], self.product[mask], self.weight[mask], self.total[mask])

    def of(self, amounts: Floats) -> Floats:
        """Return the part of each opportunity's amount; NaN where the amount is not known."""
        return amounts[self.row] * self.weight / self.total


def parts_of(view: View) -> Parts:
    """Return what each opportunity holds of each product.

    The amount is split as its items are worth: where it is their sum, each has its own value, and where something was
    taken off the whole, each bears its share. Items that are worth nothing share alike.
    """
    row, product, worth = _by_product(view)
    count = len(view.opportunities["id"])
    total = np.bincount(row, weights=worth, minlength=count)[row]
    kinds = np.bincount(row, minlength=count)
    is_free = total <= 0
    bare = np.flatnonzero(kinds == 0)
    ones = np.ones(len(bare))
    return Parts(
        np.concatenate([row, bare]),
        np.concatenate([product, view.opportunities["product"][bare].astype(np.int64)]),
        np.concatenate([np.where(is_free, 1.0, worth), ones]),
        np.concatenate([np.where(is_free, kinds[row].astype(np.float64), total), ones]),
    )


def has_product(view: View, product: int) -> NDArray[np.bool_]:
    """Say which opportunities hold a product; -1 asks for those that hold something of which nobody named it."""
    parts = parts_of(view)
    mask = np.zeros(len(view.opportunities["id"]), dtype=np.bool_)
    mask[parts.row[parts.product == product]] = True
    return mask


def _by_product(view: View) -> tuple[Ints, Ints, Floats]:
    """Add up the items of one product in one opportunity."""
    items: Any = view.items
    row = places(view.opportunities["id"], items["opportunity"])
    # Between two refreshes of the tables an opportunity may be gone.
    known = row >= 0
    row, product = row[known], items["product"][known].astype(np.int64)
    worth = np.floor(items["worth"][known] * 100 + 0.5 + _SLIP) / 100
    order = np.lexsort((product, row))
    row, product, worth = row[order], product[order], worth[order]
    first = np.flatnonzero(np.diff(row, prepend=-1) | np.diff(product, prepend=-2))
    summed = np.add.reduceat(worth, first) if len(first) else worth
    return row[first], product[first], np.maximum(summed, 0.0)
