"""What lines and proposals add up to, in decimal money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NONE = Decimal(0)


def line_total(quantity: Decimal, unit_price: Decimal, discount: Decimal = NONE, off: Decimal = NONE) -> Decimal:
    """Price a line.

    Parameters
    ----------
    quantity : Decimal
        How many, 0 or more.
    unit_price : Decimal
        Price of one, before the discount.
    discount : Decimal
        In percent, 0 to 100.
    off : Decimal
        A discount in money on the whole line, in place of one in percent: 0 to what the line comes to.

    Returns
    -------
    Decimal
        Rounded to the cent, halves away from zero.

    Raises
    ------
    ValueError
        If a discount is outside its range, or both are given.

    Examples
    --------
    >>> line_total(Decimal(3), Decimal("99.90"), Decimal(10))
    Decimal('269.73')
    >>> line_total(Decimal(3), Decimal("99.90"), off=Decimal(50))
    Decimal('249.70')
    """
    return _less(Decimal(quantity) * Decimal(unit_price), Decimal(discount), Decimal(off))


def proposal_total(lines: Iterable[Decimal], discount: Decimal = NONE, off: Decimal = NONE) -> Decimal:
    """Add up the totals of lines, less a discount in percent, or one in money (`off`), on the whole.

    Raises
    ------
    ValueError
        If a discount is outside its range, or both are given.

    Examples
    --------
    >>> proposal_total([Decimal("100.00"), Decimal("50.50")], Decimal(10))
    Decimal('135.45')
    >>> proposal_total([Decimal("100.00"), Decimal("50.50")], off=Decimal("0.50"))
    Decimal('150.00')
    """
    return _less(sum(lines, Decimal(0)), Decimal(discount), Decimal(off))


def _less(amount: Decimal, discount: Decimal, off: Decimal) -> Decimal:
    if not 0 <= discount <= 100:
        raise ValueError(f"A discount is a percentage from 0 to 100, not {discount}.")
    whole = amount.quantize(CENT, ROUND_HALF_UP)
    if not 0 <= off <= whole:
        raise ValueError(f"A discount in money is from 0 to the {whole} it is taken off, not {off}.")
    if discount and off:
        raise ValueError(f"A discount is given in percent or in money, not both: {discount} and {off}.")
    return whole - off if off else (amount * (100 - discount) / 100).quantize(CENT, ROUND_HALF_UP)
