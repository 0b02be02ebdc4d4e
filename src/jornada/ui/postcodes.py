"""CEP, the postal code of Brazil, as people write it; those of other countries stay as they are."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CEP_LENGTH, LONGEST = 8, 20
_CEP = re.compile(r"\d{2}\.?\d{3}[\s-]*\d{3}")
# A part of one, as somebody looks for it.
_BEGUN = re.compile(r"\d{2}\.?\d{3}-?\d{0,3}")


def normal_postcode(text: str, *, is_home: bool) -> str:
    """Keep the eight digits of a CEP; at home nothing else passes.

    >>> normal_postcode("01310-100", is_home=True), normal_postcode("ec1a  1bb", is_home=False)
    ('01310100', 'EC1A 1BB')
    """
    tidy = " ".join(text.split()).upper()
    if is_cep(tidy):
        return re.sub(r"\D", "", tidy)
    if tidy and is_home:
        raise ValidationError(_("A CEP has eight digits, such as 01310-100."), code="invalid")
    return tidy[:LONGEST]


def is_cep(text: str) -> bool:
    """Say whether a text is written as a CEP.

    >>> is_cep("01.310-100"), is_cep("12345-6789")
    (True, False)
    """
    return bool(_CEP.fullmatch(text)) and not set(text) <= set("0.- ")


def shown_postcode(stored: str) -> str:
    """Write a stored CEP with its hyphen.

    >>> shown_postcode("01310100"), shown_postcode("1000-205")
    ('01310-100', '1000-205')
    """
    return f"{stored[:5]}-{stored[5:]}" if len(stored) == CEP_LENGTH and stored.isdecimal() else stored


def kept_postcode(_test: str, text: str) -> str:
    """Write a postal code, or a part of one, as it is kept."""
    tidy = " ".join(text.split()).upper()
    return re.sub(r"\D", "", tidy) if _BEGUN.fullmatch(tidy) else tidy
