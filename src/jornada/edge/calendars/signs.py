"""Which signs the bytes of a calendar stand for: UTF-8, as the standard has it, or what programs write all the same."""

from __future__ import annotations

import codecs
import quopri
import re

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "BE", of BEGIN, looks in two bytes a sign.
BEGINNINGS = ((b"B\0E\0", "utf-16-le"), (b"\0B\0E", "utf-16-be"))
# Outlook and Exchange name zones with a colon, and leave out the quotes that it needs.
_ZONE = re.compile(
    r"^([A-Z-]+;(?:[^\":\n]*;)?TZID=)([^\"\n;]*:[^\"\n;]*)(?=:\d{8}[T,\s])", re.IGNORECASE | re.MULTILINE
)
_RULE = re.compile(r"^RRULE[:;].*$", re.IGNORECASE | re.MULTILINE)
_QUOTED = re.compile(
    rb"^([A-Z-]+(?:;[^:;\r\n]*)*?);ENCODING=(?:QUOTED-PRINTABLE|\"QUOTED-PRINTABLE\")((?:;[^:\r\n]*)?):"
    rb"((?:[^\r\n]*=\r?\n)*[^\r\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
# Lines are folded by bytes, also within a sign.
_FOLD = re.compile(rb"\r?\n[ \t]")


def read_signs(data: bytes) -> str:
    """Return the text of a calendar; never fails.

    Examples
    --------
    >>> [read_signs("São".encode(name)) for name in ("utf-8", "utf-16", "windows-1252")]
    ['São', 'São', 'São']
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name)
    for beginning, name in BEGINNINGS:
        if data[:4].upper() == beginning:
            return _decoded(data, name)
    return _decoded(data, "utf-8")


def is_calendar(data: bytes) -> bool:
    return "BEGIN:VCALENDAR" in read_signs(data).upper()


def _decoded(data: bytes, name: str) -> str:
    if name != "utf-8":
        return _lines(data.decode(name, errors="replace"))
    return _lines("\n".join(_line(line) for line in _FOLD.sub(b"", _QUOTED.sub(_unquoted, data)).split(b"\n")))


def _unquoted(line: re.Match[bytes]) -> bytes:
    """Read a line as older programs write those with accents: `=C3=A3`, and one that goes on after `=`."""
    plain = quopri.decodestring(line[3]).rstrip(b"\r\n")
    return line[1] + line[2] + b":" + re.sub(rb"\r?\n", rb"\\n", plain)


def _lines(text: str) -> str:
    """End lines in one way, where they end by a lone carriage return, and write zones in quotes."""
    ended = text if "\n" in text else text.replace("\r", "\n")
    tidy = _RULE.sub(lambda rule: rule[0].replace(" ", ""), ended)
    return _ZONE.sub(r'\1"\2"', tidy)


def _line(line: bytes) -> str:
    """Read a line by itself: files are put together from parts that different programs wrote."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        # Five bytes stand for nothing in Windows-1252.
        return line.decode("windows-1252", errors="replace")
