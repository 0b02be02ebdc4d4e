"""Lines that a spreadsheet put into one cell each: it opened a file with another separator and saved it again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from jornada.analytics.door_text import Text

SEEN = 50
_LONGEST = 2**31 - 1


def unwrapped(text: Text, folder: Path, sample: Callable[[Path], str]) -> Text:
    """Take the lines out of their cells where each whole line stands in quotation marks.

    Parameters
    ----------
    text : Text
        The checked text.
    folder : Path
        For the copy.
    sample : callable
        Gives the beginning of a text.

    Returns
    -------
    Text
        The same text where its lines are as they should be.
    """
    if not is_wrapped(sample(text.path)):
        return text
    path = folder / "unwrapped.csv"
    csv.field_size_limit(_LONGEST)
    with text.path.open(encoding="utf-8", newline="") as stream, path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(f"{_line(record)}\n" for record in csv.reader(stream) if record)
    return replace(text, path=path, line_end="\n")


def is_wrapped(text: str) -> bool:
    """Say that each line is one cell that holds a line of several.

    Examples
    --------
    >>> lines = ['"name,""phone"",city"', '"Ana,""11 98811-2233"",Recife"']
    >>> is_wrapped(chr(10).join(lines))
    True
    >>> is_wrapped(chr(10).join(['name', '"Souza, Ana"']))
    False
    """
    if not text.startswith('"') or '""' not in text.split("\n", 1)[0]:
        return False
    try:
        records = [record for record in islice(csv.reader(io.StringIO(text, newline="")), SEEN) if record]
        lines = [_line(record) for record in records]
        widths = [{len(cells) for line in lines for cells in csv.reader([line], delimiter=mark)} for mark in ",;\t"]
    except csv.Error:
        return False
    # What the spreadsheet left behind the cell are blank ones.
    is_one = all(not any(record[1:]) for record in records)
    return is_one and len(records) > 1 and any(len(found) == 1 and min(found) > 1 for found in widths)


def _line(record: list[str]) -> str:
    return record[0]
