"""Pages that only some people may open.

editors_only = only(queries.may_edit)

@editors_only
def profile_new(request): ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

View = Callable[..., Any]


def only(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """Make a decorator that refuses a page to whoever `may` says no to."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> Any:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **options)

        return guarded

    return decorate
