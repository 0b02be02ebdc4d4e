"""Sentences about what a log holds."""

from __future__ import annotations

EMPTY = ("The log is empty: 0 touches.", "O registro está vazio: 0 toques.")
ABOUT = (
    "{touches} touches of {subjects} subjects ({each} each) from {first} to {last}, of {activities} activities; most "
    "frequent is {most} ({count}). All are counted, none estimated: there is no interval.",
    "{touches} toques de {subjects} casos ({each} por caso), de {first} a {last}, de {activities} atividades; a mais "
    "frequente é {most} ({count}). Todos são contados, nada é estimado: não há intervalo.",
)
TITLE = ("Touches by activity", "Toques por atividade")
ACTIVITY = ("activity", "atividade")
TOUCHES = ("touches", "toques")
