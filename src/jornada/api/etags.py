"""The version of a record: told as ETag, asked for with If-Match, so that nobody overwrites what they did not see."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from jornada.apps.org import access, edits
from jornada.apps.org.edits import StaleError

if TYPE_CHECKING:
    from jornada.api.resources import Resource

_DERIVED = re.compile(r"\.[0-9a-f]+(?=\")")


def tag_of(row: Model, shaped: dict[str, Any], said: dict[str, Any] | None = None) -> str:
    """Name the state of a record by all that is told of it, also what lies in rows of its own.

    The instant of its last change would be the same for two changes within one tick of the clock. Where `said` is
    given, what people said of the record without what is derived from the log, the name has two parts: that of what
    was said, by which If-Match asks, and that of all that is told.
    """
    whole = _digest(shaped)
    return f'"{row.pk}-{whole}"' if said is None else f'"{row.pk}-{_digest(said)}.{whole}"'


def not_modified(request: HttpRequest, response: HttpResponse, tag: str) -> HttpResponse | None:
    """Set the ETag of an answer; return 304 when the caller knows this state already."""
    response["ETag"] = tag
    if not _names(request.headers.get("If-None-Match", ""), tag):
        return None
    answer = HttpResponseNotModified()
    answer["ETag"] = tag
    return answer


@contextmanager
def unchanged(request: HttpRequest, row: Model, tag: Callable[[Any], str]) -> Iterator[None]:
    """Do what follows only while the record is in the state that If-Match names, holding it meanwhile.

    What is derived may have changed: the worker overwrites nobody, and nobody can overwrite it.
    """
    asked = request.headers.get("If-Match", "")
    if not asked:
        yield
        return
    with transaction.atomic():
        current = edits.locked(row)
        if not _names(_said(asked), _said(tag(access.shown(request.auth, current)))):
            raise StaleError(current)
        yield


@contextmanager
def seen(request: HttpRequest, resource: Resource, pk: int) -> Iterator[Any]:
    """Give the record that a step is asked of, held in the state that If-Match names until the step is written."""
    row = resource.kept(request.auth, pk)
    with unchanged(request, row, resource.tag):
        yield row


def _digest(told: dict[str, Any]) -> str:
    text = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _said(tags: str) -> str:
    """Keep of each name the part of what was said; a name of one part stays whole."""
    return _DERIVED.sub("", tags)


def _names(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in header.split(",")]
