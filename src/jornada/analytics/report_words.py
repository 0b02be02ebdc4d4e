"""The words of a report in English and Portuguese, and how numbers and times are written in each."""

from __future__ import annotations

from dataclasses import dataclass

from jornada.analytics.analyse import Analysis
from jornada.analytics.numerals import Numerals

_WORDS = {
    "title": ("What happens in {file}", "O que acontece em {file}"),
    "subtitle": (
        "{cases} cases with {events} events, from {first} to {last}.",
        "{cases} casos com {events} eventos, de {first} a {last}.",
    ),
    "cases": ("Cases", "Casos"),
    "events": ("Events", "Eventos"),
    "activities": ("Activities", "Atividades"),
    "variants": ("Paths", "Caminhos"),
    "median": ("Median duration", "Duração mediana"),
    "p90": ("90% done within", "90% em até"),
    "mean": ("Mean duration", "Duração média"),
    "max": ("Longest case", "Caso mais longo"),
    "rework": ("With rework", "Com retrabalho"),
    "per_case": ("{number} per case", "{number} por caso"),
    "top_path": ("the first covers {share}", "o primeiro cobre {share}"),
    "mean_note": ("mean {time}", "média {time}"),
    "max_note": ("longest {time}", "máximo {time}"),
    "of_cases": ("{share} of the cases", "{share} dos casos"),
    "short": ("In short", "Em resumo"),
    "say_path": (
        "The most common path is taken by {cases} of {all} cases ({share}): {path}.",
        "O caminho mais comum é seguido por {cases} de {all} casos ({share}): {path}.",
    ),
    "say_cover": (
        "{paths} of the {all} different paths are enough to describe 80% of the cases.",
        "{paths} dos {all} caminhos diferentes bastam para descrever 80% dos casos.",
    ),
    "say_all_differ": (
        "The paths differ widely: {all} different ones for {cases} cases.",
        "Os caminhos variam muito: {all} diferentes para {cases} casos.",
    ),
    "say_time": (
        "Half of the cases take {median} or less from first to last event; one in ten takes more than {p90}.",
        "Metade dos casos leva {median} ou menos do primeiro ao último evento; um em cada dez leva mais de {p90}.",
    ),
    "say_wait": (
        "Most time passes between {source} and {target}: {median} at the median, {count} times.",
        "O maior tempo passa entre {source} e {target}: {median} na mediana, {count} vezes.",
    ),
    "say_rework": (
        "{share} of the cases repeat an activity; most often {activity} ({cases} cases).",
        "{share} dos casos repetem uma atividade; com mais frequência {activity} ({cases} casos).",
    ),
    "say_no_rework": ("No case repeats an activity.", "Nenhum caso repete uma atividade."),
    "graph": ("The flow", "O fluxo"),
    "graph_note": (
        "Boxes are activities with their number of events; an arrow says how often one directly follows the other and "
        "the median time between. Wider is more frequent, warmer is slower. Shown: {shown} of {all} arrows, "
        "{share} of all steps.",
        "As caixas são atividades com o número de eventos; a seta diz quantas vezes uma segue a outra diretamente e o "
        "tempo mediano entre elas. Mais larga é mais frequente, mais quente é mais lenta. Mostradas: {shown} de {all} "
        "setas, {share} de todos os passos.",
    ),
    "start": ("start", "início"),
    "end": ("end", "fim"),
    "paths": ("The paths", "Os caminhos"),
    "paths_note": (
        "Each row is one path; the bar is its share of the cases. Together these {shown} rows cover {share}.",
        "Cada linha é um caminho; a barra é sua parcela dos casos. Juntas, estas {shown} linhas cobrem {share}.",
    ),
    "bars": ("What happens how often", "O que acontece e quantas vezes"),
    "bars_note": (
        "Events in all, and the share of cases that have the activity at least once.",
        "Eventos no total e a parcela dos casos que têm a atividade ao menos uma vez.",
    ),
    "bars_rest": ("{count} rarer activities are not shown.", "{count} atividades mais raras não são mostradas."),
    "time": ("How long a case takes", "Quanto tempo leva um caso"),
    "time_note": (
        "From first to last event of each case. Cases still open when the file was written count up to their "
        "last event.",
        "Do primeiro ao último evento de cada caso. Casos ainda abertos quando o arquivo foi gerado contam até o "
        "último evento.",
    ),
    "log_note": ("The ranges grow from left to right.", "As faixas crescem da esquerda para a direita."),
    "heat": ("From here to there", "De onde para onde"),
    "heat_note": (
        "Row: the activity before; column: the one directly after. Stronger is more frequent; below the count, the "
        "median time.",
        "Linha: a atividade anterior; coluna: a que vem logo depois. Mais forte é mais frequente; abaixo da "
        "contagem, o tempo mediano.",
    ),
    "steps": ("The most frequent steps", "Os passos mais frequentes"),
    "from": ("From", "De"),
    "to": ("To", "Para"),
    "times": ("Times", "Vezes"),
    "median_time": ("Median time", "Tempo mediano"),
    "p90_time": ("90% within", "90% em até"),
    "again": ("Done again", "Feito de novo"),
    "again_note": (
        "Rework: cases in which the activity happens more than once. {loops} times an activity directly follows "
        "itself.",
        "Retrabalho: casos em que a atividade acontece mais de uma vez. Em {loops} vezes a atividade segue a si mesma "
        "diretamente.",
    ),
    "channels": ("By channel of the first event", "Por canal do primeiro evento"),
    "outcomes": ("By outcome of the last event", "Por resultado do último evento"),
    "blank": ("(blank)", "(em branco)"),
    "value": ("Total value", "Valor total"),
    "value_note": ("last value of {cases} cases", "último valor de {cases} casos"),
    "about": ("About this page", "Sobre esta página"),
    "about_columns": (
        "Columns used: case = {case}, activity = {activity}, time = {time}.",
        "Colunas usadas: caso = {case}, atividade = {activity}, tempo = {time}.",
    ),
    "about_rows": (
        "{out} of {rows} rows are not in these figures: {why}.",
        "{out} de {rows} linhas não entram nestes números: {why}.",
    ),
    "about_all": ("All {rows} rows are in these figures.", "Todas as {rows} linhas entram nestes números."),
    "why_case": ("{count} without case", "{count} sem caso"),
    "why_activity": ("{count} without activity", "{count} sem atividade"),
    "why_time": ("{count} without a readable time", "{count} sem tempo legível"),
    "why_columns": ("{count} with too few or too many columns", "{count} com colunas a menos ou a mais"),
    "about_rules": (
        "Events of a case are ordered by time; at the same instant the order of the file decides. Nothing is filtered: "
        "rare paths count in every figure, also where they are not drawn. Times are UTC.",
        "Os eventos de um caso são ordenados pelo tempo; no mesmo instante vale a ordem do arquivo. Nada é filtrado: "
        "caminhos raros contam em todos os números, mesmo onde não são desenhados. Horários em UTC.",
    ),
    "role_case": ("case", "caso"),
    "role_time": ("time", "tempo"),
    "role_activity": ("activity", "atividade"),
    "role_channel": ("channel", "canal"),
    "role_value": ("value", "valor"),
    "role_outcome": ("outcome", "resultado"),
    "how_given": ("as you said", "como você disse"),
    "how_name": ("guessed by its name", "deduzido pelo nome"),
    "how_content": ("guessed by what it holds", "deduzido pelo conteúdo"),
    "made_by": ("Made with Jornada.", "Feito com Jornada."),
}


