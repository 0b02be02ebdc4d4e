"""What lines and proposals add up to, in decimal money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def line_total(quantity: Decimal, unit_price: Decimal, discount: Decimal = Decimal(0)) -> Decimal:
    """Price a line.

    Parameters
    ----------
    quantity : Decimal
        How many, 0 or more.
    unit_price : Decimal
        Price of one, before the discount.
    discount : Decimal
        In percent, 0 to 100.

    Returns
    -------
    Decimal
        Rounded to the cent, halves away from zero.

    Raises
    ------
    ValueError
        If the discount is outside 0 to 100.

    Examples
    --------
    >>> line_total(Decimal(3), Decimal("99.90"), Decimal(10))
    Decimal('269.73')
    """
    return _less(Decimal(quantity) * Decimal(unit_price), Decimal(discount))


def proposal_total(lines: Iterable[Decimal], discount: Decimal = Decimal(0)) -> Decimal:
    """Add up the totals of lines, less a discount in percent on the whole.

    Raises
    ------
    ValueError
        If the discount is outside 0 to 100.

    Examples
    --------
    >>> proposal_total([Decimal("100.00"), Decimal("50.50")], Decimal(10))
    Decimal('135.45')
    """
    return _less(sum(lines, Decimal(0)), Decimal(discount))


def _less(amount: Decimal, discount: Decimal) -> Decimal:
    if not 0 <= discount <= 100:
        raise ValueError(f"A discount is a percentage from 0 to 100, not {discount}.")
    return (amount * (100 - discount) / 100).quantize(CENT, ROUND_HALF_UP)
