"""The folder of files: each content once, under its SHA-256; what no row points to is swept away."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jornada.apps.interactions.attachments.models import Attachment

# An upload may have written its content and not yet its row.
YOUNG_SECONDS = 3600
HEAD = 16
ASIDE = "aside-"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a content once it lies in the folder."""

    digest: str
    size: int
    head: bytes


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "records"


def path_of(digest: str) -> Path:
    return folder() / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write a content and move it under its digest; a second one with the same content takes its place."""
    folder().mkdir(parents=True, exist_ok=True)
    mix, size, head = hashlib.sha256(), 0, b""
    handle, name = tempfile.mkstemp(prefix="new-", dir=folder())
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                head = head + chunk[: HEAD - len(head)] if len(head) < HEAD else head
                mix.update(chunk)
                size += out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target = path_of(mix.hexdigest())
        target.parent.mkdir(exist_ok=True)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Kept(mix.hexdigest(), size, head)


def sweep() -> int:
    """Remove contents that no row points to any more, and uploads that broke off; return how many."""
    limit, removed = time.time() - YOUNG_SECONDS, 0
    # Of a sweep that was killed between moving a content aside and judging it.
    for path in folder().glob(f"{ASIDE}*") if folder().exists() else ():
        _put_back(path)
    for path in folder().glob("*/*") if folder().exists() else ():
        removed += _is_old(path, limit) and _is_unused(path.name) and _remove_content(path, limit)
    for path in folder().glob("new-*") if folder().exists() else ():
        removed += _is_old(path, limit) and _remove(path)
    return removed


def _is_old(path: Path, limit: float) -> bool:
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False


def _is_unused(digest: str) -> bool:
    return not Attachment.objects.filter(digest=digest).exists()


def _remove_content(path: Path, limit: float) -> bool:
    """Remove a content, unless somebody kept the same one meanwhile: what is moved aside first is what is judged.

    A content that is kept after the move lies under its name anew, and one that was kept before it is young.
    """
    aside = folder() / f"{ASIDE}{path.name}"
    try:
        os.replace(path, aside)
    except FileNotFoundError:
        return False
    if _is_old(aside, limit) and _is_unused(path.name):
        return _remove(aside)
    _put_back(aside)
    return False


def _put_back(aside: Path) -> None:
    """Move a content to where it belongs; one that lies there is the same. Another sweep may have done it."""
    with suppress(FileNotFoundError):
        os.replace(aside, path_of(aside.name.removeprefix(ASIDE)))


def _remove(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return True