@dataclass(frozen=True)
class Tongue(Numerals):
    """A language with the words of the report, besides its numbers and times.

    Examples
    --------
    >>> Tongue("pt").say("of_cases", share="51,7%")
    '51,7% dos casos'
    """

    def say(self, key: str, /, **values: str) -> str:
        """Write a sentence; the values are put in as they are."""
        return self.pick(*_WORDS[key], **values)


def sentences(found: Analysis, tongue: Tongue) -> list[str]:
    """Say in a few sentences what the figures mean.

    Parameters
    ----------
    found : Analysis
    tongue : Tongue

    Returns
    -------
    list of str
        The path most taken, how varied paths are, how long cases take, where time passes, what is done again.
    """
    lines = [_say_path(found, tongue), _say_variety(found, tongue)]
    if found.durations.max > 0:
        median, p90 = (tongue.time(value / 1e6) for value in (found.durations.median, found.durations.p90))
        lines.append(tongue.say("say_time", median=median, p90=p90))
    slow = max(found.steps, key=lambda step: step.count * step.median_seconds, default=None)
    if slow and slow.median_seconds > 0:
        lines.append(
            tongue.say(
                "say_wait",
                source=slow.source,
                target=slow.target,
                median=tongue.time(slow.median_seconds),
                count=tongue.number(slow.count),
            )
        )
    return [*lines, _say_rework(found, tongue)]


def _say_path(found: Analysis, tongue: Tongue) -> str:
    first = found.variants[0]
    path = " → ".join(first.path[:12]) + (" → …" if len(first.path) > 12 else "")
    return tongue.say(
        "say_path",
        cases=tongue.number(first.cases),
        all=tongue.number(found.cases),
        share=tongue.share(first.cases / found.cases),
        path=path,
    )


def _say_variety(found: Analysis, tongue: Tongue) -> str:
    covered = 0
    for place, each in enumerate(found.variants, start=1):
        covered += each.cases
        if covered >= 0.8 * found.cases:
            return tongue.say("say_cover", paths=tongue.number(place), all=tongue.number(found.variant_count))
    return tongue.say("say_all_differ", all=tongue.number(found.variant_count), cases=tongue.number(found.cases))


def _say_rework(found: Analysis, tongue: Tongue) -> str:
    if not found.repeats:
        return tongue.say("say_no_rework")
    activity, cases = next(iter(found.repeats.items()))
    return tongue.say(
        "say_rework",
        share=tongue.share(found.rework.rework / found.cases),
        activity=activity,
        cases=tongue.number(cases),
    )
