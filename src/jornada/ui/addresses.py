"""Addresses of the same page with a changed query."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """Return this page's address with some query values set, and those that are None taken out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def back_to(request: HttpRequest, record: Any) -> str:
    """Return the page of ours that asked (`?next=`), else the page of the record (or the address) given."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    if is_ours:
        return asked
    return record if isinstance(record, str) else record.get_absolute_url()
