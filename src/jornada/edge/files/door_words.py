"""What the door for files says in English beside its sentences: what came, and why; in the reader's language."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

# By what `analytics.door_file` and its neighbours say.
WORDS = {
    "a PDF": _("a PDF"),
    "a PNG picture": _("a PNG picture"),
    "a JPEG picture": _("a JPEG picture"),
    "a GIF picture": _("a GIF picture"),
    "a 7-Zip archive": _("a 7-Zip archive"),
    "a RAR archive": _("a RAR archive"),
    "a bzip2 archive": _("a bzip2 archive"),
    "an xz archive": _("an xz archive"),
    "a zstd archive": _("a zstd archive"),
    "an SQLite database": _("an SQLite database"),
    "a program": _("a program"),
    "an RTF document": _("an RTF document"),
    "a binary Excel workbook (.xlsb)": _("a binary Excel workbook (.xlsb)"),
    "a document or a presentation": _("a document or a presentation"),
    "binary data": _("binary data"),
    "a web page (HTML)": _("a web page (HTML)"),
    "an Excel workbook": _("an Excel workbook"),
    "plain text": _("plain text"),
    "archive": _("packed"),
    "UTF-8 or Windows-1252": _("UTF-8 or Windows-1252"),
    "it holds no workbook": _("it holds no workbook"),
    "its quotation marks contradict each other": _("its quotation marks contradict each other"),
    "its cells could not be laid out as rows": _("its cells could not be laid out as rows"),
    "the names of its columns are not in UTF-8": _("the names of its columns are not in UTF-8"),
    "Permission denied": _("permission denied"),
}
SAID_IN_ENGLISH = ("came", "reason", "kind", "encoding")
_FOLDERS = re.compile(r"(?<![\w.:/])/(?:[^/\s'\"]+/)+")


def in_words(params: dict[str, Any]) -> dict[str, Any]:
    """Put what a problem of a file names into the reader's language, without folders of the server."""
    words = {name: WORDS.get(str(params[name])) for name in SAID_IN_ENGLISH if name in params}
    said = {name: str(word) for name, word in words.items() if word is not None}
    reason = {} if "reason" not in params or "reason" in said else {"reason": reason_in_words(str(params["reason"]))}
    return {**params, **said, **reason}


def reason_in_words(reason: str) -> str:
    """Give what a library said to those who read its language; to others, what it comes to."""
    if not (get_language() or "en").startswith("en"):
        return gettext("what it holds does not follow the format")
    return without_folders(reason)


def without_folders(text: str) -> str:
    """Leave of a path only the name of the file.

    Examples
    --------
    >>> without_folders("No magic bytes found at end of file '/tmp/jornada-door-1/table.parquet'")
    "No magic bytes found at end of file 'table.parquet'"
    """
    return _FOLDERS.sub("", text)
