"""Addresses of the same page with a changed query."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

# Longer numbers no database holds, and a page that asks for one asks for nothing.
LONGEST = 18


def is_id(text: str) -> bool:
    """Say whether a text of an address or a form can be the number of a record: digits 0 to 9, not too many."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST


def instant_of(text: str) -> datetime | None:
    """Read an instant that a page was given back; a damaged one is none."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """Return this page's address with some query values set, and those that are None taken out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def is_our_page(request: HttpRequest, address: str) -> bool:
    """Say whether a form may lead there: a page of this server, by its path; a bare word would name a view."""
    hosts, is_secure = {request.get_host()}, request.is_secure()
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, hosts, require_https=is_secure)


def back_to(request: HttpRequest, record: Any) -> str:
    """Return the page of ours that asked (`?next=`), else the page of the record (or the address) given."""
    asked = request.GET.get("next", "")
    if is_our_page(request, asked):
        return asked
    return record if isinstance(record, str) else record.get_absolute_url()
