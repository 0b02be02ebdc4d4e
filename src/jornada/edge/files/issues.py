"""What is said about the cells of a file."""

from __future__ import annotations

import dataclasses
from typing import Any

from jornada.edge.files.told import Told


@dataclasses.dataclass
class Issue:
    """Something to say about a cell of a row: the row is kept without it. Amounts and dates are values of their own."""

    row: int
    field: str
    value: Told
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
