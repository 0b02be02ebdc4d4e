"""The version of a record: told as ETag, asked for with If-Match, so that nobody overwrites what they did not see."""

from __future__ import annotations

import hashlib
import json
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

Shape = Callable[[Any], dict[str, Any]]


def tag_of(row: Model, shaped: dict[str, Any]) -> str:
    """Name the state of a record by all that is told of it, also what lies in rows of its own.

    The instant of its last change would be the same for two changes within one tick of the clock.
    """
    text = json.dumps(shaped, cls=DjangoJSONEncoder, sort_keys=True)
    return f'"{row.pk}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def not_modified(
    request: HttpRequest, response: HttpResponse, row: Model, shaped: dict[str, Any]
) -> HttpResponse | None:
    """Set the ETag of an answer; return 304 when the caller knows this state already."""
    tag = response["ETag"] = tag_of(row, shaped)
    if not _names(request.headers.get("If-None-Match", ""), tag):
        return None
    answer = HttpResponseNotModified()
    answer["ETag"] = tag
    return answer


@contextmanager
def unchanged(request: HttpRequest, row: Model, shape: Shape) -> Iterator[None]:
    """Do what follows only while the record is in the state that If-Match names, holding it meanwhile."""
    asked = request.headers.get("If-Match", "")
    if not asked:
        yield
        return
    with transaction.atomic():
        current = edits.locked(row)
        if not _names(asked, tag_of(current, shape(access.shown(request.auth, current)))):
            raise StaleError(current)
        yield


@contextmanager
def seen(request: HttpRequest, resource: Resource, pk: int) -> Iterator[Any]:
    """Give the record that a step is asked of, held in the state that If-Match names until the step is written."""
    row = resource.kept(request.auth, pk)
    with unchanged(request, row, resource.shape):
        yield row


def _names(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in header.split(",")]
