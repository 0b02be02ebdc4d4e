"""What follows what, paths, durations, rework, moves between stages: in words and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jornada.analytics.numerals import MICROS, Numerals
from jornada.analytics.rates import wilson
from jornada.analytics.result import Chart, Language, Series

if TYPE_CHECKING:
    from jornada.analytics.durations import DurationSummary, ReworkSummary
    from jornada.analytics.stage_flow import FlowTable
    from jornada.analytics.transitions import TransitionTable
    from jornada.analytics.variants import VariantTable

MOST_NAMES, MOST_PATHS = 12, 15
OUTSIDE = ("(outside)", "(fora)")
KINDS = {
    "start": "começo",
    "restart": "recomeço",
    "return": "retorno",
    "forward": "avanço",
    "skip": "salto",
    "back": "volta",
    "expiry": "volta por inatividade",
    "exit": "saída",
    "closed": "encerrado",
    "open": "ainda lá",
}


def say_transitions(table: TransitionTable, language: Language) -> str:
    """Name the most frequent succession and the one on which most time passes."""
    wrote = Numerals(language)
    if not len(table):
        return wrote.pick("Nothing follows anything: no subject has two touches.", "Nada segue nada: ninguém tem dois.")
    count, share = int(table.count[0]), float(table.share_out[0])
    low, high = (float(end.item()) for end in wilson(count, round(count / share)))
    said = wrote.pick(
        "{source} is most often followed by {target}: {count} times, {share} of what comes after {source} "
        "({interval}). "
        "There are {pairs} different successions; {loops} touches repeat the one before.",
        "Depois de {source} vem mais vezes {target}: {count} vezes, {share} do que vem depois de {source} "
        "({interval}). "
        "Há {pairs} sucessões diferentes; {loops} toques repetem o anterior.",
        source=table.activities[table.source[0]],
        target=table.activities[table.target[0]],
        count=wrote.number(count),
        share=wrote.share(share),
        interval=wrote.interval(low, high, is_share=True),
        pairs=wrote.number(len(table)),
        loops=wrote.number(table.self_loops),
    )
    return said + _slowest(table, wrote)


def _slowest(table: TransitionTable, wrote: Numerals) -> str:
    waiting = np.nan_to_num(table.count * table.median_gap)
    row = int(waiting.argmax())
    if not waiting[row] > 0:
        return ""
    return wrote.pick(
        " Most time passes between {source} and {target}: {median} at the median, one in ten more than {p90}.",
        " O maior tempo passa entre {source} e {target}: {median} na mediana, um em cada dez mais de {p90}.",
        source=table.activities[table.source[row]],
        target=table.activities[table.target[row]],
        median=wrote.time(float(table.median_gap[row]) / MICROS),
        p90=wrote.time(float(table.p90_gap[row]) / MICROS),
    )


def chart_transitions(table: TransitionTable, language: Language) -> tuple[Chart, ...]:
    """Shade how often each of the most frequent activities comes next."""
    wrote, names = Numerals(language), table.activities
    weight = np.bincount(table.source, table.count, len(names)) + np.bincount(table.target, table.count, len(names))
    chosen = [code for code in np.argsort(-weight, kind="stable").tolist() if weight[code]][:MOST_NAMES]
    share = np.full((len(names), len(names)), np.nan)
    share[table.source, table.target] = table.share_out
    rows = tuple(Series(names[code], [names[to] for to in chosen], share[code, chosen].tolist()) for code in chosen)
    title = wrote.pick("What comes next: share of touches", "O que vem depois: parcela dos toques")
    return (Chart("heat", title, wrote.pick("then", "depois"), wrote.pick("first", "antes"), rows, is_share=True),)


def say_variants(table: VariantTable, language: Language) -> str:
    """Name the path most taken and how many paths cover most subjects."""
    wrote = Numerals(language)
    if not len(table):
        return wrote.pick("There is no path: the log is empty.", "Não há caminho: o registro está vazio.")
    total = int(table.subjects.sum())
    low, high = (float(end.item()) for end in wilson(table.subjects[0], total))
    path = table.activities(0)
    return wrote.pick(
        "The most common of {paths} different paths is taken by {count} of {total} subjects ({share}; {interval}): "
        "{path}. {enough} paths cover 80% of the subjects.{repeats}",
        "O mais comum dos {paths} caminhos diferentes é seguido por {count} de {total} ({share}; {interval}): {path}. "
        "{enough} caminhos cobrem 80%.{repeats}",
        paths=wrote.number(len(table)),
        count=wrote.number(int(table.subjects[0])),
        total=wrote.number(total),
        share=wrote.share(float(table.share[0])),
        interval=wrote.interval(low, high, is_share=True),
        path=" → ".join(path[:12]) + (" → …" if len(path) > 12 else ""),
        enough=wrote.number(int(np.searchsorted(table.coverage, 0.8 - 1e-12)) + 1),
        repeats=wrote.pick(" Direct repeats count once.", " Repetições diretas contam uma vez.")
        if table.collapse_repeats
        else "",
    )


def chart_variants(table: VariantTable, language: Language) -> tuple[Chart, ...]:
    """Draw the most frequent paths as bars."""
    wrote = Numerals(language)
    shown = range(min(MOST_PATHS, len(table)))
    names = [f"{place + 1}. {' → '.join(table.activities(place))}" for place in shown]
    low, high = wilson(table.subjects, table.subjects.sum())
    series = Series("", names, table.share[: len(names)], low[: len(names)], high[: len(names)])
    repeats = wrote.pick(", direct repeats once", ", repetições diretas uma vez") if table.collapse_repeats else ""
    title = wrote.pick("Subjects by path{repeats}", "Casos por caminho{repeats}", repeats=repeats)
    heads = wrote.pick("path", "caminho"), wrote.pick("share of subjects", "parcela dos casos")
    return (Chart("bar", title, *heads, (series,), is_share=True),)


def say_durations(found: DurationSummary, language: Language) -> str:
    """Say median and 90% point, and what they leave open."""
    wrote = Numerals(language)
    if not found.subjects:
        return wrote.pick("No durations: the log is empty.", "Sem durações: o registro está vazio.")
    times = {name: wrote.time(getattr(found, name) / MICROS) for name in ("median", "mean", "p90", "max")}
    return wrote.pick(
        "Half of the {subjects} subjects take {median} or less from first to last touch, one in ten more than {p90}; "
        "the mean is {mean}, the longest {max}. Open cases are measured up to their last touch, so that real times are "
        "longer by an amount that these figures cannot tell; ask dwell for that.",
        "Metade dos {subjects} casos leva {median} ou menos do primeiro ao último toque, um em cada dez mais de {p90}; "
        "a média é {mean}, o máximo {max}. Casos abertos contam até o último toque: os tempos reais são maiores, e "
        "estes números não dizem quanto; pergunte a dwell.",
        subjects=wrote.number(found.subjects),
        **times,
    )


def say_rework(found: ReworkSummary, language: Language) -> str:
    """Say which share repeats an activity."""
    wrote = Numerals(language)
    if not found.subjects:
        return wrote.pick("No rework: the log is empty.", "Sem retrabalho: o registro está vazio.")
    low, high = (float(end.item()) for end in wilson(found.rework, found.subjects))
    return wrote.pick(
        "{rework} of {subjects} subjects ({share}; {interval}) have some activity more than once; in {loops} touches, "
        "of {looping} subjects, it directly follows itself.",
        "{rework} de {subjects} casos ({share}; {interval}) têm alguma atividade mais de uma vez; em {loops} toques, "
        "de "
        "{looping} casos, ela segue a si mesma.",
        rework=wrote.number(found.rework),
        subjects=wrote.number(found.subjects),
        share=wrote.share(found.rework / found.subjects),
        interval=wrote.interval(low, high, is_share=True),
        loops=wrote.number(found.self_loops),
        looping=wrote.number(found.self_loop_subjects),
    )


def say_stage_flow(table: FlowTable, language: Language) -> str:
    """Say how moves split into forward, skips and backward ones."""
    from jornada.analytics.stage_flow import BACK, FELL, FORWARD, SKIP

    wrote = Numerals(language)
    by_kind = np.bincount(table.kind, table.count, 10).astype(np.int64)
    forward, skips, back = int(by_kind[FORWARD]), int(by_kind[SKIP]), int(by_kind[BACK] + by_kind[FELL])
    moves = forward + skips + back
    if not moves:
        return wrote.pick("No move between stages was seen yet.", "Ainda não se viu movimento entre estágios.")
    low, high = (float(end.item()) for end in wilson(back, moves))
    return wrote.pick(
        "Of {moves} moves between stages {forward} lead to the next stage, {skips} skip one or more, and {back} lead "
        "back "
        "({share}; {interval}).",
        "De {moves} movimentos entre estágios {forward} levam ao próximo, {skips} pulam um ou mais e {back} voltam "
        "({share}; {interval}).",
        moves=wrote.number(moves),
        forward=wrote.number(forward),
        skips=wrote.number(skips),
        back=wrote.number(back),
        share=wrote.share(back / moves),
        interval=wrote.interval(low, high, is_share=True),
    )


def chart_stage_flow(table: FlowTable, language: Language) -> tuple[Chart, ...]:
    """Shade how often one stage leads to another."""
    wrote, stages = Numerals(language), table.stages
    moves = np.zeros((len(stages) + 1, len(stages) + 1))
    np.add.at(moves, (table.source, table.target), table.count)
    names = [*stages, wrote.pick(*OUTSIDE)]
    moves[moves == 0] = np.nan
    rows = tuple(Series(name, names, moves[place].tolist()) for place, name in enumerate(names))
    title = wrote.pick("Moves between stages, by number of visits", "Movimentos entre estágios, em visitas")
    return (Chart("heat", title, wrote.pick("to", "para"), wrote.pick("from", "de"), rows),)
