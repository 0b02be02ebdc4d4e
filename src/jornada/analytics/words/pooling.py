"""Sentences about shares drawn towards the whole."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "nothing": "There are no cases, so nothing can be told.",
        "alike": "The {groups} groups differ by no more than chance; for each of them {whole} is the best guess. "
        "Which of them is better cannot be told.",
        "differ": "Of all cases together {whole} are hits. The {groups} groups differ by more than chance; a group "
        "needs about {weight} cases before its own share counts as much as what all have in common. ",
        "outside": "Outside the 99.8% limits of chance: {names}.",
        "inside": "No single group lies outside the 99.8% limits of chance.",
        "funnel": "Share by number of cases, with the limits of chance",
        "league": "Share per group, drawn towards the whole",
        "cases": "Cases",
        "share": "Share",
        "groups": "Groups",
        "drawn": "Drawn share",
    },
    "pt": {
        "nothing": "Não há casos, portanto nada se pode dizer.",
        "alike": "Os {groups} grupos não diferem mais do que por acaso; para cada um, {whole} é a melhor estimativa. "
        "Qual deles é melhor não se pode dizer.",
        "differ": "De todos os casos juntos, {whole} são acertos. Os {groups} grupos diferem mais do que por acaso; um "
        "grupo precisa de cerca de {weight} casos para que a sua própria taxa pese tanto quanto o que todos têm em "
        "comum. ",
        "outside": "Fora dos limites do acaso de 99,8%: {names}.",
        "inside": "Nenhum grupo está fora dos limites do acaso de 99,8%.",
        "funnel": "Taxa por número de casos, com os limites do acaso",
        "league": "Taxa por grupo, aproximada do todo",
        "cases": "Casos",
        "share": "Taxa",
        "groups": "Grupos",
        "drawn": "Taxa aproximada",
    },
}
