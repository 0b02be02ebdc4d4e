"""Sentences about funnels. Each is (English, Portuguese)."""

from __future__ import annotations

NOBODY = (
    "Nobody entered long enough ago to say anything; {early} entered too recently.",
    "Ninguém entrou há tempo suficiente para se dizer algo; {early} entraram há pouco.",
)
SUBJECTS = (
    "Of {entered} subjects that entered, {came} came to the last step: {rate} ({interval}). {early} more entered too "
    "recently to count.",
    "De {entered} sujeitos que entraram, {came} chegaram ao último passo: {rate} ({interval}). Mais {early} entraram "
    "há pouco para contar.",
)
ENTRIES = (
    "Of {entered} entries, {came} came to the last step: {rate} ({interval}). {early} more are too recent to count.",
    "De {entered} entradas, {came} chegaram ao último passo: {rate} ({interval}). Mais {early} são recentes demais "
    "para contar.",
)
WORST = (
    " The narrowest step is {step}: {rate} of those before it.",
    " O passo mais estreito é {step}: {rate} de quem estava antes dele.",
)
TIME = (
    " Those that came there took {median} at the median.",
    " Quem chegou lá levou {median} na mediana.",
)
HALF = (
    " Counting those still under way, half of all are there {half} after entering.",
    " Contando quem ainda está a caminho, metade de todos está lá {half} depois de entrar.",
)
HALF_NEVER = (
    " Counting those still under way, less than half of all ever came there.",
    " Contando quem ainda está a caminho, menos da metade de todos chegou lá até hoje.",
)
ALL = ("all", "todos")
TITLE_SUBJECTS = ("Subjects that came to each step", "Sujeitos que chegaram a cada passo")
TITLE_ENTRIES = ("Entries that came to each step", "Entradas que chegaram a cada passo")
SHARE = ("share of those that entered", "parcela dos que entraram")
BY_TIME = (
    "Share at the last step by time since entering (Kaplan-Meier)",
    "Parcela no último passo por tempo desde a entrada (Kaplan-Meier)",
)
DAYS = ("days", "dias")
