"""Quantiles from a sketch, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jornada.analytics.numerals import MICROS, Numerals

if TYPE_CHECKING:
    from jornada.analytics.result import Language
    from jornada.analytics.sketch import SketchedQuantiles


def say_sketch(found: SketchedQuantiles, language: Language) -> str:
    """Name the largest group and its first quantile, and how exact the figures are."""
    total = int(found.number.sum())
    if not total:
        return (
            "No spans of time to tell anything from." if language == "en" else "Nenhum intervalo de tempo a analisar."
        )
    numerals = Numerals(language)
    largest = int(np.argmax(found.number))
    time = numerals.time(float(found.values[0, largest]) / MICROS)
    share, name = numerals.share(found.shares[0]), found.names[largest]
    number, every = numerals.number(int(found.number[largest])), numerals.number(total)
    if language == "en":
        return (
            f"Of {every} spans, {number} belong to {name}; {share} of these last {time} or less. "
            "Each figure lies within 0.5% of a span of that rank."
        )
    return (
        f"De {every} intervalos, {number} são de {name}; {share} deles duram até {time}. "
        "Cada valor está a menos de 0,5% de um intervalo dessa posição."
    )
