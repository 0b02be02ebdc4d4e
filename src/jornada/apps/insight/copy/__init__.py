"""The analytics copy: the columns that figures are computed from, kept beside the database.

Writers call `mark_stale` (or `mark_rows`, `mark_all`) in the transaction of their change; the
worker calls `refresh` in its loop; pages call `current`, which looks first whether something is
stale. The copy can be deleted at any time: it is made again from the database.
"""

from jornada.apps.insight.copy.marks import mark_all, mark_rows, mark_stale

__all__ = ["current", "mark_all", "mark_rows", "mark_stale", "refresh"]


def refresh() -> bool:
    """Bring what is stale up to date, unless another process is at it; say whether anything changed."""
    from jornada.apps.insight.copy.refreshing import refresh_in_worker

    return refresh_in_worker()


def current():
    """Return the copy as it is in force, made or refreshed first where that is quick."""
    from jornada.apps.insight.copy.refreshing import refreshed_view

    return refreshed_view()
