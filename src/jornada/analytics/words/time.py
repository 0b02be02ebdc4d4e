"""Sentences about stays, outcomes by time, and differences in pace."""

from __future__ import annotations

CURVE = {
    "en": {
        "few": "Of {cases} cases only {left} have left; how long they stay cannot be told yet.",
        "median": "Half have left after {median} (95% interval: {low} to {high}); {cases} cases, of which {left} have "
        "left, those still here counted as watched so long.",
        "no_median": "More than half are still here at the end of what was watched, so the median cannot be told; "
        "{cases} cases, of which {left} have left.",
        "ninth": " Nine in ten have left after {ninth}.",
        "no_ninth": " When nine in ten will have left cannot be told yet.",
        "title": "Share still here by time since entry",
        "still_here": "Still here",
        "days": "Days",
        "share": "Share",
    },
    "pt": {
        "few": "De {cases} casos, só {left} saíram; quanto tempo ficam ainda não se pode dizer.",
        "median": "A metade saiu depois de {median} (intervalo de 95%: {low} a {high}); {cases} casos, dos quais {left} "
        "saíram; os que ainda estão contam pelo tempo observado.",
        "no_median": "Mais da metade ainda está no fim do que foi observado, portanto a mediana não se pode dizer; "
        "{cases} casos, dos quais {left} saíram.",
        "ninth": " Nove em dez saíram depois de {ninth}.",
        "no_ninth": " Quando nove em dez terão saído ainda não se pode dizer.",
        "title": "Parcela que ainda está, por tempo desde a entrada",
        "still_here": "Ainda está",
        "days": "Dias",
        "share": "Parcela",
    },
}
OUTCOME = {
    "en": {"won": "won", "lost": "lost", "open": "open"},
    "pt": {"won": "ganho", "lost": "perdido", "open": "em aberto"},
}
INCIDENCE = {
    "en": {
        "few": "Of {cases} cases only {ended} have ended; shares by time cannot be told yet.",
        "one": "{outcome}: {share} (95% interval: {low} to {high})",
        "all": "After {days} days: {named}; still open: {open}. {cases} cases, of which {ended} have ended; one outcome is "
        "not taken for the absence of the other.",
        "title": "Outcome by time since the start",
        "days": "Days",
        "share": "Share",
    },
    "pt": {
        "few": "De {cases} casos, só {ended} terminaram; as parcelas por tempo ainda não se podem dizer.",
        "one": "{outcome}: {share} (intervalo de 95%: {low} a {high})",
        "all": "Depois de {days} dias: {named}; ainda em aberto: {open}. {cases} casos, dos quais {ended} terminaram; um "
        "desfecho não é tomado pela falta do outro.",
        "title": "Desfecho por tempo desde o início",
        "days": "Dias",
        "share": "Parcela",
    },
}
DWELL = {
    "en": {
        "nothing": "No stage has 30 stays of which half have ended ({visits} stays in all); where it takes longest cannot "
        "be told yet.",
        "longest": "It takes longest at {stage}: half leave within {median} (95% interval: {low} to {high}), nine in ten "
        "within {ninth}; {visits} stays. ",
        "open": "{open} stays at all stages together still last and count as watched so long.",
        "bars": "Median stay per stage",
        "curves": "Share still at the stage, by time since entry",
        "median": "Median",
        "days": "Days",
        "share": "Share",
    },
    "pt": {
        "nothing": "Nenhum estágio tem 30 permanências das quais a metade terminou ({visits} permanências ao todo); onde "
        "demora mais ainda não se pode dizer.",
        "longest": "Demora mais em {stage}: a metade sai em até {median} (intervalo de 95%: {low} a {high}), nove em dez "
        "em até {ninth}; {visits} permanências. ",
        "open": "{open} permanências em todos os estágios ainda duram e contam pelo tempo observado.",
        "bars": "Permanência mediana por estágio",
        "curves": "Parcela que ainda está no estágio, por tempo desde a entrada",
        "median": "Mediana",
        "days": "Dias",
        "share": "Parcela",
    },
}
PACE = {
    "en": {
        "nothing": "There are not two groups of which somebody left, so nothing can be compared.",
        "differ": "The {groups} groups leave at different paces (p = {p}; {left} left).",
        "alike": "Whether the {groups} groups leave at different paces cannot be told (p = {p}; {left} left).",
    },
    "pt": {
        "nothing": "Não há dois grupos dos quais alguém saiu, portanto nada se pode comparar.",
        "differ": "Os {groups} grupos saem em ritmos diferentes (p = {p}; {left} saíram).",
        "alike": "Se os {groups} grupos saem em ritmos diferentes não se pode dizer (p = {p}; {left} saíram).",
    },
}
DIFFERENCE = {
    "en": {
        "nothing": "One of the groups was not watched to the horizon, so the means cannot be compared.",
        "longer": "The first group stays {by} longer on average (95% interval: {low} to {high}).",
        "shorter": "The first group stays {by} shorter on average (95% interval: {low} to {high}).",
        "unclear": "Which group stays longer cannot be told: the 95% interval of the difference, {low} to {high}, "
        "includes 0.",
    },
    "pt": {
        "nothing": "Um dos grupos não foi observado até o horizonte, portanto as médias não se podem comparar.",
        "longer": "O primeiro grupo fica em média {by} a mais (intervalo de 95%: {low} a {high}).",
        "shorter": "O primeiro grupo fica em média {by} a menos (intervalo de 95%: {low} a {high}).",
        "unclear": "Qual grupo fica mais tempo não se pode dizer: o intervalo de 95% da diferença, {low} a {high}, "
        "inclui 0.",
    },
}
GRAY = {
    "en": {
        "nothing": "There are not two groups with {outcome} cases, so nothing can be compared.",
        "differ": "The share {outcome} by time differs between the {groups} groups (p = {p}; {hits} {outcome}).",
        "alike": "Whether the share {outcome} by time differs between the {groups} groups cannot be told (p = {p}; "
        "{hits} {outcome}).",
    },
    "pt": {
        "nothing": "Não há dois grupos com casos de {outcome}, portanto nada se pode comparar.",
        "differ": "A parcela de {outcome} por tempo difere entre os {groups} grupos (p = {p}; {hits} casos).",
        "alike": "Se a parcela de {outcome} por tempo difere entre os {groups} grupos não se pode dizer (p = {p}; "
        "{hits} casos).",
    },
}
