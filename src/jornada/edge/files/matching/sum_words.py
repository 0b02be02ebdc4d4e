"""What rows are called that sum up others, in three languages, as `plain` writes it."""

from __future__ import annotations

import re

TOTALS = {
    "total", "totals", "totais", "grand total", "grand totals", "total geral", "totais gerais", "sum", "soma",
    "subtotal", "suma", "total general", "count", "contagem", "average", "media", "recuento", "conteo", "promedio",
    "subtotals", "subtotais", "subtotales", "totales",
}  # fmt: skip

# A sum whatever stands beside it, even nothing: `Total geral`, `Total de contas: 3`, `Totais (12)`.
TOTAL_ALONE = re.compile(
    r"(grand |sub ?)?(total|totals|totais|totales)( geral| gerais| general| generales)?"
    r"( (de |of )?(registros?|linhas?|clientes?|contas?|empresas?|contatos?|pessoas?|leads?|negocios?|oportunidades?|"
    r"itens|records?|rows?|accounts?|companies|contacts?|people|deals?|opportunities))?( \d[\d ]*)?"
    r"( (registros?|linhas?|clientes?|contas?|empresas?|records?|rows?))?|soma|sums?|suma"
)
COUNT = re.compile(r"\d+( (records?|rows?|registros?|linhas?|itens|clientes))?( s)?")
SUBTOTAL = re.compile(r"sub ?(total|totals|totais|totales)( .*)?|.* sub ?total")
# `Total SP`, `Total de SP`, `Total of SP`; spreadsheets write `SP Total`, too.
OF_GROUP = re.compile(r"total (?:de |do |da |of |for |por )?(.+)|(.+) total")
