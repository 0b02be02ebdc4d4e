"""Event logs in XES (IEEE 1849-2016), the XML of process mining, as a table of events."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from jornada.analytics import door_problems as problems
from jornada.analytics.door_dialect import MOST_COLUMNS
from jornada.analytics.door_file import Entrance, guarded, reason_of
from jornada.analytics.door_text import LINE_LIMIT, save

_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})

Attributes = dict[str, str]


def write_csv(entrance: Entrance, target: Path) -> int:
    """Write a XES log as CSV: one row per event, attributes of its case with the prefix `case:`.

    Parameters
    ----------
    entrance : Entrance
        The recognised file.
    target : Path
        Where the CSV goes.

    Returns
    -------
    int
        Events written.

    Raises
    ------
    FileProblem
        If the file is no XES, is damaged or holds no events.
    """
    rough, events = target.with_suffix(".rough"), 0
    columns: dict[str, int] = {}
    with rough.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for event in _events(entrance):
            for key in event.keys() - columns.keys():
                columns[key] = len(columns)
            if len(columns) > MOST_COLUMNS:
                raise problems.TooManyColumns(file=entrance.name, came=len(columns), limit=MOST_COLUMNS)
            if sum(map(len, event.values())) > LINE_LIMIT // 4:
                raise problems.LineTooLong(file=entrance.name, line=events + 1, limit=LINE_LIMIT // 4)
            row = [""] * len(columns)
            for key, value in event.items():
                row[columns[key]] = value
            save(writer.writerow, row, entrance.name, target.parent)
            events += 1
    if not events:
        raise problems.OnlyHeader(file=entrance.name)
    _finish(rough, target, list(columns), entrance.name)
    return events


def _finish(rough: Path, target: Path, columns: list[str], name: str) -> None:
    """Put the header above the rows and fill up those written before the last column was met."""
    blanks = [""] * len(columns)
    csv.field_size_limit(LINE_LIMIT)
    with (
        rough.open(encoding="utf-8", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for row in csv.reader(source):
            save(writer.writerow, row + blanks[len(row) :], name, target.parent)
    rough.unlink()


def _events(entrance: Entrance) -> Iterator[Attributes]:
    try:
        with guarded(entrance.path), entrance.open() as stream:
            yield from _walk(iterparse(stream, events=("start", "end"), forbid_dtd=True), entrance.name)
    except (ParseError, DefusedXmlException, zlib.error, UnicodeError, ValueError) as error:
        raise problems.BrokenFile(file=entrance.name, kind="XES", reason=reason_of(error)) from error


def _walk(steps: Iterator[tuple[str, Any]], name: str) -> Iterator[Attributes]:
    """Give the events case by case, and drop each case from memory when it is done."""
    _, root = next(steps)
    if _tag(root) != "log":
        raise problems.BinaryFile(file=name, came=f"XML with the root {_tag(root)}, not an event log (XES)")
    waiting: list[Attributes] = []
    cases = 0
    for step, element in steps:
        if step == "start":
            continue
        if _tag(element) == "event":
            waiting.append(_attributes(element))
            element.clear()
        elif _tag(element) == "trace":
            cases += 1
            yield from _of_case(_attributes(element), waiting, cases)
            waiting.clear()
            root.clear()


def _of_case(case: Attributes, events: list[Attributes], number: int) -> Iterator[Attributes]:
    """Hand the attributes of the case to its events; a case without name is known by its number."""
    shared = {f"case:{key}": value for key, value in case.items()}
    shared.setdefault("case:concept:name", str(number))
    for event in events:
        yield {**shared, **event}


def _attributes(element: Element) -> Attributes:
    return {
        child.attrib["key"]: child.attrib["value"].replace("\0", "")
        for child in element
        if _tag(child) in _VALUES and "key" in child.attrib and "value" in child.attrib
    }


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
