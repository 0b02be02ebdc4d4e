"""Phones of files, written as forms keep them: E.164, so that they are found and compared whoever typed them."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from django.core.exceptions import ValidationError

from jornada.apps.market.fields import EXTENSION, normal_phone
from jornada.apps.market.numbered import AREA_CODES

_AREAS = frozenset(str(code) for code in AREA_CODES)
# 11 98765-4321, (011) 3333-4444, +55 11 9 8765 4321, 5511987654321: what nearly every cell of a file is.
_AT_HOME = re.compile(r"(?:\+?55[ .-]?)?\(?0?(\d\d)\)?[ .-]?(9?)[ .-]?(\d{4})[ .-]?(\d{4})")
# What says its country, its carrier (0 15 11 …, 0xx21 …) or its kind (0800) by itself.
_FROM_ANYWHERE = re.compile(r"(?:\+|0[358]00|0 ?\d\d ?\(?\d\d|(?:55 ?)?\(?0 ?(?:xx|\*\*)).*", re.IGNORECASE)
# The digits of a mobile number, wherever its gaps are: no other country writes eleven with a nine in third place.
_MOBILE = re.compile(r"(?:55)?0?(\d\d)9\d{8}")
_GAPS = re.compile(r"[ ()./-]")


def stored_phone(text: str) -> str:
    """Write a phone as it is kept; what is none, has no area code or may be of another country stays as it came.

    >>> stored_phone("(41) 99888-7766"), stored_phone("+1 415 555 2671"), stored_phone("415-555-2671")
    ('+5541998887766', '+14155552671', '415-555-2671')
    """
    found = _AT_HOME.fullmatch(text)
    if found and found[1] in _AREAS:
        return f"+55{found[1]}{found[2]}{found[3]}{found[4]}"
    return _any_phone(text)


@lru_cache(maxsize=4096)
def _any_phone(text: str) -> str:
    number = re.sub(r"^00", "+", EXTENSION.sub("", text).strip())
    found = _AT_HOME.fullmatch(number) or _MOBILE.fullmatch(_GAPS.sub("", number))
    if (found and found[1] in _AREAS) or _FROM_ANYWHERE.fullmatch(number):
        with suppress(ValidationError):
            return normal_phone(re.sub(r"^00", "+", text))
    return text
