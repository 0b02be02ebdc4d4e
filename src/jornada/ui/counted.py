"""One page of a list, and how many rows there are, or at least are."""

from __future__ import annotations

from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest

from jornada.ui.paging import Order, Page, capped_count, read_cursor, take_page
from jornada.ui.time_limit import within

COUNT_CAP = 1000
# A page waits no longer for a number; the line below the list asks for it once more when the rows are there.
COUNT_SECONDS = 0.25


def page_and_count(
    request: HttpRequest, matching: QuerySet, order: Order, size: int, *, is_scanned: bool, is_slow: bool
) -> tuple[Page, int, bool]:
    """Read the page that the address names; `is_slow` says that an index may not tell how many match."""
    cursor = read_cursor(request.GET.get("after", ""), request.GET.get("before", ""))
    page = take_page(matching, order, cursor, size, is_scanned=is_scanned)
    if not (page.before or page.after):
        return page, len(page.rows), False
    if not is_slow:
        return page, *capped_count(matching, COUNT_CAP)
    return page, *_count_in_time(matching, len(page.rows))


def _count_in_time(matching: QuerySet, least: int) -> tuple[int, bool]:
    try:
        with within(COUNT_SECONDS):
            return capped_count(matching, COUNT_CAP)
    except OperationalError:
        return least, True
