"""Archives with several tables: each becomes a file of its own."""

from __future__ import annotations

import lzma
import os
import re
import time
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.conf import settings

from jornada.analytics.door import FileProblem, open_table
from jornada.analytics.door_file import reason_of
from jornada.analytics.door_problems import BrokenFile
from jornada.edge.files.matching.presets import recognise

MOST = 200
# Where an archive of everything keeps what is to be imported; its tables beside that are full of numbers of rows.
OURS = "jornada-import"
# What the unpacker throws at archives that are not sound; an OSError with a number is of our own disk.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)
_ENDINGS = {".csv", ".tsv", ".txt"}
_UNSAFE = re.compile(r"[^\w.-]+")


def tables_in(path: Path, folder: Path) -> list[tuple[Path, str]]:
    """Give the tables of a file with their names: itself, or those of an archive with several, unpacked into a folder.

    Where some are exports that we know, only these are given: whole archives hold much else. What is too large or
    locked stays for the door to refuse.

    Raises
    ------
    BrokenFile
        If the archive is damaged, or packed in a way that cannot be undone here.
    """
    try:
        entries = _entries(path)
        if len(entries) < 2:
            return [(path, path.name)]
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path) as archive:
            targets = zip(entries, _names(entries), strict=True)
            unpacked = [_unpack(archive, entry, folder / name) for entry, name in targets]
    except DAMAGED as error:
        raise BrokenFile(file=path.name, kind="ZIP", reason=reason_of(error)) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise BrokenFile(file=path.name, kind="ZIP", reason=reason_of(error)) from error
    known = [one for one in unpacked if _is_known(one)]
    return [(one, one.name) for one in known or unpacked]


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    """Return the texts in an archive; none when it is no archive, or one that may not be unpacked."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        entries = [one for one in archive.infolist() if _is_table(one)]
    entries = [one for one in entries if PurePosixPath(one.filename).parts[0] == OURS] or entries
    is_small = sum(one.file_size for one in entries) <= settings.MAX_IMPORT_BYTES and len(entries) <= MOST
    return entries if is_small and not any(one.flag_bits & 1 for one in entries) else []


def _is_table(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    return not entry.is_dir() and name.suffix.lower() in _ENDINGS and name.parts[0] != "__MACOSX"


def _names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Name the files that become of tables: each its own name, also when two folders have one of the same."""
    names: list[str] = []
    for place, entry in enumerate(entries):
        name = _UNSAFE.sub("_", PurePosixPath(entry.filename).name)[-80:]
        names.append(f"{place}-{name}" if name in names else name)
    return names


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> Path:
    """Write one table, as old as it is in the archive: by that a plan is known when it is given again."""
    with archive.open(entry) as source, target.open("wb") as out:
        left = entry.file_size
        while left > 0 and (piece := source.read(min(left, 1 << 20))):
            out.write(piece)
            left -= len(piece)
    at = time.mktime((*entry.date_time, 0, 0, -1))
    os.utime(target, (at, at))
    return target


def _is_known(path: Path) -> bool:
    try:
        with open_table(path) as table:
            return recognise(table.names) is not None
    except FileProblem:
        return False
