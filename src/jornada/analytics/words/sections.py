"""Titles of the sections of an analysis."""

from __future__ import annotations

TITLES = {
    "funnel": ("Funnel", "Funil"),
    "attribution": ("Which channels earn the conversions", "Que canais recebem as conversões"),
    "interactions": ("How many interactions help", "Quantas interações ajudam"),
    "survival": ("How long it takes, open cases counted right", "Quanto tempo leva, com casos abertos contados certo"),
    "bottlenecks": ("Where it takes too long", "Onde demora demais"),
    "cohorts": ("Who comes back", "Quem volta"),
    "predict": ("Who is likely to convert", "Quem deve converter"),
}
MORE = ("{count} more rows with --json", "mais {count} linhas com --json")
