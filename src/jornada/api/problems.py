"""Errors as problem details (RFC 9457): what is wrong, what was expected, what came, what to do."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as SchemaError

from jornada.api.duplicates import DuplicatesFoundError
from jornada.api.faults import faults_of_schema, unreadable
from jornada.apps.interactions.errors import CannotVoidError, InvalidTouchesError
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.lists import gone
from jornada.apps.org.trouble import in_words

TYPE, ROOT = "application/problem+json", "/api/v1"


def problem(status: int, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """Build the answer."""
    body = {"type": "about:blank", "title": title, "status": status, **({"detail": detail} if detail else {}), **more}
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False)
    # Half a character that came is told as it stands in JSON: no text in UTF-8 holds it.
    return HttpResponse(text.encode("utf-8", "backslashreplace"), status=status, content_type=TYPE)


def install(api: NinjaAPI) -> None:
    """Teach the API to answer every refusal as a problem."""

    @api.exception_handler(AuthenticationError)
    def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        said, challenge = _("Send an API token: Authorization: Bearer <token>."), "Bearer"
        if request.headers.get("Authorization", "").lower().startswith("bearer "):
            said = _("This token is not known, was revoked, or is over. Make another one under Settings › API tokens.")
            challenge = 'Bearer error="invalid_token"'
        answer = problem(401, _("Sign in first"), said)
        answer["WWW-Authenticate"] = challenge
        return answer

    @api.exception_handler(PermissionDenied)
    def not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, _("Not allowed"), str(error) or _("Your role does not reach this action."))

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        # Addresses of records are those of their pages, below that of the API.
        page = f"/{request.path.removeprefix(ROOT).strip('/')}/"
        told = gone.in_words(getattr(request, "auth", None), page)
        return problem(404, _("Not found"), told or _("There is no such record, or it is out of your reach."))

    @api.exception_handler(SchemaError)
    def wrong_input(request: HttpRequest, error: SchemaError) -> HttpResponse:
        return problem(422, _("The input does not fit"), errors=faults_of_schema(error.errors))

    @api.exception_handler(ValidationError)
    def wrong_values(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(422, _("The input does not fit"), errors=faults_of_values(error))

    @api.exception_handler(Throttled)
    def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
        return problem(429, _("Too many requests"), _("Wait until the window is over; Retry-After says how long."))

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 400 and error.__cause__ is not None:
            return problem(400, _("This request cannot be read"), unreadable(error.__cause__))
        return problem(error.status_code, str(error))

    @api.exception_handler(StaleError)
    def stale(request: HttpRequest, error: StaleError) -> HttpResponse:
        when = getattr(error.current, "updated_at", None)
        text = _("It was changed after it was read. Read it again and decide which values stay.")
        told = {"changed_at": f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"} if when else {}
        return problem(412, _("Somebody changed it meanwhile"), text, **told)

    @api.exception_handler(IntegrityError)
    def taken(request: HttpRequest, error: IntegrityError) -> HttpResponse:
        return problem(
            409, _("Not at this moment"), _("Another record has this value already, or still needs this one.")
        )

    @api.exception_handler(OperationalError)
    def in_trouble(request: HttpRequest, error: OperationalError) -> HttpResponse:
        sentence = in_words(error)
        if sentence is None:
            raise error
        return problem(503, _("Not at this moment"), sentence)

    @api.exception_handler(DuplicatesFoundError)
    def there_already(request: HttpRequest, error: DuplicatesFoundError) -> HttpResponse:
        text = _("Look at the candidates; send it again with ?force=true when it is another one.")
        candidates = [one.dict() for one in error.candidates]
        return problem(409, _("This may be here already"), text, candidates=candidates)

    for kind in (WrongMomentError, CannotVoidError):
        api.add_exception_handler(kind, _conflict)
    api.add_exception_handler(InvalidTouchesError, _bad_touches)


def faults_of_values(error: ValidationError) -> list[dict[str, str]]:
    """Say field by field what is wrong with values that fit the form."""
    fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [{"field": name, "message": text} for name, texts in fields.items() for text in texts]


def _conflict(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(409, _("Not at this moment"), str(error))


def _bad_touches(request: HttpRequest, error: InvalidTouchesError) -> HttpResponse:
    faults = [{"field": f"touches.{fault.row}", "message": fault.message} for fault in error.faults[:100]]
    return problem(422, _("The input does not fit"), errors=faults)
