"""Sentences about what stands out among cases."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "nothing": "No trait could be tested: each needs enough cases with it and without it.",
        "none": "Of {tested} traits tested none stands out: the differences are no larger than chance "
        "makes them (smallest p = {p}, corrected for their number).",
        "found": "Of {tested} traits tested, {found} stand out beyond chance (smallest p = {p}, corrected "
        "for their number). ",
        "more": "With “{name}” it happens in {rate} of {of} cases, {lift} times as often as without ({low} to {high}). ",
        "less": "With “{name}” it happens in {rate} of {of} cases, {lift} times as often as without ({low} to {high}). ",
        "left": "{left} traits had too few cases to tell.",
        "title": "Times as often with the trait as without",
        "trait": "Trait",
        "lift": "Times as often",
    },
    "pt": {
        "nothing": "Nenhuma característica pôde ser testada: cada uma precisa de casos bastantes com ela e sem ela.",
        "none": "De {tested} características testadas nenhuma se destaca: as diferenças não passam do acaso "
        "(menor p = {p}, corrigido pelo número delas).",
        "found": "De {tested} características testadas, {found} se destacam além do acaso (menor p = {p}, "
        "corrigido pelo número delas). ",
        "more": "Com “{name}” acontece em {rate} de {of} casos, {lift} vezes o que acontece sem ela ({low} a {high}). ",
        "less": "Com “{name}” acontece em {rate} de {of} casos, {lift} vezes o que acontece sem ela ({low} a {high}). ",
        "left": "{left} características tinham poucos casos para dizer algo.",
        "title": "Quantas vezes mais com a característica do que sem ela",
        "trait": "Característica",
        "lift": "Vezes",
    },
}
