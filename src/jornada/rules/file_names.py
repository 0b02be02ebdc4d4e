"""Names and kinds of files that people put on records: what is taken, what may be shown."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
# What runs on the machine of whoever opens it.
RUNNING = frozenset(
    (
        *("app", "apk", "bat", "bin", "cmd", "com", "cpl", "deb", "dll", "dmg", "exe", "gadget", "hta", "inf", "iso"),
        *("jar", "js", "jse", "lnk", "msc", "msi", "msp", "pif", "ps1", "reg", "rpm", "scr", "sct", "sh", "sys"),
        *("vb", "vbe", "vbs", "ws", "wsc", "wsf", "wsh"),
    )
)
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_APART = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+")


def clean_name(name: str) -> str:
    """Write the name of a file so that it is safe on every system.

    Parameters
    ----------
    name : str
        As the browser sent it, perhaps with folders.

    Returns
    -------
    str
        Without folders, control signs and signs that turn the direction of writing; double quotes, which browsers
        send as `%22` (WHATWG, multipart/form-data), are single ones; at most 200 characters, the ending kept; `file`
        when nothing is left.

    Examples
    --------
    >>> clean_name("C:\\\\temp\\\\Proposta final.pdf")
    'Proposta final.pdf'
    >>> clean_name("Visita %22Norte%22.pdf")
    "Visita 'Norte'.pdf"
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = re.sub(r'%22|"', "'", last)
    plain = " ".join(_APART.sub(" ", last).split()).strip(" .")
    if len(plain) > LONGEST:
        head, dot, ending = plain.rpartition(".")
        tail = f"{dot}{ending}" if head and len(ending) <= 12 else ""
        plain = plain[: LONGEST - len(tail)].rstrip() + tail
    return plain or "file"


def is_running(name: str) -> bool:
    """Say whether a file of this name would run when it is opened.

    Parameters
    ----------
    name : str
        A clean name.

    Returns
    -------
    bool
        True for programs and scripts.

    Examples
    --------
    >>> is_running("invoice.pdf.EXE"), is_running("invoice.pdf")
    (True, False)
    """
    return "." in name and name.rsplit(".", 1)[1].lower() in RUNNING


def picture_type(start: bytes) -> str:
    """Tell the media type of a picture by its first bytes, whatever its name says.

    Parameters
    ----------
    start : bytes
        At least the first 16 bytes of the content.

    Returns
    -------
    str
        One of image/png, image/jpeg, image/gif and image/webp; empty for anything else, SVG too, which can hold
        scripts.

    Examples
    --------
    >>> picture_type(b"GIF89a........")
    'image/gif'
    """
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in PICTURES.items() if start.startswith(sign)), "")
