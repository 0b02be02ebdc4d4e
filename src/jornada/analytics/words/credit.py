"""Credit by model in words and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Series

if TYPE_CHECKING:
    from jornada.analytics.attribution import AttributionTable

MOST_NAMES = 12
NOT_INCREMENTAL = (
    "Credit is a way of sharing out conversions that happened. It does not say what would be lost without a name: "
    "that takes an experiment.",
    "Crédito é um modo de repartir conversões que houve. Não diz o que se perderia sem um nome: isso pede um "
    "experimento.",
)
MODEL_NAMES = {
    "first": ("first touch", "primeiro toque"),
    "last": ("last touch", "último toque"),
    "last_non_direct": ("last non-direct", "último não direto"),
    "linear": ("linear", "linear"),
    "u_shaped": ("U 40/20/40", "U 40/20/40"),
    "w_shaped": ("W 30/30/30/10", "W 30/30/30/10"),
    "full_path": ("full path", "caminho completo"),
    "j_shaped": ("J", "J"),
    "inverse_j": ("inverse J", "J invertido"),
    "time_decay": ("time decay", "decaimento no tempo"),
    "participation": ("participation", "participação"),
    "markov": ("Markov", "Markov"),
    "shapley": ("Shapley", "Shapley"),
}
# In a picture more than four models cannot be told apart; these differ most in what they believe.
DRAWN = ("first", "last", "markov", "shapley")


def say_credit(table: AttributionTable, language: Language) -> str:
    """Name who earns most, and how far the models agree: that is the uncertainty there is."""
    wrote = Numerals(language)
    if not table.names or not table.total_conversions:
        return wrote.pick(
            "There is no credit to share: no journey with a touch ended in a conversion (0).",
            "Não há crédito a repartir: nenhuma jornada com toque terminou em conversão (0).",
        )
    share = table.share
    top = int(share.mean(axis=0).argmax())
    said = wrote.pick(
        "{total} conversions are shared among {names} names. {top} earns most: {low} to {high} by model.",
        "{total} conversões são repartidas entre {names} nomes. {top} recebe mais: de {low} a {high} conforme o "
        "modelo.",
        total=wrote.short(table.total_conversions),
        names=len(table.names),
        top=table.names[top],
        low=wrote.share(float(share[:, top].min())),
        high=wrote.share(float(share[:, top].max())),
    )
    return f"{said}{_apart(table, wrote)}{_none(table, wrote)} {wrote.pick(*NOT_INCREMENTAL)}"


def _apart(table: AttributionTable, wrote: Numerals) -> str:
    if len(table.models) < 2 or table.disagreement.max() <= 0.005:
        return wrote.pick(" The models agree.", " Os modelos concordam.") if len(table.models) > 1 else ""
    name, share = int(table.disagreement.argmax()), table.share
    least, most = int(share[:, name].argmin()), int(share[:, name].argmax())
    return wrote.pick(
        " The models differ most on {name}: {low} ({least}) to {high} ({most}).",
        " Os modelos mais divergem em {name}: de {low} ({least}) a {high} ({most}).",
        name=table.names[name],
        low=wrote.share(float(share[least, name])),
        high=wrote.share(float(share[most, name])),
        least=wrote.pick(*MODEL_NAMES[table.models[least]]),
        most=wrote.pick(*MODEL_NAMES[table.models[most]]),
    )


def _none(table: AttributionTable, wrote: Numerals) -> str:
    if not table.untouched_conversions:
        return ""
    return wrote.pick(
        " {count} conversions had no touch before them and go to nobody.",
        " {count} conversões não tiveram toque antes e não vão a ninguém.",
        count=wrote.short(table.untouched_conversions),
    )


def chart_credit(table: AttributionTable, language: Language) -> tuple[Chart, ...]:
    """Draw the shares of the names that earn most, by the models that differ most."""
    wrote, share = Numerals(language), table.share
    if not len(table.models) or not table.total_conversions:
        return ()
    rank = np.argsort(-share.mean(axis=0), kind="stable")[:MOST_NAMES].tolist()
    drawn = [model for model in DRAWN if model in table.models] or [*table.models[:4]]
    names = [table.names[place] for place in rank]
    series = tuple(
        Series(wrote.pick(*MODEL_NAMES[model]), names, share[table.models.index(model), rank].tolist())
        for model in drawn
    )
    title = wrote.pick("Credit by model, of conversions", "Crédito por modelo, das conversões")
    heads = wrote.pick("name", "nome"), wrote.pick("share of the conversions", "parcela das conversões")
    return (Chart("bar", title, *heads, series, is_share=True, note=wrote.pick(*NOT_INCREMENTAL)),)
