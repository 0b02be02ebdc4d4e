"""Amounts as people write them, read by the notation of the page's language."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

CURRENCIES = [("BRL", "R$ (BRL)"), ("USD", "US$ (USD)"), ("EUR", "€ (EUR)")]


def currencies(*more: str) -> list[tuple[str, str]]:
    """Return the currencies to choose from: the usual ones, and those that a company or record has beside them."""
    known = dict(CURRENCIES)
    return [*CURRENCIES, *((code, code) for code in dict.fromkeys(more) if code and code not in known)]


def shown_money(value: Decimal) -> str:
    """Write an amount with its cents, in the notation of the page's language."""
    return number_format(value, 2, use_l10n=True, force_grouping=True)


def read_amount(text: str, message: Any = "") -> Decimal:
    """Read an amount; a lone separator with one or two digits after it is always the decimal one."""
    bare = re.sub(r"(?i)[\s\u00a0]|R\$|US\$|BRL|USD|EUR|€|\$", "", text)
    comma = get_format("DECIMAL_SEPARATOR") == ","
    thousand, decimal = (r"\.", ",") if comma else (",", r"\.")
    if re.fullmatch(rf"-?(\d+|\d{{1,3}}({thousand}\d{{3}})+)({decimal}\d+)?", bare):
        plain = re.sub(thousand, "", bare)
    elif re.fullmatch(r"-?\d+[.,]\d{1,2}", bare):
        plain = bare
    else:
        raise ValidationError(message or _("This is not an amount."), code="invalid")
    return Decimal(plain.replace(",", "."))
