"""Many rows in one call: each is read and checked for itself, and answers for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydantic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jornada.api.faults import faults_of_schema
from jornada.api.problems import faults_of_values


@dataclass
class Line:
    """One row of a call: what came, what it became, and what is wrong with it."""

    place: int
    given: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    tags: list[str] | None = None
    found: Any = None
    saved: Any = None
    is_changed: bool = False
    problem: dict[str, Any] | None = None

    @property
    def is_sound(self) -> bool:
        return self.problem is None

    def refuse(self, status: int, title: str, detail: str = "", **more: Any) -> None:
        """Note why this row is not written; the first reason stands."""
        if self.problem is None:
            body = {"type": "about:blank", "title": title, "status": status, **more}
            self.problem = {**body, "detail": detail} if detail else body

    def refuse_values(self, error: ValidationError) -> None:
        self.refuse(422, _("The input does not fit"), errors=faults_of_values(error))


def read_lines(items: Sequence[Any]) -> list[Line]:
    """Take the rows as they came; what is no object is wrong."""
    lines = [Line(place, item if isinstance(item, dict) else {}) for place, item in enumerate(items)]
    for line, item in zip(lines, items, strict=True):
        if not isinstance(item, dict):
            line.refuse(422, _("The input does not fit"), _("Expected an object of fields."))
    return lines


def read_form(lines: Sequence[Line], form: Any, *, is_whole: bool) -> None:
    """Read rows by the form of one record; `is_whole` fills in what was left out, as making a record does."""
    for line in lines:
        if not line.is_sound:
            continue
        try:
            read = form(**line.given)
        except pydantic.ValidationError as error:
            line.refuse(422, _("The input does not fit"), errors=faults_of_schema(error.errors()))
        except TypeError:
            line.refuse(422, _("The input does not fit"), _("Expected an object of fields."))
        else:
            line.values = read.dict() if is_whole else read.dict(exclude_unset=True)


def apply(lines: Sequence[Line], change: Callable[[Line], Mapping[str, Any]]) -> None:
    """Put other values in place of those of each sound row, or note what is wrong with it."""
    for line in lines:
        if line.is_sound:
            try:
                line.values = dict(change(line))
            except ValidationError as error:
                line.refuse_values(error)
