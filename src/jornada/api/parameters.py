"""Parameters that an address does not know are refused: `?condition=` for `?where=` would else give every record."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import unwrap
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


def only_known(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a call with an unknown parameter; who may not call at all is told that instead."""
    operation = unwrap(run).__self__  # type: ignore[attr-defined]
    known = _known_to(operation)

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:
        strange = [name for name in request.GET if name not in known]
        if not strange:
            return run(request, **path)
        error = ValidationError({name: [_said(known)] for name in strange})
        return operation._run_checks(request) or operation.api.on_exception(request, error)

    return checked


def _known_to(operation: Any) -> dict[str, Any]:
    asked = (model for model in operation.models if model.__ninja_param_source__ == "query")
    return {name: None for model in asked for name in model.__ninja_flatten_map__}


def _said(known: dict[str, Any]) -> str:
    if not known:
        return _("There is no such parameter: this address takes none.")
    return _("There is no such parameter; this address knows %(known)s.") % {"known": ", ".join(known)}
