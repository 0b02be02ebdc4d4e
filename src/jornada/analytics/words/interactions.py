"""The words of the measures of interactions, in English and Portuguese."""

from __future__ import annotations

from math import exp, isinf

from jornada.analytics import words
from jornada.analytics.result import Language

_WORDS = {
    # the naive table
    "naive_note": ("not an effect", "não é um efeito"),
    "naive_title": ("Conversion by number of touches", "Conversão por número de interações"),
    "naive": ("naive rate", "taxa ingênua"),
    "hazard": ("yield of the n-th touch", "rendimento da n-ésima interação"),
    "touches": ("touches", "interações"),
    "touches_so_far": ("touches so far", "interações até então"),
    "converted": ("converted", "convertidos"),
    "warning": (
        "The rate by number of touches is not an effect of touches: who converts early is touched no more, and who "
        "stays open collects touches. It rises and falls even where touches do nothing.",
        "A taxa por número de interações não é um efeito das interações: quem converte cedo não recebe mais, e quem "
        "fica em aberto as acumula. Ela sobe e desce mesmo onde as interações nada fazem.",
    ),
    "nobody": (
        "Cannot tell: none of {cases} cases converted, so there is nothing to compare.",
        "Não é possível dizer: nenhum dos {cases} casos converteu; não há o que comparar.",
    ),
    "yield": (
        "{won} of {cases} cases converted. The first touch was followed by the conversion in {first} of those "
        "who had one; {per} touches were made per conversion.",
        "{won} de {cases} casos converteram. A primeira interação foi seguida da conversão em {first} dos que a "
        "tiveram; foram {per} interações por conversão.",
    ),
    # landmark
    "landmark_title": (
        "Converted within {horizon} days, by touches so far",
        "Convertidos em até {horizon} dias, por interações até então",
    ),
    "at_age": ("open at {age} days", "em aberto aos {age} dias"),
    "landmark": (
        "Cases still open at the age of {ages} days, followed for {horizon} days ({cases} cases, {events} "
        "conversions).",
        "Casos ainda em aberto aos {ages} dias, acompanhados por {horizon} dias ({cases} casos, {events} conversões).",
    ),
    "landmark_none": (
        "Cannot tell: {events} conversions within the horizon; at least {least} are needed, and cases that differ in "
        "touches.",
        "Não é possível dizer: {events} conversões dentro do horizonte; são necessárias ao menos {least}, e casos que "
        "difiram em interações.",
    ),
    # effect
    "effect_title": (
        "What touches so far go with, like with like",
        "O que acompanha as interações até então, entre iguais",
    ),
    "effect_axis": ("log-odds against the fewest", "log da razão de chances contra o menor número"),
    "effect_of": ("touches: {kind}", "interações: {kind}"),
    "effect_few": (
        "Cannot tell: {events} conversions; at least {least} are needed.",
        "Não é possível dizer: {events} conversões; são necessárias ao menos {least}.",
    ),
    "effect_nobody": (
        "Cannot tell: none of {cases} cases converted in a period that was watched to its end.",
        "Não é possível dizer: nenhum dos {cases} casos converteu em um período observado até o fim.",
    ),
    "effect_same": (
        "Cannot tell: all open cases have the same number of touches.",
        "Não é possível dizer: todos os casos em aberto têm o mesmo número de interações.",
    ),
    "effect_unsettled": (
        "Cannot tell: touches and conversions are too entangled with age or stage in these data.",
        "Não é possível dizer: interações e conversões estão misturadas demais com idade ou estágio nestes dados.",
    ),
    "effect": (
        "Compared at the same age and stage, period by period ({cases} cases, {events} conversions):",
        "Comparados na mesma idade e no mesmo estágio, período a período ({cases} casos, {events} conversões):",
    ),
    "more": (
        "one more touch goes with {times} times the odds of converting (95% interval {low} to {high}).",
        "uma interação a mais acompanha {times} vezes a chance de converter (intervalo de 95%: {low} a {high}).",
    ),
    "cannot": (
        "cannot tell whether one more touch goes with more or fewer conversions: {times} times the odds, but anything "
        "from {low} to {high} times fits the data.",
        "não é possível dizer se uma interação a mais acompanha mais ou menos conversões: {times} vezes a chance, mas "
        "qualquer valor de {low} a {high} cabe nos dados.",
    ),
    "caveat": (
        "Touches also follow interest; whether more of them would help, only a trial can tell.",
        "Interações também seguem o interesse; se mais delas ajudariam, só um experimento pode dizer.",
    ),
    # saturation and fatigue
    "saturation": (
        "From {count} touches on, no gain from one more can be shown.",
        "A partir de {count} interações, não se mostra ganho com mais uma.",
    ),
    "fatigue": (
        "From {count} touches on, one more goes with fewer conversions; the turn lies at {point} ({low} to {high}). "
        "A cap of {count} is worth a trial.",
        "A partir de {count} interações, mais uma acompanha menos conversões; a virada está em {point} ({low} a "
        "{high}). Vale experimentar um limite de {count}.",
    ),
    "no_fatigue": (
        "No number of touches was found from which more do harm; no cap is recommended.",
        "Não se encontrou um número de interações a partir do qual mais delas prejudicam; nenhum limite é recomendado.",
    ),
    "open_end": ("beyond {count}", "além de {count}"),
    "beyond": (
        "{cases} open cases have reached it.",
        "{cases} casos em aberto já chegaram a ele.",
    ),
    "segments_none": (
        "Cannot tell segments apart: fewer than two have enough conversions.",
        "Não é possível distinguir os segmentos: menos de dois têm conversões suficientes.",
    ),
    "segment": (
        "{segment}: {times} times the odds per touch ({low} to {high}){fatigue}.",
        "{segment}: {times} vezes a chance por interação ({low} a {high}){fatigue}.",
    ),
    "segment_fatigue": (", turning at {point} ({low} to {high})", ", com virada em {point} ({low} a {high})"),
    "segments": (
        "By segment, small ones drawn towards all together:",
        "Por segmento, os pequenos aproximados do conjunto:",
    ),
    "segments_title": ("Odds per touch, by segment", "Chance por interação, por segmento"),
    "segment_axis": ("segment", "segmento"),
    "turning": ("turning point", "ponto de virada"),
    "saturation_mark": ("saturation", "saturação"),
    "like_with_like": ("compared at the same age", "comparados na mesma idade"),
    # what works where
    "works": (
        "{activity} at {stage}: moving on within {days} days is {times} times as likely in odds as for comparable "
        "cases without it ({low} to {high}).",
        "{activity} em {stage}: avançar em até {days} dias tem {times} vezes a chance de casos comparáveis sem isso "
        "({low} a {high}).",
    ),
    "works_none": (
        "Cannot tell for any of {tests} pairs of activity and stage: no difference holds after correction for so many "
        "comparisons.",
        "Não é possível dizer para nenhum dos {tests} pares de atividade e estágio: nenhuma diferença se mantém após a "
        "correção por tantas comparações.",
    ),
    "works_empty": (
        "Cannot tell: no stage was watched long enough with and without an activity.",
        "Não é possível dizer: nenhum estágio foi observado por tempo suficiente com e sem uma atividade.",
    ),
    "works_rest": (
        "For the other {rest} of {tests} pairs, cannot tell.",
        "Para os outros {rest} de {tests} pares, não é possível dizer.",
    ),
    "works_title": (
        "Moving on within {days} days: odds against comparable cases without",
        "Avançar em até {days} dias: chance contra casos comparáveis sem",
    ),
    "works_axis": ("odds ratio", "razão de chances"),
    "works_caveat": (
        "Activities also follow interest: who is about to move on asks for them; and one that is evidence for the next "
        "stage moves on by definition. Only a trial can tell what they do.",
        "Atividades também seguem o interesse: quem está para avançar as procura; e a que é evidência do estágio seguinte "
        "avança por definição. Só um experimento pode dizer o que elas fazem.",
    ),
    "told": ("holds after correction", "mantém-se após a correção"),
    "not_told": ("cannot tell", "não é possível dizer"),
    # loyalty
    "loyalty": ("After the sale, and buying again. {words}", "Depois da venda, e a nova compra. {words}"),
    "churn": (
        "After the sale, and leaving (here a conversion is a customer who leaves). {words}",
        "Depois da venda, e a saída (aqui uma conversão é um cliente que sai). {words}",
    ),
    # distribution
    "distribution": (
        "{touches} touches with {cases} cases: half have {median} or fewer, one in ten more than {p90}.",
        "{touches} interações com {cases} casos: metade tem {median} ou menos, um em cada dez mais de {p90}.",
    ),
    "distribution_empty": ("There is no case to count touches of.", "Não há caso do qual contar interações."),
    "distribution_title": ("Touches per case, by {dimension}", "Interações por caso, por {dimension}"),
    "per_case": ("touches per case", "interações por caso"),
}  # fmt: skip


def say(key: str, language: Language, **figures: object) -> str:
    """Write a sentence of the table; whole numbers get the language's thousands mark."""
    sentence = _WORDS[key][0 if language == "en" else 1]
    return sentence.format(
        **{name: number(each, language, 0) if isinstance(each, int) else each for name, each in figures.items()}
    )


def number(value: float, language: Language, digits: int = 2) -> str:
    """Write a number as the language does; without end where it is not bounded."""
    return "∞" if isinf(value) else words.number(value, language, digits)


def verdict(slope: float, low: float, high: float, language: Language) -> str:
    """Say what a slope of log-odds per touch is worth: more, fewer, or that it cannot be told."""
    is_told = low > 0 or high < 0
    times, least, most = (number(exp(each), language) for each in (slope, low, high))
    sentence = say("more" if is_told else "cannot", language, times=times, low=least, high=most)
    return sentence[0].upper() + sentence[1:]


def caveat(language: Language) -> str:
    """Say that this is no trial."""
    return say("caveat", language)


def cut_note(language: Language) -> str:
    """Name what is compared in the picture itself."""
    return say("like_with_like", language)
