"""Rows whose ids were found in the copy: any number of them, as one parameter of the query."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from django.db.models import Model, QuerySet
from numpy.typing import NDArray

from jornada.apps.org.sets import rows_among

M = TypeVar("M", bound=Model)


def among(rows: QuerySet[M], ids: NDArray[np.int64]) -> QuerySet[M]:
    """Keep the rows with these ids."""
    return rows_among(rows, "id", ids.tolist())
