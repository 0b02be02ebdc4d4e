"""Addresses of the same page with a changed query."""

from __future__ import annotations

from django.http import HttpRequest


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """Return this page's address with some query values set, and those that are None taken out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path
