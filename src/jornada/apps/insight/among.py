"""Rows whose ids were found in the copy: any number of them, as one parameter of the query."""

from __future__ import annotations

import json
from typing import TypeVar

import numpy as np
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

M = TypeVar("M", bound=Model)


def among(rows: QuerySet[M], ids: NDArray[np.int64]) -> QuerySet[M]:
    """Keep the rows with these ids."""
    if connection.vendor == "postgresql":
        return rows.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [ids.tolist()]))
    return rows.filter(pk__in=RawSQL("SELECT value FROM json_each(%s)", [json.dumps(ids.tolist())]))
