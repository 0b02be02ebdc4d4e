"""Fields that conditions may ask about: what each is called, what it holds, which tests fit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from jornada.rules.conditions import Test

FieldType = Literal["text", "number", "money", "date", "choice", "several", "flag"]
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
Language = Literal["en", "pt"]
# Several choices of one record are one text with this around each: ``␟gold␟partner␟``.
SEVERAL_MARK = "␟"

_KNOWN: tuple[Test, ...] = ("is_set", "is_empty")
_AMOUNT: tuple[Test, ...] = ("at_least", "at_most", "between", "is", "is_not", *_KNOWN)
TESTS_OF: Mapping[FieldType, tuple[Test, ...]] = {
    "text": ("is", "is_not", "contains", "starts_with", "in", *_KNOWN),
    "choice": ("is", "is_not", "in", *_KNOWN),
    "several": ("contains", "in", *_KNOWN),
    "number": _AMOUNT,
    "money": _AMOUNT,
    "date": ("within_days", "after", "before", "between", "is", *_KNOWN),
    "flag": ("is", *_KNOWN),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a pick list with its labels."""

    code: str
    en: str
    pt: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of record.

    Attributes
    ----------
    code : str
        Stable name, as conditions carry it.
    type : str
        One of `FIELD_TYPES`.
    en, pt : str
        Labels.
    choices : tuple of Choice
        The pick list of a ``choice`` or ``several`` field.
    """

    code: str
    type: FieldType
    en: str
    pt: str
    choices: tuple[Choice, ...] = field(default=())

    def label(self, language: Language) -> str:
        """Say what the field is called."""
        return self.pt if language == "pt" else self.en


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that a condition may name, by code, with labels (English, Portuguese).

    Attributes
    ----------
    fields : mapping of str to Field
    activities, stages : mapping of str to (str, str)
    scores : mapping of str to (str, str)
        Scoring models.
    lists : mapping of int to str
        Segments and lists by id.
    """

    fields: Mapping[str, Field] = field(default_factory=dict)
    activities: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    stages: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    scores: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    lists: Mapping[int, str] = field(default_factory=dict)
