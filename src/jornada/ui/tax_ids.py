"""CNPJ and CPF as people write them: their check digits are looked at, their signs left away and put back."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from validate_docbr import CNPJ, CPF


def normal_tax_id(text: str, is_person: bool) -> str:
    """Keep the signs of a CNPJ (numeric or alphanumeric) or a CPF, when its check digits are right."""
    bare = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    if not bare:
        return ""
    if is_person and not (len(bare) == 11 and CPF().validate(bare)):
        raise ValidationError(_("This CPF is wrong: check its 11 digits."), code="invalid")
    if not is_person and not (len(bare) == 14 and CNPJ().validate(bare)):
        raise ValidationError(_("This CNPJ is wrong: check its 14 letters and digits."), code="invalid")
    return bare


def shown_tax_id(stored: str) -> str:
    """Write a stored CNPJ or CPF with its usual points."""
    if len(stored) == 14:
        return f"{stored[:2]}.{stored[2:5]}.{stored[5:8]}/{stored[8:12]}-{stored[12:]}"
    if len(stored) == 11:
        return f"{stored[:3]}.{stored[3:6]}.{stored[6:9]}-{stored[9:]}"
    return stored


def tax_name(stored: str) -> str:
    """Say what kind of number it is: a person's CPF has eleven digits."""
    return "CPF" if len(stored) == 11 else "CNPJ"
