"""Counts of touches, sales figures, contacts and their yield: in words and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Series
from jornada.analytics.words.rates import FEW, say_rate

if TYPE_CHECKING:
    from jornada.analytics.contacts import ContactTable
    from jornada.analytics.counts import CountTable
    from jornada.analytics.kpis import KpiTable

MOST_GROUPS = 20
NOT_AN_EFFECT = (
    "The rate by number of contacts is not an effect of contacts: those who say yes early are contacted no more, and "
    "those who get many contacts are the ones who had not said yes. Read the yield of the n-th contact instead, and "
    "even that compares different people; whether one more contact helps, only a trial can tell.",
    "A taxa por número de contatos não é um efeito dos contatos: quem diz sim cedo não é mais contatado, e quem recebe "
    "muitos contatos é quem ainda não tinha dito sim. Leia o rendimento do n-ésimo contato, e mesmo esse compara "
    "pessoas "
    "diferentes; se um contato a mais ajuda, só um teste pode dizer.",
)


def group_names(table: CountTable, wrote: Numerals) -> list[str]:
    """Name each group of a table of counts."""
    blank = wrote.pick("(unknown)", "(desconhecido)")
    rows = [row[:-2] for row in table.rows()]
    return [" · ".join(blank if cell is None else str(cell) for cell in row) for row in rows]


def say_counts(table: CountTable, language: Language) -> str:
    """Say the total and the largest group."""
    wrote, total = Numerals(language), int(table.touches.sum())
    if not total:
        return wrote.pick("There are no touches: 0 counted.", "Não há toques: 0 contados.")
    most = int(table.touches.argmax())
    said = wrote.pick(
        "{total} touches in {groups} groups.",
        "{total} toques em {groups} grupos.",
        total=wrote.number(total),
        groups=wrote.number(len(table)),
    )
    if table.keys:
        said += wrote.pick(
            " The largest is {name} with {count} ({share}).",
            " O maior é {name} com {count} ({share}).",
            name=group_names(table, wrote)[most],
            count=wrote.number(int(table.touches[most])),
            share=wrote.share(int(table.touches[most]) / total),
        )
    return said + wrote.pick(
        " All touches are counted, none is estimated: there is no interval.",
        " Todos os toques são contados, nada é estimado: não há intervalo.",
    )


def chart_counts(table: CountTable, language: Language) -> tuple[Chart, ...]:
    """Draw touches by group: by period as a line, else the largest groups as bars."""
    wrote = Numerals(language)
    if not table.keys or not len(table):
        return ()
    names = group_names(table, wrote)
    title = wrote.pick("Touches by {by}", "Toques por {by}", by=", ".join(table.keys))
    heads = ", ".join(table.keys), wrote.pick("touches", "toques")
    if [*table.keys] == ["period"]:
        return (Chart("line", title, *heads, (Series("", names, table.touches.tolist()),)),)
    rank = np.argsort(-table.touches, kind="stable")[:MOST_GROUPS].tolist()
    return (Chart("bar", title, *heads, (Series("", [names[row] for row in rank], table.touches[rank].tolist()),)),)


def say_kpis(table: KpiTable, language: Language) -> str:
    """Say win rate, size and pace, of all groups or of the strongest and the weakest."""
    wrote = Numerals(language)
    closed = int(table.closed.sum())
    if not closed:
        return wrote.pick(
            "No opportunity is closed yet: there is no win rate (0 of 0).",
            "Nenhuma oportunidade encerrada: não há taxa de ganho (0 de 0).",
        )
    if len(table) > 1:
        return _say_groups(table, wrote)
    return wrote.pick(
        "The win rate is {rate}. Won deals brought {value}; half of them are worth {median} or less, and took {days} "
        "days "
        "or less to close. {open} are still open and count for nothing here.",
        "A taxa de ganho é {rate}. As ganhas trouxeram {value}; metade vale {median} ou menos e levou {days} dias ou "
        "menos para fechar. {open} seguem abertas e não contam aqui.",
        rate=say_rate(table.win_rate, 0, wrote),
        value=wrote.number(float(table.won_value[0])),
        median=wrote.short(float(table.median_deal[0])),
        days=wrote.short(float(table.won_cycle_median[0])),
        open=wrote.number(int(table.open[0])),
    )


def _say_groups(table: KpiTable, wrote: Numerals) -> str:
    judged = np.flatnonzero(table.closed >= FEW)
    if len(judged) < 2:
        return wrote.pick(
            "The {groups} groups cannot be told apart: all but {judged} have under {few} closed opportunities (95% "
            "intervals "
            "are in the table).",
            "Os {groups} grupos não se distinguem: todos menos {judged} têm menos de {few} oportunidades encerradas "
            "(os "
            "intervalos de 95% estão na tabela).",
            groups=len(table),
            judged=len(judged),
            few=FEW,
        )
    rates, names = table.win_rate, kpi_names(table, wrote)
    least, most = (int(judged[pick(rates.rate[judged])]) for pick in (np.argmin, np.argmax))
    apart = rates.low[most] > rates.high[least]
    said = wrote.pick(
        "Win rates go from {least} ({low}) to {most} ({high}).",
        "As taxas de ganho vão de {least} ({low}) a {most} ({high}).",
        least=say_rate(rates, least, wrote),
        low=names[least],
        most=say_rate(rates, most, wrote),
        high=names[most],
    )
    return said + (
        ""
        if apart
        else wrote.pick(
            " Their intervals overlap: chance may be all of it.", " Os intervalos se cruzam: pode ser só acaso."
        )
    )


def kpi_names(table: KpiTable, wrote: Numerals) -> list[str]:
    """Name the groups; the blank one and the only one too."""
    blank, whole = wrote.pick("(blank)", "(em branco)"), wrote.pick("all", "todas")
    return [blank if label is None else label or whole for label in table.labels]


def chart_kpis(table: KpiTable, language: Language) -> tuple[Chart, ...]:
    """Draw win rates with their intervals, groups under 30 closed ones pale."""
    wrote, rates = Numerals(language), table.win_rate
    names = kpi_names(table, wrote)
    enough = wrote.pick("{few} and more closed", "{few} ou mais encerradas", few=FEW)
    few = wrote.pick("fewer", "menos")
    parts = [(enough, np.flatnonzero(table.closed >= FEW), False), (few, np.flatnonzero(table.closed < FEW), True)]
    series = tuple(
        Series(name, [names[row] for row in rows.tolist()], rates.rate[rows], rates.low[rows], rates.high[rows], pale)
        for name, rows, pale in parts
        if len(rows)
    )
    title = wrote.pick("Win rate, of closed opportunities", "Taxa de ganho, das oportunidades encerradas")
    return (
        Chart(
            "points",
            title,
            wrote.pick("group", "grupo"),
            wrote.pick("win rate", "taxa de ganho"),
            series,
            is_share=True,
        ),
    )


def say_contacts(table: ContactTable, language: Language) -> str:
    """Say what the first contact yields, what a later one does, and what that does not mean."""
    wrote = Numerals(language)
    clients, successes = int(table.clients.sum()), int(table.successes.sum())
    if not successes:
        return wrote.pick(
            "{clients} clients were contacted, with 0 successes: nothing can be told of the yield.",
            "{clients} clientes foram contatados, com 0 sucessos: nada se pode dizer do rendimento.",
            clients=wrote.number(clients),
        )
    sure = np.flatnonzero((table.reached >= FEW) & (table.successes >= 5))
    later = int(sure[-1]) if len(sure) else 0
    return wrote.pick(
        "{clients} clients, {successes} successes, {per} contacts per success. The first contact succeeds with "
        "{first} of the "
        "clients, the {n}-th with {last} of those it reaches. {warning}",
        "{clients} clientes, {successes} sucessos, {per} contatos por sucesso. O 1º contato tem sucesso com {first} "
        "dos "
        "clientes, o {n}º com {last} dos que alcança. {warning}",
        clients=wrote.number(clients),
        successes=wrote.number(successes),
        per=wrote.short(table.contacts_per_success),
        first=say_rate(table.hazard, 0, wrote),
        n=later + 1,
        last=say_rate(table.hazard, later, wrote),
        warning=wrote.pick(*NOT_AN_EFFECT),
    )


def chart_contacts(table: ContactTable, language: Language) -> tuple[Chart, ...]:
    """Draw the yield of the n-th contact, the naive rate pale beside it, as far as 30 clients were reached."""
    wrote = Numerals(language)
    shown = slice(0, max(1, int(np.count_nonzero(table.reached >= FEW))))
    where = table.contacts[shown]
    series: list[Any] = [
        Series(name, where, rates.rate[shown], low, high, faint)
        for name, rates, low, high, faint in (
            (
                wrote.pick("yield of the n-th contact", "rendimento do n-ésimo contato"),
                table.hazard,
                table.hazard.low[shown],
                table.hazard.high[shown],
                False,
            ),
            (
                wrote.pick("naive: rate by number of contacts", "ingênua: taxa por número de contatos"),
                table.rate,
                (),
                (),
                True,
            ),
        )
    ]
    title = wrote.pick(
        "Success at the n-th contact, of the clients it reached", "Sucesso no n-ésimo contato, dos clientes alcançados"
    )
    note = wrote.pick(
        "Not an effect: the pale curve compares clients who said yes early with those who never did.",
        "Não é um efeito: a curva clara compara quem disse sim cedo com quem nunca disse.",
    )
    heads = wrote.pick("contact", "contato"), wrote.pick("share with success", "parcela com sucesso")
    return (Chart("line", title, *heads, tuple(series), is_share=True, note=note),)
