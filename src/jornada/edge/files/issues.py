"""What is said about the cells of a file."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any


@dataclasses.dataclass
class Issue:
    """Something to say about a cell of a row: the row is kept without it. An amount is a value of its own."""

    row: int
    field: str
    value: str | Decimal
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
