"""Files of lists as CSV, streamed, with formulas made harmless and in the reader's own notation."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from jornada.ui.numbers import language

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(value: Any, *, decimal_comma: bool = False) -> str:
    """Write a cell's value for a file: numbers bare, instants local in ISO form, text harmless."""
    match value:
        case None:
            text = ""
        case bool():
            text = "1" if value else "0"
        case tuple():
            text = plain(value[0], decimal_comma=decimal_comma)
        case int() | float() | Decimal():
            text = str(value).replace(".", ",") if decimal_comma else str(value)
        case datetime():
            text = (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            text = value.isoformat()
        case _:
            text = neutralise(str(value))
    return text


def as_file(kind: str, name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> HttpResponseBase:
    """Answer with the rows as a workbook (`xlsx`) or as CSV."""
    if kind != "xlsx":
        return csv_response(name, head, rows)
    from jornada.ui.workbook import workbook_response  # slow to load, and few pages need it

    return workbook_response(name, head, rows)


def csv_response(name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Stream rows as a CSV file; Portuguese readers get semicolons and decimal commas."""
    response = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def lines(head: Iterable[Any] | None, rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Return the lines of a CSV file in the reader's notation; without a head, further ones of the same file."""
    is_comma = language().startswith("pt")
    return _lines(head, rows, is_comma, translation.get_language() or "en", timezone.get_current_timezone())


def _lines(
    head: Iterable[Any] | None, rows: Iterable[Iterable[Any]], is_comma: bool, spoken: str, zone: tzinfo
) -> Iterator[str]:
    """Write the lines in the reader's language and time zone: when they are sent, the request's own are gone."""
    writer = csv.writer(_Echo(), delimiter=";" if is_comma else ",")
    with translation.override(spoken), timezone.override(zone):
        if head is not None:
            yield BOM + writer.writerow([neutralise(str(label)) for label in head])
        for row in rows:
            yield writer.writerow([plain(value, decimal_comma=is_comma) for value in row])
