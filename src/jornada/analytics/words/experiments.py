"""Sentences about hold-outs, plans, looks at any time, and what-ifs."""

from __future__ import annotations

UPLIFT = {
    "en": {
        "nothing": "One of the groups is empty, so an effect cannot be told.",
        "split": "The groups ({subjects}, held out / treated) are not of the sizes planned by more than chance: something loses subjects of one of them, and the effect cannot be told until that is mended.",
        "more": "The treatment adds {gain} points: {treated} instead of {held} (95% interval: {low} to {high} points).",
        "less": "The treatment takes {gain} points: {treated} instead of {held} (95% interval: {low} to {high} points).",
        "unclear": "Whether the treatment has an effect cannot be told: {treated} against {held}, the 95% interval of the difference, {low} to {high} points, includes 0.",
        "few": " There are fewer than 5 successes in one group.",
        "title": "Rate of success, held out and treated",
        "held_name": "Held out",
        "treated_name": "Treated",
        "rate": "Rate",
    },
    "pt": {
        "nothing": "Um dos grupos está vazio, portanto um efeito não se pode dizer.",
        "split": "Os grupos ({subjects}, controle / tratados) não têm os tamanhos planejados, mais do que por acaso: algo perde sujeitos de um deles, e o efeito não se pode dizer até que isso seja corrigido.",
        "more": "O tratamento acrescenta {gain} pontos: {treated} em vez de {held} (intervalo de 95%: {low} a {high} pontos).",
        "less": "O tratamento tira {gain} pontos: {treated} em vez de {held} (intervalo de 95%: {low} a {high} pontos).",
        "unclear": "Se o tratamento tem efeito não se pode dizer: {treated} contra {held}; o intervalo de 95% da diferença, {low} a {high} pontos, inclui 0.",
        "few": " Há menos de 5 sucessos em um grupo.",
        "title": "Taxa de sucesso, controle e tratados",
        "held_name": "Controle",
        "treated_name": "Tratados",
        "rate": "Taxa",
    },
}
PLAN = {
    "en": {
        "size": "To find a change of {effect} points on {base} with a chance of {power}, at {level} false alarms, it takes {treated} treated and {held} held out.",
        "weeks": " At the present arrivals that is {weeks} weeks.",
    },
    "pt": {
        "size": "Para encontrar uma mudança de {effect} pontos sobre {base} com chance de {power}, a {level} de alarmes falsos, são precisos {treated} tratados e {held} de controle.",
        "weeks": " Com as entradas atuais, são {weeks} semanas.",
    },
}
SEQUENTIAL = {
    "en": {
        "nothing": "Until both groups have {least} cases nothing can be told.",
        "ended": "The experiment may end: a difference of {gain} points after {cases} cases (interval for all looks: {low} to {high}; p = {p}); at most {level} of experiments without effect end so, however often one looks.",
        "going": "Whether there is a difference cannot be told yet: {gain} points after {cases} cases (interval for all looks: {low} to {high}; p = {p}). One may look on at any time.",
        "title": "Difference with its interval for all looks",
        "cases": "Cases",
        "difference": "Difference",
    },
    "pt": {
        "nothing": "Até que os dois grupos tenham {least} casos, nada se pode dizer.",
        "ended": "O experimento pode terminar: uma diferença de {gain} pontos depois de {cases} casos (intervalo para todas as olhadas: {low} a {high}; p = {p}); no máximo {level} dos experimentos sem efeito terminam assim, por mais que se olhe.",
        "going": "Se há diferença ainda não se pode dizer: {gain} pontos depois de {cases} casos (intervalo para todas as olhadas: {low} a {high}; p = {p}). Pode-se continuar olhando a qualquer momento.",
        "title": "Diferença com o intervalo para todas as olhadas",
        "cases": "Casos",
        "difference": "Diferença",
    },
}
FIGURES = {
    "en": {
        "chosen": "cases chosen",
        "hits": "successes among them",
        "hit_rate": "hit rate in percent",
        "found": "successes found, in percent",
        "value": "value",
        "rate": "rate from first to last step, in percent",
        "successes": "successes per period",
    },
    "pt": {
        "chosen": "casos escolhidos",
        "hits": "sucessos entre eles",
        "hit_rate": "taxa de acerto em porcentagem",
        "found": "sucessos encontrados, em porcentagem",
        "value": "valor",
        "rate": "taxa da primeira à última etapa, em porcentagem",
        "successes": "sucessos por período",
    },
}
WHATIF = {
    "en": {
        "nothing": "There is nothing to replay, so what would change cannot be told.",
        "more": "More {figure}: {after} instead of {before} (95% interval of the change: {low} to {high}).",
        "less": "Less {figure}: {after} instead of {before} (95% interval of the change: {low} to {high}).",
        "unclear": "Whether {figure} changes cannot be told: {after} instead of {before} (95% interval of the change: {low} to {high}).",
        "same": "No change in {figure}: {after}.",
        "replay": "Outcomes are taken as they were, whoever is chosen: this tells how well a rule finds, not what choosing does.",
        "simulation": "Conversions and arrivals are taken to go on as counted, but for the change.",
        "replay_note": "History replayed: not the effect of choosing",
        "simulation_note": "Simulated with the uncertainty of all rates",
        "title": "Change against before",
        "change": "Change",
    },
    "pt": {
        "nothing": "Não há o que reexaminar, portanto o que mudaria não se pode dizer.",
        "more": "Mais {figure}: {after} em vez de {before} (intervalo de 95% da mudança: {low} a {high}).",
        "less": "Menos {figure}: {after} em vez de {before} (intervalo de 95% da mudança: {low} a {high}).",
        "unclear": "Se muda {figure} não se pode dizer: {after} em vez de {before} (intervalo de 95% da mudança: {low} a {high}).",
        "same": "Sem mudança em {figure}: {after}.",
        "replay": "Os desfechos são tomados como foram, seja quem for escolhido: isto diz quão bem uma regra encontra, não o que a escolha causa.",
        "simulation": "Supõe-se que conversões e entradas continuem como contadas, salvo a mudança.",
        "replay_note": "História reexaminada: não é o efeito de escolher",
        "simulation_note": "Simulado com a incerteza de todas as taxas",
        "title": "Mudança em relação a antes",
        "change": "Mudança",
    },
}
