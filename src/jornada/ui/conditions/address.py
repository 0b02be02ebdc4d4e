"""A condition as part of an address: `?where=...` narrows a list to the records that match."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.rules.conditions import Attribute, Condition, leaves
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.faults import of_format
from jornada.ui.conditions.words import reading, unseen_fields, vocabulary
from jornada.ui.filters import Filter


def to_address(data: Any) -> str:
    """Write a condition's JSON without blanks."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def from_address(text: str) -> Condition:
    """Read a condition out of an address, or raise `ConditionFormatError`."""
    try:
        data = json.loads(text)
        to_address(data).encode()  # half a character cannot be written on a page
        return from_json(data)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ConditionFormatError):
            raise
        raise ConditionFormatError("", "JSON", text) from error


def where_filter(record: str, user: Any = None) -> Filter:
    """Make the filter that narrows a list by a condition, as the person sees fields and touches.

    A condition that cannot be read, or asks for what the role hides, matches nothing.
    """

    def apply(rows: QuerySet, text: str) -> QuerySet:
        return engine().narrow(rows, record, from_address(text), user) if is_readable(text) else rows.none()

    def describe(text: str) -> str:
        try:
            return reading(from_address(text), vocabulary(record, user))
        except ConditionFormatError as error:
            return of_format(error)

    def is_readable(text: str) -> bool:
        try:
            asked = [leaf.field for _at, leaf in leaves(from_address(text)) if isinstance(leaf, Attribute)]
        except ConditionFormatError:
            return False
        return not unseen_fields(record, user, asked)

    return Filter(
        "where", _("Condition"), apply, kind="hidden", describe=describe, order=500, is_readable=is_readable,
        seen_by=lambda reader: where_filter(record, reader),
    )  # fmt: skip
