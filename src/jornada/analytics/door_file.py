"""What a file is, by its first bytes, and how to open the one text inside an archive."""

from __future__ import annotations

import gzip
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from jornada.analytics import door_problems as problems

HEAD = 1 << 18
TEXT, WORKBOOK, PARQUET, XML = "text", "xlsx", "parquet", "xml"

Opener = Callable[[], IO[bytes]]

_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_TEXT_NAMES = {".csv", ".tsv", ".xls"}
_ODD_CONTROLS = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 26, 27})
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Entrance:
    """A file that was recognised.

    Attributes
    ----------
    path : Path
        The file as named by the caller.
    kind : str
        `text`, `xlsx`, `parquet` or `xml`.
    open : callable
        Opens the (unpacked) bytes from the start.
    packed : bool
        True when the bytes come out of an archive.
    """

    path: Path
    kind: str
    open: Opener
    packed: bool

    @property
    def name(self) -> str:
        """Name for messages, without the folder."""
        return self.path.name

    def head(self) -> bytes:
        """Read the first bytes, enough to judge encoding and separator by."""
        return _read(self.path, self.open, HEAD)


def enter(path: str | os.PathLike[str]) -> Entrance:
    """Recognise a file.

    Parameters
    ----------
    path : path-like
        CSV, TSV, XML, XLSX or Parquet, or a .gz or .zip of one.

    Returns
    -------
    Entrance

    Raises
    ------
    FileProblem
        If the file is missing, empty or of a kind that is not read; see `door_problems`.
    """
    path = Path(path)
    _check_readable(path)
    start = _read(path, lambda: path.open("rb"), 8)
    if start[:2] == b"\x1f\x8b":
        return _inside(path, lambda: cast(IO[bytes], gzip.open(path, "rb")))
    if start[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _from_zip(path)
    return _inside(path, lambda: path.open("rb"), packed=False)


def _check_readable(path: Path) -> None:
    try:
        if not path.exists():
            raise problems.MissingFile(file=str(path))
        if not path.is_file():
            raise problems.NotAFile(file=str(path))
        if path.stat().st_size == 0:
            raise problems.EmptyFile(file=path.name)
    except (OSError, ValueError) as error:
        raise problems.NotAllowed(file=str(path), reason=reason_of(error)) from error


def _from_zip(path: Path) -> Entrance:
    try:
        archive = zipfile.ZipFile(path)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        kind = "XLSX" if path.suffix.lower() == ".xlsx" else "ZIP"
        raise problems.BrokenFile(file=path.name, kind=kind, reason=reason_of(error)) from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names:
        _check_name(path, {".xlsx", ".xlsm"}, "an Excel workbook")
        return Entrance(path, WORKBOOK, lambda: path.open("rb"), packed=False)
    _refuse_documents(path, names)
    if path.suffix.lower() == ".xlsx":
        raise problems.BrokenFile(file=path.name, kind="XLSX", reason="it holds no workbook")
    return _only_entry(path, archive, entries)


def _refuse_documents(path: Path, names: set[str]) -> None:
    """Office documents are archives too; say what they are."""
    if "xl/workbook.bin" in names:
        raise problems.BinaryFile(file=path.name, came="a binary Excel workbook (.xlsb)")
    if "word/document.xml" in names or "ppt/presentation.xml" in names or "content.xml" in names:
        raise problems.BinaryFile(file=path.name, came="a document or a presentation")


def _only_entry(path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Entrance:
    useful = [entry for entry in entries if not entry.filename.startswith("__MACOSX/")]
    if len(useful) != 1:
        raise problems.ArchiveContent(file=path.name, came=len(useful))
    if useful[0].flag_bits & 1:
        raise problems.ProtectedFile(file=path.name)
    return _inside(path, lambda: archive.open(useful[0]))


def _inside(path: Path, opener: Opener, *, packed: bool = True) -> Entrance:
    head = _read(path, opener, HEAD)
    if not head:
        raise problems.EmptyFile(file=path.name)
    kind = _kind(path, head)
    if kind == TEXT and not packed:
        _check_name(path, _TEXT_NAMES, "plain text")
    return Entrance(path, kind, opener, packed)


def _kind(path: Path, head: bytes) -> str:
    if head[:4] == b"PAR1":
        return PARQUET
    if head[:4] == b"PARE":
        raise problems.ProtectedFile(file=path.name)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _old_office(path, head)
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            raise problems.BinaryFile(file=path.name, came=name)
    return _text_kind(path, head)


def _old_office(path: Path, head: bytes) -> problems.FileProblem:
    """The same container holds old workbooks and encrypted new ones."""
    if "EncryptedPackage".encode("utf-16-le") in head or path.suffix.lower() in {".xlsx", ".xlsm"}:
        return problems.ProtectedFile(file=path.name)
    return problems.LegacyWorkbook(file=path.name)


def _text_kind(path: Path, head: bytes) -> str:
    start = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        raise problems.WrongExtension(file=path.name, extension=path.suffix or "-", came="a web page (HTML)")
    if start.startswith(b"<?xml") or start.startswith(b"<log"):
        return XML
    if not head.startswith(_UTF16_BOMS) and _is_binary(head):
        raise problems.BinaryFile(file=path.name, came="binary data")
    return TEXT


def _is_binary(head: bytes) -> bool:
    """More than one odd control byte in a hundred is no text; zero bytes are judged with the encoding."""
    odd = len(head) - len(head.translate(None, _ODD_CONTROLS))
    return odd * 100 > len(head)


def _check_name(path: Path, allowed: set[str], came: str) -> None:
    """Refuse a name that promises another kind of file; unknown endings are let through."""
    promised = {".xlsx", ".xlsm", ".xls", ".parquet", ".csv", ".tsv"} - allowed
    if path.suffix.lower() in promised:
        raise problems.WrongExtension(file=path.name, extension=path.suffix, came=came)


def _read(path: Path, opener: Opener, size: int) -> bytes:
    with guarded(path), opener() as stream:
        return stream.read(size)


class guarded:  # noqa: N801 - reads as a word in a with statement
    """Turn what the system and the unpackers throw into problems with names."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # Damaged bzip2 is an OSError that is not of the system: it has no number.
        if isinstance(error, OSError) and error.errno is None:
            raise problems.BrokenFile(file=self.path.name, kind="archive", reason=reason_of(error)) from error
        if isinstance(error, (EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)):
            raise problems.BrokenFile(file=self.path.name, kind="archive", reason=reason_of(error)) from error
        if isinstance(error, (RuntimeError, NotImplementedError)) and "password" in str(error):
            raise problems.ProtectedFile(file=self.path.name) from error
        if isinstance(error, NotImplementedError):
            raise problems.BrokenFile(file=self.path.name, kind="archive", reason=reason_of(error)) from error
        if isinstance(error, OSError):
            raise problems.NotAllowed(file=self.path.name, reason=reason_of(error)) from error


def reason_of(error: BaseException) -> str:
    strerror = getattr(error, "strerror", None)
    return str(strerror or error or type(error).__name__).rstrip(".").split("\n", 1)[0][:200]
