"""`Idempotency-Key`: a write that is sent again with the same key is not done again; its answer comes again.

The answer is kept in the transaction of the write, so that a process killed at any moment has done both or neither.
Writes that answer with what follows from their commit say so (`answers_after_commit`): the step they take cannot be
taken twice, and their answer is kept right after. Refusals are not kept: nothing was done, and whoever mends the body
may send it under the same key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.api.callers import caller_of
from jornada.api.models import KeptAnswer
from jornada.api.problems import problem

KEPT = timedelta(hours=24)
# A write that has not answered after this was killed with its process; its key is free again.
LEASE = timedelta(minutes=10)
FILES_AT = "/api/v1/files/"
LONGEST = 255
HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
COPIED = ("ETag", "Content-Type", "Location")
SAFE = ("GET", "HEAD", "OPTIONS")

F = TypeVar("F", bound=Callable[..., Any])
Run = Callable[..., HttpResponse]


def answers_after_commit(view: F) -> F:
    """Mark a view whose answer tells what followed from its commit."""
    view.answers_after_commit = True  # type: ignore[attr-defined]
    return view


def once(run: Run) -> Run:
    """Wrap the run of an operation so that it is done once for each key."""
    operation = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def answered(request: HttpRequest, **path: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "")
        if not key or request.method in SAFE:
            return run(request, **path)
        if len(key) > LONGEST:
            return problem(400, _("The key is too long"), _("Idempotency-Key: expected at most 255 signs."))
        refused = operation._run_checks(request)
        if refused is not None:
            return refused
        request.is_counted = True  # type: ignore[attr-defined]
        after_commit = getattr(operation.view_func, "answers_after_commit", False)
        return _once(request, key, lambda: run(request, **path), after_commit)

    return answered


def forget_old() -> None:
    """Remove answers whose day is over; the worker does it now and then."""
    KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()


def _once(request: HttpRequest, key: str, run: Callable[[], HttpResponse], after_commit: bool) -> HttpResponse:
    caller, digest = caller_of(request), _digest(request)
    mine = _claim(caller, key, digest)
    if mine is None:
        return _known(caller, key, digest)
    try:
        answer = _done(mine, run, after_commit)
    except BaseException:
        mine.delete()
        raise
    if answer.status_code >= 400:
        mine.delete()
    return answer


def _done(mine: KeptAnswer, run: Callable[[], HttpResponse], after_commit: bool) -> HttpResponse:
    if after_commit:
        answer = run()
        if answer.status_code < 400:
            _keep(mine, answer)
        return answer
    with transaction.atomic():
        answer = run()
        if answer.status_code < 400:
            _keep(mine, answer)
        else:
            transaction.set_rollback(True)
    return answer


def _claim(caller: str, key: str, digest: str) -> KeptAnswer | None:
    """Take the key, unless somebody has it; of two at once one is first."""
    now = timezone.now()
    held = KeptAnswer.objects.filter(caller=caller, key=key)
    held.filter(at__lt=now - KEPT).delete()
    # A claim of an instant to come is one from before the clock was put back.
    held.filter(status=None).exclude(at__range=(now - LEASE, now + LEASE)).delete()
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(caller=caller, key=key, request=digest, at=now)
    except IntegrityError:
        return None


def _known(caller: str, key: str, digest: str) -> HttpResponse:
    kept = KeptAnswer.objects.filter(caller=caller, key=key).first()
    if kept is not None and kept.request != digest:
        text = _("This Idempotency-Key came with another request before; take a new key for a new request.")
        return problem(422, _("The key was used before"), text)
    if kept is None or kept.status is None:
        text = _("A request with this Idempotency-Key is being answered; send it again in a moment.")
        answer = problem(409, _("Not at this moment"), text)
        answer["Retry-After"] = "1"
        return answer
    answer = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        answer[name] = value
    answer[REPLAYED] = "true"
    return answer


def _keep(mine: KeptAnswer, answer: HttpResponse) -> None:
    mine.status, mine.body = answer.status_code, answer.content.decode()
    mine.headers = {name: answer[name] for name in COPIED if name in answer}
    mine.save(update_fields=["status", "body", "headers"])


def _digest(request: HttpRequest) -> str:
    head = f"{request.method} {request.get_full_path()}\n".encode()
    mix = hashlib.sha256(head)
    for piece in _sent(request):
        mix.update(piece)
    return mix.hexdigest()


def _sent(request: HttpRequest) -> Iterator[bytes]:
    """Give what was sent piece by piece; a form with files is larger than a body that is kept in memory."""
    # Everywhere else the body is read once more, as the JSON that it should be.
    if request.content_type != "multipart/form-data" or request.path != FILES_AT:
        yield request.body
        return
    yield repr(sorted(request.POST.lists())).encode(errors="replace")
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield f"{name} {file.name} {file.size}".encode(errors="replace")
            yield from file.chunks()
            file.seek(0)
