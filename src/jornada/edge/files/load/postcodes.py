"""Postal codes of files: those of Brazil without their signs, with the zero that a spreadsheet took, or with a note."""

from __future__ import annotations

from typing import Any

from jornada.apps.market.brazil.places import is_home
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.reading import Chunk
from jornada.ui.postcodes import CEP_LENGTH, is_cep, normal_postcode


def postcodes(chunk: Chunk, verdicts: Verdicts) -> list[Any]:
    """Return the column of a chunk as records keep it; at home, what is no CEP is kept as it came and told of."""
    homes: dict[str, bool] = {}
    made = []
    for row, (text, country) in enumerate(zip(chunk.column("postcode"), chunk.column("country"), strict=True)):
        if text is None:
            made.append(None)
            continue
        known = homes.get(country or "")
        at_home = homes.setdefault(country or "", is_home(country or "")) if known is None else known
        whole = _with_zero(text) if at_home else text
        if at_home and not is_cep(whole):
            verdicts.note(row, "postcode", text, "wrong_cep")
        made.append(normal_postcode(whole, is_home=False))
    return made


def _with_zero(text: str) -> str:
    """Give back the zero with which a CEP of Greater São Paulo begins, and which a number has not."""
    return text.zfill(CEP_LENGTH) if len(text) == CEP_LENGTH - 1 and text.isdecimal() else text
