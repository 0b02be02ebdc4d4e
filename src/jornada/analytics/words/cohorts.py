"""Sentences about cohorts, repeat purchase, churn, segments and lifetime value."""

from __future__ import annotations

COHORTS = {
    "en": {
        "few": "Of {members} members fewer than 30 were observed past the first age; retention cannot be told yet.",
        "exact": "Of {members} members observed so long, {share} were active between day {days} and day {until} after their first activity (95% interval: {low} to {high}); exact retention.",
        "rolling": "Of {members} members observed so long, {share} were active on day {days} after their first activity or later (95% interval: {low} to {high}); rolling retention.",
        "exact_title": "Exact retention by cohort: active within the age",
        "rolling_title": "Rolling retention by cohort: active at the age or later",
        "note": "One age is {days} days; only members observed to its end count.",
        "age": "Age",
        "cohort": "Began in",
        "share": "Share",
        "all": "All cohorts",
    },
    "pt": {
        "few": "De {members} membros, menos de 30 foram observados além da primeira idade; a retenção ainda não se pode dizer.",
        "exact": "De {members} membros observados por esse tempo, {share} estavam ativos entre o dia {days} e o dia {until} depois da primeira atividade (intervalo de 95%: {low} a {high}); retenção exata.",
        "rolling": "De {members} membros observados por esse tempo, {share} estavam ativos no dia {days} depois da primeira atividade ou mais tarde (intervalo de 95%: {low} a {high}); retenção móvel.",
        "exact_title": "Retenção exata por coorte: ativos dentro da idade",
        "rolling_title": "Retenção móvel por coorte: ativos na idade ou depois",
        "note": "Uma idade são {days} dias; só contam membros observados até o seu fim.",
        "age": "Idade",
        "cohort": "Início em",
        "share": "Parcela",
        "all": "Todas as coortes",
    },
}
REPEAT = {
    "en": {
        "few": "Only {cases} buyers and {left} second purchases; how many buy again cannot be told yet.",
        "again": "After the first purchase {share} buy again within {days} days (95% interval: {low} to {high}; {cases} buyers, those not observed so long counted as watched).",
        "title": "Share that bought again, by days since the purchase",
        "days": "Days",
        "share": "Share",
        "nth": "after purchase {n}",
    },
    "pt": {
        "few": "Só {cases} compradores e {left} segundas compras; quantos compram de novo ainda não se pode dizer.",
        "again": "Depois da primeira compra, {share} compram de novo em até {days} dias (intervalo de 95%: {low} a {high}; {cases} compradores; os não observados por esse tempo contam pelo observado).",
        "title": "Parcela que comprou de novo, por dias desde a compra",
        "days": "Dias",
        "share": "Parcela",
        "nth": "depois da compra {n}",
    },
}
CHURN = {
    "en": {
        "few": "Fewer than two whole periods with active subjects; churn cannot be told yet.",
        "said": "Of {before} active in {previous}, {lost} were not active in {period}: {share} (95% interval: {low} to {high}); {back} came back, {new} are new. Not active in a period is not gone for good.",
        "title": "Share of the active of the period before that are not active any more",
        "period": "Period",
        "share": "Share",
        "lost": "Not active any more",
    },
    "pt": {
        "few": "Menos de dois períodos inteiros com ativos; o churn ainda não se pode dizer.",
        "said": "De {before} ativos em {previous}, {lost} não estavam ativos em {period}: {share} (intervalo de 95%: {low} a {high}); {back} voltaram, {new} são novos. Inativo em um período não é perdido para sempre.",
        "title": "Parcela dos ativos do período anterior que já não estão ativos",
        "period": "Período",
        "share": "Parcela",
        "lost": "Já não ativos",
    },
}
SBG = {
    "en": {
        "said": "In the first period {first} leave; of those who stay {later} leave in period {period}: the ready ones go first. After {horizon} periods {share} are left (95% interval: {low} to {high}), an extrapolation beyond {seen} observed. A new customer is expected to stay {life} discounted periods.",
        "few": "Fewer than 5 customers left in the {seen} periods observed; retention cannot be projected.",
        "title": "Share of customers left, observed and projected",
        "age": "Periods",
        "share": "Share",
        "fit": "Projected (sBG)",
        "seen": "Observed",
    },
    "pt": {
        "said": "No primeiro período, {first} saem; dos que ficam, {later} saem no período {period}: os mais propensos vão primeiro. Depois de {horizon} períodos restam {share} (intervalo de 95%: {low} a {high}), uma extrapolação além de {seen} observados. Espera-se que um novo cliente fique {life} períodos descontados.",
        "few": "Menos de 5 clientes saíram nos {seen} períodos observados; a retenção não se pode projetar.",
        "title": "Parcela de clientes que restam, observada e projetada",
        "age": "Períodos",
        "share": "Parcela",
        "fit": "Projetado (sBG)",
        "seen": "Observado",
    },
}
SEGMENTS = {
    "en": {
        "champions": "champions",
        "loyal": "loyal",
        "new": "new",
        "promising": "promising",
        "attention": "need attention",
        "at_risk": "at risk",
        "asleep": "asleep",
        "lost": "lost",
    },
    "pt": {
        "champions": "campeões",
        "loyal": "fiéis",
        "new": "novos",
        "promising": "promissores",
        "attention": "precisam de atenção",
        "at_risk": "em risco",
        "asleep": "adormecidos",
        "lost": "perdidos",
    },
}
RFM = {
    "en": {
        "few": "There are only {buyers} buyers; scores by quantiles need 30.",
        "said": "Of {buyers} buyers {champions} are champions with {share} of all money; {risk} good ones are at risk, with {risk_share}. Scores are ranks among these buyers, not a model of what they will do.",
        "title": "Money per segment",
        "value": "Money",
        "buyers": "Buyers",
    },
    "pt": {
        "few": "Há só {buyers} compradores; notas por quantis precisam de 30.",
        "said": "De {buyers} compradores, {champions} são campeões com {share} de todo o valor; {risk} bons estão em risco, com {risk_share}. As notas são posições entre estes compradores, não um modelo do que farão.",
        "title": "Valor por segmento",
        "value": "Valor",
        "buyers": "Compradores",
    },
}
LIFETIME = {
    "en": {
        "few": "There are {buyers} buyers and {repeats} repeat purchases; lifetime value cannot be told.",
        "average": "With {buyers} buyers, fewer than 100, a model of purchases is not fitted: a purchase of a buyer is worth {mean} on average, between {least} and {most} once small numbers are drawn towards the whole.",
        "model": "A buyer is expected to bring {mean} over the next {horizon} weeks, discounted (median {median}); the {buyers} buyers together {total}. {alive} of them are taken to be still buying.",
        "dependent": " Frequency and value of purchases go together (rho = {rho}, p = {p}), so the value per purchase is each buyer's own average drawn towards the whole, not the Gamma-Gamma model.",
        "title": "Expected value of buyers over the horizon",
        "buyers": "Buyers, from the most valuable",
        "value": "Money",
        "share": "Cumulated share of value",
    },
    "pt": {
        "few": "Há {buyers} compradores e {repeats} recompras; o valor do cliente não se pode dizer.",
        "average": "Com {buyers} compradores, menos de 100, não se ajusta um modelo de compras: uma compra vale em média {mean}, entre {least} e {most} depois de aproximar os números pequenos do todo.",
        "model": "Espera-se que um comprador traga {mean} nas próximas {horizon} semanas, com desconto (mediana {median}); os {buyers} compradores juntos {total}. {alive} deles são tidos como ainda ativos.",
        "dependent": " Frequência e valor das compras andam juntos (rho = {rho}, p = {p}), por isso o valor por compra é a média própria de cada comprador aproximada do todo, não o modelo Gama-Gama.",
        "title": "Valor esperado dos compradores no horizonte",
        "buyers": "Compradores, do mais valioso",
        "value": "Valor",
        "share": "Parcela acumulada do valor",
    },
}
