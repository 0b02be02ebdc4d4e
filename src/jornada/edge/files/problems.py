"""What is wrong with a file, a database or a disk, in the user's language: one table of sentences."""

from __future__ import annotations

import errno
from pathlib import PurePath

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.analytics.door import FileProblem
from jornada.apps.org.trouble import in_words as trouble_in_words
from jornada.edge.files.door_words import in_words, without_folders

SENTENCES = {
    "missing": gettext_lazy("%(file)s was not found. Check the name and the folder."),
    "not_a_file": gettext_lazy("%(file)s is a folder or a device. Name one CSV, XLSX or Parquet file."),
    "not_allowed": gettext_lazy("%(file)s may not be read: the system refused (%(reason)s)."),
    "empty": gettext_lazy("%(file)s is empty. Expected a header line and rows below it. Export the file again."),
    "only_header": gettext_lazy("%(file)s has a header but no rows below it. Export the file again."),
    "binary": gettext_lazy(
        "%(file)s is not a table: it looks like %(came)s. Export the data as CSV, TSV, XLSX or Parquet."
    ),
    "wrong_extension": gettext_lazy(
        "%(file)s is named %(extension)s but holds %(came)s. Open it in a spreadsheet and save it as XLSX or CSV."
    ),
    "legacy_xls": gettext_lazy(
        "%(file)s is an old Excel workbook (.xls). Open it in a spreadsheet and save it as .xlsx."
    ),
    "protected": gettext_lazy("%(file)s is protected by a password. Save a copy without password and try again."),
    "broken": gettext_lazy("%(file)s is a damaged %(kind)s file (%(reason)s). Export or download it again."),
    "broken_encoding": gettext_lazy(
        "%(file)s is not valid %(encoding)s: line %(line)s holds bytes that mean nothing in it. Save it as UTF-8."
    ),
    "mixed_encodings": gettext_lazy(
        "%(file)s mixes two encodings: line %(line_utf8)s is UTF-8, line %(line_other)s is not. "
        "Save all of it as UTF-8."
    ),
    "nul_bytes": gettext_lazy("%(file)s holds a zero byte in line %(line)s, which no text has. Export it again."),
    "line_too_long": gettext_lazy(
        "%(file)s: line %(line)s is longer than %(limit)s bytes."
        " Probably it is not a table or a quotation mark is never closed."
    ),
    "unclosed_quote": gettext_lazy("%(file)s: a quotation mark opened in line %(line)s is never closed."),
    "not_a_table": gettext_lazy(
        "%(file)s is not a table: only %(same)s of %(rows)s lines have the same number of columns (%(columns)s). "
        "Check the separator."
    ),
    "too_many_columns": gettext_lazy("%(file)s has %(came)s columns; at most %(limit)s can be read."),
    "unknown_column": gettext_lazy("%(file)s has no column %(column)s. It has: %(known)s."),
    "no_room": gettext_lazy("The disk is full: %(file)s could not be unpacked. Free some space and try again."),
    "too_large": gettext_lazy("%(file)s unpacks to more than %(limit)s bytes. Unpack it yourself."),
    "unreadable": gettext_lazy(
        "%(file)s cannot be read as a table: %(reason)s. Save it as CSV (UTF-8) or XLSX and try again."
    ),
    "unknown_encoding": gettext_lazy("%(encoding)s is not an encoding that can be read. Use one of: %(known)s."),
    "archive_content": gettext_lazy("%(file)s holds %(came)s files. Expected an archive with exactly one table."),
}


def say_problem(error: Exception) -> str:
    """Say what went wrong and what to do."""
    if isinstance(error, FileProblem):
        known = SENTENCES.get(error.code)
        return str(known) % in_words(error.params) if known else str(error)
    if is_full_disk(error):
        return _("The disk is full. What was imported so far is complete; free some space and start the import again.")
    if isinstance(error, DatabaseError) and "locked" in str(error):
        return _("The database is locked by another program. Nothing was lost; start the import again in a moment.")
    if isinstance(error, DatabaseError) and "readonly" in str(error):
        return _("The database may not be written to. Check the permissions of its file and folder.")
    if is_passing(error):
        return _(
            "The database did not answer. What was imported so far is complete; start again, and it goes on there."
        )
    return _of_the_system(error) if isinstance(error, OSError) else without_folders(str(error).strip())


def _of_the_system(error: OSError) -> str:
    file = PurePath(str(error.filename)).name if error.filename else _("A file")
    return str(SENTENCES["not_allowed"]) % in_words({"file": file, "reason": error.strerror or str(error)})


def is_passing(error: Exception) -> bool:
    """Say whether a fault may be over in a moment: the database is busy, or gone."""
    is_database = isinstance(error, OperationalError | InterfaceError)
    return is_database and not is_full_disk(error) and trouble_in_words(error) is not None


def is_full_disk(error: Exception) -> bool:
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in str(error)
