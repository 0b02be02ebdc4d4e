"""What the cells of a column look like, so that a header nobody foresaw still finds its field."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jornada.analytics.door import Column
from jornada.edge.files.kinds import Field, plain
from jornada.edge.files.matching import stages
from jornada.edge.files.matching.words import COUNTRY_WORDS, INDUSTRY_WORDS
from jornada.edge.files.tax_ids import is_right, with_zeros
from jornada.edge.files.unseen import without_unseen

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_DOMAIN = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}(/\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().-]{8,20}")
_TAX = re.compile(r"\d{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}/?[\dA-Z]{4}-?\d{2}|\d{3}\.\d{3}\.\d{3}-\d{2}")
_MONEY = {"number", "integer"}
_DATES = {"date", "instant"}
_TEXTS = {"text", "reference", "long", "pick", "choice", "currency", "language"}
_BY_TYPE = {
    "money": _MONEY,
    "number": _MONEY,
    "integer": {"integer"},
    "year": {"integer", "date"},
    "date": _DATES,
    "instant": _DATES,
    "yes_no": {"boolean"},
}


@dataclass(frozen=True)
class Looks:
    """The kind of a column and the share of its examples that are of each pattern."""

    kind: str
    is_counted_time: bool
    is_blank: bool
    distinct: int
    filled: int
    email: float
    domain: float
    phone: float
    tax_id: float
    outcome: float
    stage: float
    country: float
    industry: float

    @property
    def names_stages(self) -> bool:
        """Say whether some of its values are stages, beside those that only say the outcome."""
        return self.kind == "text" and (self.stage > 0 or 0 < self.outcome < 1)

    def fit(self, field: Field) -> float:
        """Say how well the cells suit a field, 0 to 1; a half when they say nothing."""
        if self.is_blank:
            return 0.5
        shares = {"email": self.email, "phone": self.phone, "tax_id": self.tax_id, "domain": self.domain}
        if field.type in shares:
            return 0.2 + 0.8 * shares[field.type] if field.type != "phone" else max(0.5, self.phone)
        if field.type in _BY_TYPE:
            return 1.0 if self.kind in _BY_TYPE[field.type] else self._loose(field.type)
        if field.code == "outcome" or field.type == "outcome":
            return 0.5 + 0.5 * self.outcome if self.outcome else 0.35
        if field.code == "stage":
            return 0.5 + 0.45 * max(self.stage, self.outcome) if self.kind == "text" else 0.2
        return self._as_words(field)

    def only_by_content(self, field: Field) -> float:
        """Score a column whose header says nothing, by cells that can hardly be anything else."""
        if self.is_blank:
            return 0.0
        sure = (
            (field.type == "email" and self.email > 0.9, 75.0),
            (field.code == "stage" and self.stage > 0.6 and self.distinct > 2, 74.0),
            (field.type == "tax_id" and self.tax_id > 0.9, 72.0),
            (field.type == "outcome" and self.outcome > 0.9 and self.distinct <= 4, 70.0),
            # A log without an instant is none: the only column of dates is when it happened.
            (field.code == "at" and self.kind in _DATES, 62.0),
        )
        return next((score for is_so, score in sure if is_so), 0.0)

    def _as_words(self, field: Field) -> float:
        if field.code == "country":
            return 0.3 + 0.7 * self.country
        # Cells that are rather something else: what some call their pipeline are its stages.
        share, fit = {"city": (self.country, 0.3), "pipeline": (self.stage, 0.1)}.get(field.code, (0.0, 0.0))
        if share > 0.5:
            return fit
        if field.code == "industry":
            return 0.5 + 0.5 * self.industry
        if field.code in {"name", "account", "owner", "manager", "contact", "parent"} and self.kind in _DATES | {
            "number"
        }:
            return 0.1
        if field.code in {"name", "account", "contact"} and self.email > 0.8:
            return 0.3
        return 0.6 if field.type in _TEXTS else 0.5

    def _loose(self, wanted: str) -> float:
        """Instants may be numbers. A mostly sound column with much dirt is read as text; its header then decides."""
        if wanted in _DATES and self.is_counted_time:
            return 0.9
        if self.kind == "text" and wanted not in {"yes_no", "year"}:
            return 0.3
        return 0.45 if wanted == "yes_no" and self.kind == "integer" else 0.1


def looks_of(column: Column) -> Looks:
    """Judge a column by its most frequent values."""
    values = [value for value in without_unseen(column.examples) if value and value.strip()]
    words = [plain(value) for value in values]
    return Looks(
        kind=column.kind,
        is_counted_time=column.is_counted_time,
        is_blank=not values,
        distinct=column.distinct,
        filled=column.looked_at - column.blanks,
        email=_share(values, _EMAIL.fullmatch),
        domain=_share(values, _DOMAIN.fullmatch),
        phone=_share(values, _PHONE.fullmatch),
        tax_id=_share(values, _is_tax_id),
        outcome=_share(words, stages.outcome_of),
        stage=_share(words, stages.step_of),
        country=_share(words, lambda word: word in COUNTRY_WORDS),
        industry=_share(words, lambda word: word in INDUSTRY_WORDS),
    )


def _is_tax_id(value: str) -> bool:
    """Know a CNPJ or CPF by its signs, or by its check digits where a spreadsheet took its first zeros."""
    return bool(_TAX.fullmatch(value)) or (value.isdecimal() and is_right(with_zeros(value)))


def _share(values: list[str], test: object) -> float:
    return sum(bool(test(value)) for value in values) / len(values) if values else 0.0  # type: ignore[operator]
