"""Text of any of the usual encodings, checked and brought to UTF-8 without holding it in memory."""

from __future__ import annotations

import codecs
import errno
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jornada.analytics import door_problems as problems
from jornada.analytics.door_file import Entrance, guarded, reason_of

CHUNK = 1 << 22
LINE_LIMIT = 2_000_000
SIZE_LIMIT = 200_000_000_000
KNOWN = ("utf-8", "utf-16", "windows-1252", "iso-8859-1")

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PAIR = re.compile(rb"\xc3[\x80-\xbf]")
_VALID = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Text:
    """A file as checked UTF-8.

    Attributes
    ----------
    path : Path
        UTF-8 without byte order mark; lines end in LF or, all of them, in CR LF.
    encoding : str
        `utf-8`, `utf-16-le`, `utf-16-be`, `windows-1252` or as the caller said.
    has_bom : bool
        True when the original began with a byte order mark.
    line_end : str
        `"\\n"` or `"\\r\\n"`, of `path`.
    """

    path: Path
    encoding: str
    has_bom: bool
    line_end: str


def settle_text(entrance: Entrance, folder: Path, encoding: str | None = None) -> Text:
    """Check a text file and bring it to UTF-8; a sound UTF-8 file is used where it lies.

    Parameters
    ----------
    entrance : Entrance
        The recognised file.
    folder : Path
        Where an unpacked or transcoded copy may be written.
    encoding : str, optional
        Name of the encoding; detected when missing (UTF-8, UTF-16, else Windows-1252).

    Returns
    -------
    Text

    Raises
    ------
    FileProblem
        On zero bytes, an endless line, bytes that fit no usual encoding or two encodings in one file.
    """
    wanted, has_bom = _named(entrance, encoding) if encoding else _guess(entrance)
    try:
        return _settle(entrance, folder, wanted, has_bom)
    except _UndecodableError as trouble:
        if encoding or wanted != "utf-8" or has_bom:
            raise _broken(entrance, wanted, trouble.line) from trouble
    _refuse_mixed(entrance)
    try:
        return _settle(entrance, folder, "windows-1252", has_bom=False)
    except _UndecodableError as trouble:
        raise _broken(entrance, "UTF-8 or Windows-1252", trouble.line) from trouble


def _broken(entrance: Entrance, encoding: str, line: int) -> problems.FileProblem:
    return problems.BrokenEncoding(file=entrance.name, encoding=encoding, line=line)


class _UndecodableError(Exception):
    """Bytes that mean nothing in the encoding tried."""

    def __init__(self, line: int) -> None:
        self.line = line


def _guess(entrance: Entrance) -> tuple[str, bool]:
    head = entrance.head()
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, True
    zeros = head.count(0)
    if zeros * 10 > len(head):
        return _utf16_by_zeros(entrance, head), False
    return "utf-8", False


def _utf16_by_zeros(entrance: Entrance, head: bytes) -> str:
    """In UTF-16 of Latin text every second byte is zero, always the same one of the two."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 > len(head) * 3 and min(even, odd) * 20 <= max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    raise problems.BinaryFile(file=entrance.name, came="binary data")


def _named(entrance: Entrance, encoding: str) -> tuple[str, bool]:
    try:
        info = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError) as error:
        raise problems.UnknownEncoding(file=entrance.name, encoding=encoding, known=", ".join(KNOWN)) from error
    guess, has_bom = _guess(entrance)
    if info.name in {"utf-16", "utf-8-sig"}:
        return (
            guess if info.name == "utf-16" and guess.startswith("utf-16") else info.name.removesuffix("-sig")
        ), has_bom
    return info.name, has_bom and guess == info.name


def _settle(entrance: Entrance, folder: Path, encoding: str, has_bom: bool) -> Text:
    watch = _Watch(entrance.name)
    if not entrance.packed and encoding == "utf-8" and not has_bom:
        for piece in _utf8(entrance, encoding, has_bom):
            watch.see(piece)
        if watch.is_plain():
            return Text(_linked(entrance.path, folder), encoding, has_bom, watch.line_end())
        watch = _Watch(entrance.name)
    path = _copy(entrance, folder, encoding, has_bom, watch)
    return Text(path, encoding, has_bom, "\n")


def _linked(path: Path, folder: Path) -> Path:
    """A plain name for the reader, which would take `*` or `?` in a file name as a pattern."""
    link = folder / "table.csv"
    link.symlink_to(path.resolve())
    return link


def _copy(entrance: Entrance, folder: Path, encoding: str, has_bom: bool, watch: _Watch) -> Path:
    path = folder / "table.csv"
    path.unlink(missing_ok=True)
    held = b""
    with path.open("wb") as out:
        for piece in _utf8(entrance, encoding, has_bom):
            watch.see(piece)
            piece = held + piece
            held = b"\r" if piece.endswith(b"\r") else b""
            piece = piece[: len(piece) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            save(out.write, piece, entrance.name, folder)
        save(out.write, b"\n" if held else b"", entrance.name, folder)
    return path


def save(write: object, piece: object, name: str, folder: Path) -> None:
    """Write to a file of ours; a full disk becomes a problem with a name."""
    try:
        write(piece)  # type: ignore[operator]
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise problems.NoRoom(file=name, folder=str(folder)) from error
        raise problems.UnreadableFile(file=name, reason=reason_of(error)) from error


def _chunks(entrance: Entrance) -> Iterator[bytes]:
    total = 0
    with guarded(entrance.path), entrance.open() as stream:
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > SIZE_LIMIT:
                raise problems.TooLarge(file=entrance.name, limit=SIZE_LIMIT)
            yield chunk


def _utf8(entrance: Entrance, encoding: str, has_bom: bool) -> Iterator[bytes]:
    """Give the file as UTF-8 bytes, piece by piece, without its byte order mark."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines, skip = 1, has_bom
    for chunk in _ended(_chunks(entrance)):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            start = getattr(error, "start", 0)
            raise _UndecodableError(lines + chunk[:start].count(b"\n")) from error
        if skip and text:
            text, skip = text[1:], False
        lines += text.count("\n")
        yield chunk if encoding == "utf-8" and not has_bom else _encoded(text, lines)


