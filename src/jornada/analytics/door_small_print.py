"""What reports write below their table: counts of records, their source, who may read it, whose rights are reserved."""

from __future__ import annotations

import re

_SMALL_PRINT = re.compile(
    r"(grand totals?|total geral|totais gerais|total general)( \(\d+ \w+\))?$"
    r"|(fonte|source|obs|observa(ção|ções)|nota|note)s?\s*:.*"
    r"|(gerado|emitido|exportado|impresso|extraído|generated|exported|printed|generado)( \w+)?"
    r" (em|el|por|on|by|at|from)\b.*"
    r"|(página|page) \d+( (de|of) \d+)?$"
    r"|(confidential|informa(ção|ções|ción) confidenci|copyright|©).*"
    r"|.*(all rights|todos os direitos|todos los derechos) reser",
    re.IGNORECASE,
)


def is_small_print(text: str) -> bool:
    """Say whether a line is what reports end with.

    Parameters
    ----------
    text : str
        The line, or its only cell.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_small_print('"Grand Totals (5 records)"'), is_small_print("Copyright (c) 2025 ..."), is_small_print("Ana")
    (True, True, False)
    """
    return bool(_SMALL_PRINT.match(text.strip(' "')))
