"""Shares, funnels, conversion between stages, hand-over: in words and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Series

if TYPE_CHECKING:
    from jornada.analytics.funnel import FunnelTable
    from jornada.analytics.grouped import Floats, Ints
    from jornada.analytics.handover import HandoverSummary
    from jornada.analytics.rates import Rates
    from jornada.analytics.stage_conversion import ConversionTable

FEW, FEW_EVENTS = 30, 5


def say_rate(rates: Rates, row: int, wrote: Numerals) -> str:
    """Say one share with what it is made of and how sure it is.

    Examples
    --------
    >>> from jornada.analytics.rates import Rates
    >>> say_rate(Rates.count(8, 10), 0, Numerals("en"))
    '80.0% (8 of 10; 95% interval 49.0% to 94.3%; few cases)'
    """
    hits, of = int(rates.hits[row]), int(rates.of[row])
    if not of:
        return wrote.pick("unknown (0 of 0)", "desconhecida (0 de 0)")
    return wrote.pick(
        "{rate} ({hits} of {of}; {interval}{few})",
        "{rate} ({hits} de {of}; {interval}{few})",
        rate=wrote.share(float(rates.rate[row])),
        hits=wrote.number(hits),
        of=wrote.number(of),
        interval=wrote.interval(float(rates.low[row]), float(rates.high[row]), is_share=True),
        few=wrote.pick("; few cases", "; poucos casos") if of < FEW or hits < FEW_EVENTS else "",
    )


def say_rates(rates: Rates, language: Language) -> str:
    """Say a share, or the smallest and the largest of several."""
    wrote = Numerals(language)
    known = np.flatnonzero(rates.of > 0)
    if not len(known):
        return wrote.pick("There is no share: nothing was counted.", "Não há parcela: nada foi contado.")
    if len(known) == 1:
        return wrote.pick("The share is {rate}.", "A parcela é {rate}.", rate=say_rate(rates, int(known[0]), wrote))
    least, most = (int(known[pick(rates.rate[known])]) for pick in (np.argmin, np.argmax))
    return wrote.pick(
        "The {count} shares go from {least} to {most}.",
        "As {count} parcelas vão de {least} a {most}.",
        count=wrote.number(len(known)),
        least=say_rate(rates, least, wrote),
        most=say_rate(rates, most, wrote),
    )


def rate_columns(rates: Rates, name: str) -> dict[str, Floats | Ints]:
    """Lay a share out as the columns of a table: `name`, `name_low`, `name_high`, `name_of`."""
    return {name: rates.rate, f"{name}_low": rates.low, f"{name}_high": rates.high, f"{name}_of": rates.of}


def step_names(steps: tuple[tuple[str, ...], ...]) -> list[str]:
    """Name the steps of a funnel, alternatives joined by a bar; a step that comes again is numbered."""
    names = [" | ".join(step) for step in steps]
    return [f"{place + 1}. {name}" if names.count(name) > 1 else name for place, name in enumerate(names)]


def say_funnel(table: FunnelTable, language: Language) -> str:
    """Say how many get through, and where most are lost."""
    wrote, names = Numerals(language), step_names(table.steps)
    began, ended = int(table.mature[0]), len(names) - 1
    young = int(table.immature[0])
    waiting = (
        wrote.pick(
            " {young} more began too recently to be judged.",
            " Outros {young} começaram há pouco demais para contar.",
            young=wrote.number(young),
        )
        if young
        else ""
    )
    if not began:
        nobody = wrote.pick(
            "Nobody took the first step ({first}) long enough ago.",
            "Ninguém deu o primeiro passo ({first}) há tempo suficiente.",
            first=names[0],
        )
        return nobody + waiting
    said = wrote.pick(
        "Of {began} subjects that took the first step ({first}), {rate} reached the last ({last}).",
        "De {began} que deram o primeiro passo ({first}), {rate} chegaram ao último ({last}).",
        began=wrote.number(began),
        first=names[0],
        last=names[ended],
        rate=say_rate(table.cumulative, ended, wrote),
    )
    return said + _lost(table, names, wrote) + waiting


def _lost(table: FunnelTable, names: list[str], wrote: Numerals) -> str:
    lost = -np.diff(table.mature)
    if not len(lost) or not lost.max():
        return ""
    worst = int(lost.argmax()) + 1
    return wrote.pick(
        " Most are lost between {before} and {after}: {rate} of those at the one reach the other.",
        " A maior perda é entre {before} e {after}: {rate} dos que estão em um chegam ao outro.",
        before=names[worst - 1],
        after=names[worst],
        rate=say_rate(table.step, worst, wrote),
    )


def chart_funnel(table: FunnelTable, language: Language) -> tuple[Chart, ...]:
    """Draw the cumulative rate of each step."""
    wrote, rates = Numerals(language), table.cumulative
    series = Series("", step_names(table.steps), rates.rate, rates.low, rates.high)
    title = wrote.pick("Funnel: subjects that reached each step", "Funil: casos que chegaram a cada passo")
    heads = wrote.pick("step", "passo"), wrote.pick("share of the first step", "parcela do primeiro passo")
    return (Chart("bar", title, *heads, (series,), is_share=True),)


def say_conversion(table: ConversionTable, language: Language) -> str:
    """Say how far the cohort gets, and where it stops."""
    wrote, last = Numerals(language), len(table.stages) - 1
    if not table.cohort or last < 1:
        return wrote.pick(
            "Nobody set out long enough ago to be judged; {young} did so later.",
            "Ninguém começou há tempo suficiente para contar; {young} começaram depois.",
            young=wrote.number(table.cohort_immature),
        )
    judged = np.flatnonzero(table.step.of[:-1] > 0)
    worst = int(judged[np.argmin(table.step.rate[judged])]) if len(judged) else 0
    return wrote.pick(
        "Of a cohort of {cohort}, {rate} reached {last} or beyond. The weakest step is after {stage}: {step} go on. "
        "{young} set out too recently to be judged.",
        "De um grupo de {cohort}, {rate} chegaram a {last} ou além. O passo mais fraco é depois de {stage}: {step} "
        "seguem. {young} começaram há pouco demais para contar.",
        cohort=wrote.number(table.cohort),
        rate=say_rate(table.cumulative, last, wrote),
        last=table.stages[last],
        stage=table.stages[worst],
        step=say_rate(table.step, worst, wrote),
        young=wrote.number(table.cohort_immature),
    )


def chart_conversion(table: ConversionTable, language: Language) -> tuple[Chart, ...]:
    """Draw cumulative and step rates by stage."""
    wrote, reached, step = Numerals(language), table.cumulative, table.step
    series = (
        Series(wrote.pick("of the cohort", "do grupo"), table.stages, reached.rate, reached.low, reached.high),
        Series(wrote.pick("go on from here", "seguem daqui"), table.stages[:-1], step.rate[:-1], step.low, step.high),
    )
    title = wrote.pick("Conversion by stage, of subjects", "Conversão por estágio")
    return (Chart("bar", title, wrote.pick("stage", "estágio"), wrote.pick("share", "parcela"), series, is_share=True),)


def say_handover(found: HandoverSummary, language: Language) -> str:
    """Say the share of qualified leads that was accepted in time."""
    wrote = Numerals(language)
    if not found.mqls:
        return wrote.pick("No lead was qualified in this period.", "Nenhum lead foi qualificado no período.")
    return wrote.pick(
        "Of {mqls} qualified leads (MQL), those old enough were accepted in time at a rate of {rate}; of the younger, "
        "so "
        "far {so_far}.",
        "De {mqls} leads qualificados (LQM), os antigos o bastante foram aceitos no prazo em {rate}; dos mais novos, "
        "até "
        "agora {so_far}.",
        mqls=wrote.number(found.mqls),
        rate=say_rate(found.accepted, 0, wrote),
        so_far=say_rate(found.accepted_so_far, 0, wrote),
    )


def chart_handover(found: HandoverSummary, language: Language) -> tuple[Chart, ...]:
    """Draw the share that still waits by days since qualification."""
    wrote, curve = Numerals(language), found.waiting
    days = np.concatenate(([0.0], curve.at / 86_400e6))
    share, low, high = (np.concatenate(([1.0], column)) for column in (curve.share, curve.low, curve.high))
    title = wrote.pick("Qualified leads not accepted yet", "Leads qualificados ainda não aceitos")
    heads = (
        wrote.pick("days since qualified", "dias desde a qualificação"),
        wrote.pick("share waiting", "parcela à espera"),
    )
    return (Chart("step", title, *heads, (Series("", days, share, low, high),), is_share=True),)
