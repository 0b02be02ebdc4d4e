"""Around every call of the API: a request id, problems in one form, and nothing that no database takes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path
from django.utils import translation
from django.utils.translation import gettext as _

from jornada.api import limits, signs
from jornada.api.problems import TYPE, problem

PREFIX = "/api/v1/"
REQUEST_ID = "X-Request-Id"
SOUND_ID = re.compile(r"[\w.:-]{1,100}")
JSON = ("application/json", "application/problem+json")
NUMBER = re.compile(r"\d+")
WRITING = ("POST", "PUT", "PATCH", "DELETE")
FILES = "multipart/form-data"
SPOKEN = {
    400: lambda: (_("This request cannot be read"), ""),
    403: lambda: (_("Not allowed"), _("Your role does not reach this action.")),
    404: lambda: (_("Not found"), _("There is no such address; /api/v1/docs lists them.")),
    405: lambda: (_("Not with this method"), _("This address does not know the method; see the header Allow.")),
    500: lambda: (_("Something unexpected happened"), _("Tell your administrator the request id.")),
    503: lambda: (_("Not at this moment"), _("Nothing was written; try again in a moment.")),
}


class ApiMiddleware:
    """Outermost but for safety and trouble: it sees what every other part answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        given = request.headers.get(REQUEST_ID, "")
        request.api_id = given if SOUND_ID.fullmatch(given) else str(uuid.uuid4())  # type: ignore[attr-defined]
        _bear_with_slashes(request)
        answer = _refused_at_door(request) or _as_problem(self.get_response(request))
        answer[REQUEST_ID] = request.api_id  # type: ignore[attr-defined]
        limits.tell(request, answer)
        return answer


def _bear_with_slashes(request: HttpRequest) -> None:
    """Take `/accounts` for `/accounts/`: a redirect would lose the body of a write."""
    path = request.path_info
    if not path.endswith("/") and _lacks_slash(NUMBER.sub("1", path)):
        request.path_info = f"{path}/"
        request.path = f"{request.path}/"


@lru_cache(maxsize=1000)
def _lacks_slash(path: str) -> bool:
    """Say whether an address is known with a slash only; asked once for all records of a kind, by one number."""
    return not is_valid_path(path) and is_valid_path(f"{path}/")


def _refused_at_door(request: HttpRequest) -> HttpResponse | None:
    """Refuse in the language asked for what goes no further: nobody else has asked for it yet."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        answer = _refused(request)
    if answer is not None:
        answer["Content-Language"] = language
    return answer


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Refuse what cannot be read: a body that is no JSON, and the sign that no database keeps."""
    refused = signs.refused_in_address(request.META.get("QUERY_STRING", ""), request.path)
    if refused is not None:
        return refused
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    if request.method not in WRITING or not has_body or request.content_type == FILES:
        return None
    if request.content_type not in JSON:
        text = _("Send JSON with Content-Type: application/json; got %(type)s.")
        return problem(415, _("This kind of content is not read"), text % {"type": request.content_type or "-"})
    return _refused_body(request)


def _refused_body(request: HttpRequest) -> HttpResponse | None:
    try:
        body = request.body
    except RequestDataTooBig:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        return problem(413, _("Too much at once"), _("Send at most %(most)s MB a call.") % {"most": most})
    return signs.refused_in_body(body)


def _as_problem(answer: HttpResponse) -> HttpResponse:
    """Turn an answer that another part gave as a page into a problem."""
    status = answer.status_code
    if status < 400 or answer.get("Content-Type", "").startswith(TYPE):
        return answer
    with translation.override(answer.get("Content-Language") or translation.get_language()):
        title, detail = SPOKEN.get(status, lambda: (HTTPStatus(status).phrase, ""))()
        made = problem(status, title, detail)
    for name in ("Allow", "Retry-After", "Content-Language", "WWW-Authenticate"):
        if name in answer:
            made[name] = answer[name]
    return made
