"""Figures that were computed once are kept: in memory, and those that took long on disk for every process.

    @kept(VISITS, ACCOUNTS, ages=True)
    def journey_answer(view, now, scope, segment): ...

    journey_answer(view, scope, segment)     # computed, or found

An answer belongs to a question (scope, segment, period ...) and to what the tables it reads hold, so that
a change of opportunities leaves the answers about accounts as they are. The folder of answers can be
deleted at any time. A file carries a seal made with the secret key: one that anybody else put there, or
that was cut short, counts as not there.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import pickle
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from jornada import __version__
from jornada.apps.insight.clock import instant_now
from jornada.apps.insight.copy import store
from jornada.apps.insight.copy.view import View

log = logging.getLogger(__name__)

KEPT = 64
FORMAT = 1
# What is computed faster than this is not worth a file.
LONG_SECONDS = 0.02
# Answers of one question that stay on disk: of this version, of the one before for whoever still reads it,
# and of the ten minutes to come.
VERSIONS = 3
_SEAL = 32

Question = tuple[Hashable, ...]

_lock = Lock()
_results: OrderedDict[Hashable, Any] = OrderedDict()
ANSWERS: dict[str, Answer] = {}


@dataclass(frozen=True)
class Answer:
    """A function of the copy whose results are kept."""

    name: str
    tables: tuple[str, ...]
    ages: bool
    compute: Callable[..., Any]

    def __call__(self, view: View, *question: Hashable) -> Any:
        """Return the answer that was kept, or compute it."""
        moment = self._moment(view)
        key = (self.name, question, view.stamp(self.tables), *moment)
        with _lock:
            if key in _results:
                _results.move_to_end(key)
                return _results[key]
        path = _path(*key)
        result = _read(path)
        if result is None:
            result = self._computed(path, view, moment, question)
        if path.exists():
            _note_asked(path, (self.name, question))
        with _lock:
            _results[key] = result
            while len(_results) > KEPT:
                _results.popitem(last=False)
        return result

    def prepare(self, view: View, question: Question, now: int | None = None) -> bool:
        """Compute the answer for whoever asks next, if it is not there; `now` is the instant they will ask at."""
        moment = self._moment(view, now)
        path = _path(self.name, question, view.stamp(self.tables), *moment)
        if path.exists():
            return False
        self._computed(path, view, moment, question)
        return True

    def _moment(self, view: View, now: int | None = None) -> tuple[int, ...]:
        if not self.ages:
            return ()
        return (max(instant_now(view, self.tables), now or 0),)

    def _computed(self, path: Path, view: View, moment: tuple[int, ...], question: Question) -> Any:
        started = time.perf_counter()
        result = self.compute(view, *moment, *question)
        if time.perf_counter() - started >= LONG_SECONDS:
            _write(path, result)
            _sweep(path)
        return result


def kept(*tables: str, ages: bool = False) -> Callable[[Callable[..., Any]], Answer]:
    """Keep the results of a function of the copy; with `ages`, its second argument is the instant of open stays."""

    def wrap(compute: Callable[..., Any]) -> Answer:
        answer = ANSWERS[compute.__name__] = Answer(compute.__name__, tables, ages, compute)
        return answer

    return wrap


def asked_since(instant: float) -> Iterator[tuple[str, Question]]:
    """Give the questions that took long and were asked since, the latest first; forget the older ones."""
    for path in sorted(folder().glob("*.asked"), key=_changed_at, reverse=True):
        if _changed_at(path) < instant:
            for old in (*_answers_of(path), path):
                old.unlink(missing_ok=True)
        elif (found := _read(path)) is not None:
            yield found


def forget() -> None:
    """Drop all results of this process; for measurements."""
    with _lock:
        _results.clear()


def folder() -> Path:
    """Return where answers lie: beside the copy, and thrown away with it."""
    return store.home() / store.RESULTS


def _path(name: str, question: Question, *state: Hashable) -> Path:
    parts = ((name, question), (__version__, FORMAT, *state))
    asked, of = (hashlib.blake2b(repr(part).encode(), digest_size=12).hexdigest() for part in parts)
    return folder() / f"{asked}.{of}.answer"


def _note_asked(answer: Path, question: tuple[str, Question]) -> None:
    """Remember that somebody wanted this, so that the worker has it ready for the next version."""
    path = answer.with_name(f"{answer.name.split('.')[0]}.asked")
    try:
        os.utime(path)
    except FileNotFoundError:
        _write(path, question)
    except OSError:
        pass  # a folder that only reads


def _read(path: Path) -> Any:
    try:
        sealed = path.read_bytes()
    except OSError:
        return None
    seal, body = sealed[:_SEAL], sealed[_SEAL:]
    if not hmac.compare_digest(seal, _seal(body)):
        return None
    try:
        return pickle.loads(body)  # noqa: S301 - sealed by us
    except (pickle.UnpicklingError, AttributeError, ImportError, TypeError, EOFError, ValueError):
        return None  # written by an older program


def _write(path: Path, content: Any) -> None:
    body = pickle.dumps(content, protocol=5)
    draft = path.with_suffix(f".{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(_seal(body) + body)
        os.replace(draft, path)
    except OSError as problem:
        log.warning("Figures could not be kept in %s (%s); they are computed when asked for.", path.parent, problem)
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    for old in sorted(_answers_of(path), key=_changed_at, reverse=True)[VERSIONS:]:
        with suppress(OSError):
            old.unlink(missing_ok=True)


def _seal(body: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), body, hashlib.blake2s).digest()


def _answers_of(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{path.name.split('.')[0]}.*.answer"))


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
