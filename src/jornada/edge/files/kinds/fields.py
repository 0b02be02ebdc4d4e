"""What a kind of file holds: its fields, their words in real exports, and what a row is recognised by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.utils.translation import get_language

_NO_WORD = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Field:
    """One field that a column can fill.

    `type` says how the text is read: text, long, email, phone, domain, tax_id, money, currency, language, number,
    integer, employees, year, date, instant, yes_no, choice or reference; money is never below zero where it is not
    `is_signed`. `refers` names the pick list (or kind) of a reference, which is also what its unknown values are
    compared with. `names` are the headers found in real exports.
    """

    code: str
    type: str
    en: str
    pt: str
    names: tuple[str, ...]
    is_required: bool = False
    refers: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0
    is_signed: bool = False

    @property
    def label(self) -> str:
        return self.pt if (get_language() or "").startswith("pt") else self.en

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All headers that mean this field, normalised, best first."""
        own = (self.code, self.en, self.pt, *self.names)
        return tuple(dict.fromkeys(plain(name) for name in own))


@dataclass(frozen=True)
class Kind:
    """One kind of file. `keys` are tried in order to recognise a record that is known already."""

    code: str
    en: str
    pt: str
    record: str
    fields: tuple[Field, ...]
    keys: tuple[str, ...]
    own_names: tuple[str, ...] = ()
    needs_one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def label(self) -> str:
        return self.pt if (get_language() or "").startswith("pt") else self.en

    @cached_property
    def by_code(self) -> dict[str, Field]:
        return {one.code: one for one in self.fields}


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Lower case, no accents, words apart by one blank: how headers and words are compared.

    `closeDate` counts as two words.
    """
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", str(text))
    bare = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode()
    return _NO_WORD.sub(" ", bare.lower()).strip()


def squashed(text: str) -> str:
    """Only letters and digits, lower case, no accents: `GTX Pro` and `GTXPro` are the same."""
    return plain(text).replace(" ", "")
