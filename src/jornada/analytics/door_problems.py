"""What can be wrong with a file: one exception type per cause, and the notices that do not stop the reading.

Every problem carries a `code` and `params`, so that an application can say it in another language; `str(problem)` is
the English default: the thing, what was expected, what came, what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

# Stands before a formula of which nobody knows the result: a sign that no text has.
UNCALCULATED = "\u2061"


class FileProblem(Exception):  # noqa: N818 - a problem of the file, named as users are told
    """A file that cannot be read as a table.

    Parameters
    ----------
    **params : str or int
        The values that the message names; every problem has at least `file`.

    Attributes
    ----------
    code : str
        Short name of the cause, stable over versions.
    params : dict
        The values that belong into the message.

    Examples
    --------
    >>> str(EmptyFile(file="leads.csv"))
    'leads.csv is empty. Expected a header line and rows below it. Export the file again.'
    """

    code: ClassVar[str] = "unreadable"
    message: ClassVar[str] = "{file} cannot be read as a table: {reason}. Save it as CSV (UTF-8) or XLSX and try again."

    def __init__(self, **params: str | int) -> None:
        self.params = params
        super().__init__(self.message.format(**params))


class UnreadableFile(FileProblem):
    """The reader gave up for a reason that has no type of its own."""


class MissingFile(FileProblem):
    code = "missing"
    message = "{file} was not found. Check the name and the folder."


class NotAFile(FileProblem):
    code = "not_a_file"
    message = "{file} is a folder or a device. Expected one CSV, XLSX or Parquet file. Name the file itself."


class NotAllowed(FileProblem):
    code = "not_allowed"
    message = "{file} may not be read: the system refused ({reason}). Change its permissions or copy it elsewhere."


class EmptyFile(FileProblem):
    code = "empty"
    message = "{file} is empty. Expected a header line and rows below it. Export the file again."


class OnlyHeader(FileProblem):
    code = "only_header"
    message = "{file} has a header but no rows below it. Expected at least one row. Export the file again."


class BinaryFile(FileProblem):
    code = "binary"
    message = (
        "{file} is not a table: it looks like {came}. "
        "Expected CSV, TSV, XLSX or Parquet. Export the data in one of these."
    )


class WrongExtension(FileProblem):
    code = "wrong_extension"
    message = "{file} is named {extension} but holds {came}. Open it in a spreadsheet and save it as XLSX or CSV."


class LegacyWorkbook(FileProblem):
    code = "legacy_xls"
    message = (
        "{file} is an old Excel workbook (.xls, before 2007). Expected .xlsx. "
        "Open it in a spreadsheet and save it as .xlsx."
    )


class ProtectedFile(FileProblem):
    code = "protected"
    message = "{file} is protected by a password. Save a copy without password and try again."


class BrokenFile(FileProblem):
    code = "broken"
    message = "{file} is a damaged {kind} file ({reason}). Export or download it again."


class BrokenEncoding(FileProblem):
    code = "broken_encoding"
    message = (
        "{file} is not valid {encoding}: line {line} holds bytes that mean nothing in it. "
        "Save it as UTF-8 and try again."
    )


class MixedEncodings(FileProblem):
    code = "mixed_encodings"
    message = (
        "{file} mixes two encodings: line {line_utf8} is UTF-8, line {line_other} is not. "
        "Save all of it as UTF-8; probably two exports were glued together."
    )


class UnknownEncoding(FileProblem):
    code = "unknown_encoding"
    message = "{encoding} is not an encoding that can be read. Use one of: {known}."


class NulBytes(FileProblem):
    code = "nul_bytes"
    message = "{file} holds a zero byte in line {line}, which no text has. It may be damaged or cut; export it again."


class LineTooLong(FileProblem):
    code = "line_too_long"
    message = (
        "{file}: line {line} is longer than {limit} bytes. Expected one record per line; "
        "probably it is not a table or a quotation mark is never closed."
    )


class UnclosedQuote(FileProblem):
    code = "unclosed_quote"
    message = "{file}: a quotation mark opened in line {line} is never closed. Close it or remove it."


class NotATable(FileProblem):
    code = "not_a_table"
    message = (
        "{file} is not a table: only {same} of {rows} lines have the same number of columns ({columns}). "
        "Check the separator between the columns."
    )


class TooManyColumns(FileProblem):
    code = "too_many_columns"
    message = "{file} has {came} columns; at most {limit} can be read. Remove the columns that are not needed."


class UnknownColumn(FileProblem):
    code = "unknown_column"
    message = "{file} has no column {column}. It has: {known}."


class WrongOption(FileProblem):
    code = "wrong_option"
    message = "{option} cannot be {came}. Expected {expected}."


class NoRoom(FileProblem):
    code = "no_room"
    message = "The disk is full: {file} could not be unpacked into {folder}. Free some space and try again."


class TooLarge(FileProblem):
    code = "too_large"
    message = "{file} unpacks to more than {limit} bytes. Unpack it yourself and read the file inside."


class ArchiveContent(FileProblem):
    code = "archive_content"
    message = "{file} holds {came} files. Expected an archive with exactly one CSV, TSV or Parquet file."


@dataclass(frozen=True)
class Notice:
    """Something worth saying about a file that was read all the same.

    Attributes
    ----------
    code : str
        `duplicate_header`, `empty_header`, `lines_above_header`, `no_header`, `rejected_rows`, `ambiguous_date`,
        `mixed_date`, `ambiguous_number`, `odd_thousands`, `more_sheets`.
    text : str
        English sentence.
    params : dict
        The values the sentence names.
    """

    code: str
    text: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reject:
    """A row that does not fit the table and was left out.

    Attributes
    ----------
    line : int
        Line of the file where the row begins, from 1.
    expected, came : int
        Number of cells.
    text : str
        Beginning of the raw line.
    """

    line: int
    expected: int
    came: int
    text: str


@dataclass(frozen=True)
class CellError:
    """A cell that is not what its column was read as.

    Attributes
    ----------
    line : int
        Line of the file (row of the sheet), from 1.
    column : str
        Name of the column.
    value : str
        What stands there.
    expected : str
        Code of what was expected: `date_dmy`, `date_mdy`, `date_iso`, `epoch`, `number_comma`, `number_point`,
        `integer`, `boolean`.
    """

    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: expected {EXPECTED[self.expected]}, came {self.value!r}"


EXPECTED = {
    "date_dmy": "a date as day/month/year, such as 31/12/2025 14:30",
    "date_mdy": "a date as month/day/year, such as 12/31/2025 2:30 PM",
    "date_iso": "a date as year-month-day, such as 2025-12-31 14:30",
    "epoch": "an instant as a number: seconds or milliseconds since 1970, or digits such as 20251231",
    "number_comma": "a number with decimal comma, such as 1.234,56",
    "number_point": "a number with decimal point, such as 1,234.56",
    "integer": "a whole number, such as 1234",
    "boolean": "yes or no (sim/não, true/false, 1/0)",
}
