"""The description of the API as it is sent: written once in each process, and known by its ETag.

Nothing of it comes from the database or from who asks. The address alone may differ, where a server stands below a
path of its own, so that is what a written description is kept by.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from pydantic_core import to_json

from jornada.api.etags import not_modified
from jornada.api.urls import api


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Answer with the description, or with 304 to whoever has this one."""
    text, tag = written(api.get_root_path({}))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return not_modified(request, response, tag) or response


@lru_cache(maxsize=4)
def written(root: str) -> tuple[bytes, str]:
    """Return the description of the API below an address, and the name of its text."""
    text = to_json(api.get_openapi_schema(path_prefix=root), fallback=str)
    return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'
