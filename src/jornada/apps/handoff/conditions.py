"""Conditions about leads, asked of whoever answers them over the whole base."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from jornada.rules.conditions import Condition
from jornada.ui.conditions.engine import engine


def leads_where(condition: Condition, lead_ids: Collection[int]) -> set[int]:
    """Return those of these leads of which the condition holds, as far as the analytics copy knows them."""
    matching = engine().ids("lead", condition)
    asked = np.fromiter(lead_ids, dtype=np.int64, count=len(lead_ids))
    return set(asked[np.isin(asked, matching)].tolist())