def _encoded(text: str, lines: int) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _UndecodableError(lines) from error


def _ended(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield from chunks
    yield b""


@dataclass
class _Watch:
    """What must hold for every piece of a text: no zero byte, no endless line."""

    name: str
    lines: int = 1
    open_bytes: int = 0
    newlines: int = 0
    pairs: int = 0
    returns: int = 0
    last: bytes = field(default=b"")

    def see(self, piece: bytes) -> None:
        """Check the next piece."""
        if not piece:
            return
        zero = piece.find(0)
        if zero >= 0:
            raise problems.NulBytes(file=self.name, line=self.lines + _ends(piece[:zero]))
        self._check_length(piece)
        self.newlines += piece.count(b"\n")
        self.returns += piece.count(b"\r")
        self.pairs += piece.count(b"\r\n") + (self.last == b"\r" and piece.startswith(b"\n"))
        self.last = piece[-1:]
        self.lines += _ends(piece)

    def _check_length(self, piece: bytes) -> None:
        """Pieces are short enough that an endless line always meets the edge of one or stands whole in it."""
        start = 0
        while len(piece) - start + self.open_bytes > LINE_LIMIT:
            stop = piece.rfind(b"\n", start, start + LINE_LIMIT - self.open_bytes + 1)
            stop = stop if stop >= 0 else piece.rfind(b"\r", start, start + LINE_LIMIT - self.open_bytes + 1)
            if stop < 0:
                line = self.lines + _ends(piece[:start])
                raise problems.LineTooLong(file=self.name, line=line, limit=LINE_LIMIT)
            start, self.open_bytes = stop + 1, 0
        stop = max(piece.rfind(b"\n", start), piece.rfind(b"\r", start))
        self.open_bytes = len(piece) - stop - 1 if stop >= 0 else self.open_bytes + len(piece) - start

    def is_plain(self) -> bool:
        """Say whether all lines end alike, in LF or in CR LF."""
        return self.returns == self.pairs and self.pairs in {0, self.newlines}

    def line_end(self) -> str:
        """Say how the lines end."""
        return "\r\n" if self.pairs else "\n"


def _ends(piece: bytes) -> int:
    return piece.count(b"\n") or piece.count(b"\r")


def _refuse_mixed(entrance: Entrance) -> None:
    """Tell a glued file from one in Windows-1252, where a pair that looks like UTF-8 is a rare accident."""
    tally = _Tally()
    for block in _whole_lines(_chunks(entrance)):
        tally.see(block)
    if tally.pairs > max(2, tally.others // 1000) or tally.pairs > tally.others:
        raise problems.MixedEncodings(file=entrance.name, line_utf8=tally.first_pair, line_other=tally.first_other)


@dataclass
class _Tally:
    """Letters that look like UTF-8 and bytes that cannot be UTF-8, and where each first stood."""

    lines: int = 1
    pairs: int = 0
    others: int = 0
    first_pair: int = 0
    first_other: int = 0

    def see(self, block: bytes) -> None:
        """Count in a block of whole lines."""
        pair = _PAIR.search(block)
        if pair and not self.pairs:
            self.first_pair = self.lines + _ends(block[: pair.start()])
        self.pairs += len(_PAIR.findall(block))
        rest = _VALID.sub(b"", block)
        other = _HIGH.search(rest)
        if other and not self.others:
            self.first_other = self.lines + _ends(rest[: other.start()])
        self.others += len(_HIGH.findall(rest))
        self.lines += _ends(block)


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        block = held + chunk
        cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1 or len(block)
        held = block[cut:]
        yield block[:cut]
    yield held


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """Make the folder for copies; it goes away with the table."""
    return tempfile.TemporaryDirectory(prefix="jornada-door-")
