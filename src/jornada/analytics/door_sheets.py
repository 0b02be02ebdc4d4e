"""The sheets of a workbook: their names, how many rows hold something, and which of them is taken for the table."""

from __future__ import annotations

import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from defusedxml import ElementTree

from jornada.analytics import door_problems as problems
from jornada.analytics.door_file import WORKBOOK, enter, reason_of
from jornada.analytics.door_merged import part_of

_CHUNK = 1 << 20
_ROW_ENDS = re.compile(rb"</(?:\w+:)?row\s*>")
# A formula without a result is something too, a cell that only has a colour is not.
_HOLDS = re.compile(rb"<(?:\w+:)?(?:v|is|f)[ >/]")
# What sheets are called that tell of the others: a cover, notes on how to fill in, lists to choose from, sums.
_ABOUT = re.compile(
    r"(capa|leia[ -]?me|lea[ -]?me|leeme|read[ -]?me|instruc\w*|instruct\w*|orientac\w*|como (usar|preencher|importar)"
    r"|how to\b.*|ajuda|ayuda|help|sobre|acerca|about|cover|portada|indice|sumario|index|contents|resumo|resumen"
    r"|summary|dashboard|painel|graficos?|charts?|legenda|leyenda|legend|glossario|glosario|glossary|dicionario"
    r"|diccionario|dictionary|parametros?|parameters?|config\w*|listas?|lists?|opcoes|options|tabela dinamica|pivot"
    r"|exemplos?|examples?|ejemplos?)\b"
)


@dataclass(frozen=True)
class SheetSeen:
    """One sheet of a workbook, without reading its cells.

    Attributes
    ----------
    name : str
        Its name.
    rows : int
        Rows that hold something, headers and titles too.
    is_hidden : bool
        True when somebody hid it.
    """

    name: str
    rows: int
    is_hidden: bool = False


def sheets_of(path: str | os.PathLike[str]) -> tuple[SheetSeen, ...]:
    """Say which sheets a workbook has, in its order; none for any other file.

    Parameters
    ----------
    path : path-like
        Any file that the door reads.

    Returns
    -------
    tuple of SheetSeen

    Raises
    ------
    FileProblem
        If the file is missing or damaged.
    """
    entrance = enter(path)
    if entrance.kind != WORKBOOK:
        return ()
    facts = entrance.path.stat()
    try:
        return _seen(entrance.path.resolve(), facts.st_mtime_ns, facts.st_size)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, EOFError, RuntimeError) as error:
        raise problems.BrokenFile(file=entrance.name, kind="XLSX", reason=reason_of(error)) from error


def tells_of_others(name: str) -> bool:
    """Say whether a sheet is called like a cover, a guide or a list beside the table.

    Examples
    --------
    >>> tells_of_others("Leia-me"), tells_of_others("1. Instruções de uso"), tells_of_others("Clientes")
    (True, True, False)
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return bool(_ABOUT.match(folded.strip(" .-_#0123456789").replace("_", " ")))


@lru_cache(maxsize=64)
def _seen(path: Path, _changed: int, _size: int) -> tuple[SheetSeen, ...]:
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        found, kept = [], set(archive.namelist())
        for one in (one for one in book.iter() if one.tag.endswith("}sheet")):
            name = one.get("name", "")
            part = part_of(archive, name)
            # A sheet that is one chart holds no cells.
            if part in kept and "chartsheets/" not in part:
                found.append(SheetSeen(name, _filled_rows(archive, part), one.get("state", "visible") != "visible"))
    return tuple(found)


def _filled_rows(archive: zipfile.ZipFile, part: str) -> int:
    """Count the rows that hold something, piece by piece: a sheet may be larger than the memory."""
    found, rest = 0, b""
    with archive.open(part) as sheet:
        while piece := sheet.read(_CHUNK):
            *rows, rest = _ROW_ENDS.split(rest + piece)
            found += sum(bool(_HOLDS.search(row)) for row in rows)
    return found
