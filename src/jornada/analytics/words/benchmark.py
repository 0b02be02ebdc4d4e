"""Sentences about an own rate against its past, other segments and published figures."""

from __future__ import annotations

BENCHMARK = {
    "en": {
        "nothing": "There are no cases, so a comparison cannot be told.",
        "own": "{hits} of {of}: {rate} (95% interval: {low} to {high}).",
        "below": "Below {name}: {value}.",
        "above": "Above {name}: {value}.",
        "unclear": "Whether it lies below or above {name} ({value}) cannot be told.",
        "not judged": "Beside it, not judged because the definition is not known to be the same: {name}, {value}.",
        "past": "what the own past makes expect",
        "segment": "{name}",
        "published": "{name} ({source}; {year}; trust {grade})",
        "mine": "Own",
        "others": "Compared",
        "shown": "Shown, not judged",
        "title": "Own rate beside others",
        "share": "Share",
    },
    "pt": {
        "nothing": "Não há casos, portanto uma comparação não se pode dizer.",
        "own": "{hits} de {of}: {rate} (intervalo de 95%: {low} a {high}).",
        "below": "Abaixo de {name}: {value}.",
        "above": "Acima de {name}: {value}.",
        "unclear": "Se está abaixo ou acima de {name} ({value}) não se pode dizer.",
        "not judged": "Ao lado, sem julgamento porque não se sabe se a definição é a mesma: {name}, {value}.",
        "past": "o que o próprio passado faz esperar",
        "segment": "{name}",
        "published": "{name} ({source}; {year}; confiança {grade})",
        "mine": "Próprio",
        "others": "Comparados",
        "shown": "Mostrados, sem julgamento",
        "title": "Taxa própria ao lado de outras",
        "share": "Parcela",
    },
}
