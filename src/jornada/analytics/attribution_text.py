"""Credit by model as text: in the terminal, and as figures for other programs."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jornada.analytics.attribution import AttributionTable
from jornada.analytics.grouped import Floats
from jornada.analytics.words.credit import NOT_INCREMENTAL

HEADS = {
    "first": "first",
    "last": "last",
    "last_non_direct": "non-dir",
    "linear": "even",
    "u_shaped": "U",
    "w_shaped": "W",
    "full_path": "full path",
    "j_shaped": "J",
    "inverse_j": "inv.J",
    "time_decay": "decay",
    "participation": "part.",
    "markov": "Markov",
    "shapley": "Shapley",
}


def print_attribution(table: AttributionTable, console: Console, *, top: int = 20) -> None:
    """Print the credit of each name by all models, as shares.

    Parameters
    ----------
    table : AttributionTable
    console : Console
        Where to.
    top : int
        Names to show.
    """
    console.print(_totals(table))
    if not table.names or not table.total_conversions:
        console.print("There is no credit to share: no journey with a touch ended in a conversion.")
        return
    console.print(_credit("Share of the conversions, %", table, table.share, top))
    if table.value is not None and table.total_value:
        console.print(_credit("Share of the value, %", table, table.value / table.total_value, top))
    for sentence in (*_sentences(table, top), NOT_INCREMENTAL[0]):
        console.print(f"• {escape(sentence)}")


def attribution_json(table: AttributionTable, *, order: int) -> dict[str, Any]:
    """Give all figures of a table for other programs."""
    figures: dict[str, Any] = {
        "conversions": table.total_conversions,
        "value": None if table.value is None else table.total_value,
        "nulls": table.nulls,
        "untouched": {"conversions": table.untouched_conversions, "value": table.untouched_value},
        "order": order,
        "models": {model: _named(table, row) for model, row in zip(table.models, table.conversions, strict=True)},
    }
    if table.value is not None:
        values = zip(table.models, table.value, strict=True)
        figures["models_value"] = {model: _named(table, row) for model, row in values}
    columns = {"took_part": table.took_part, "touches": table.touches, "disagreement": table.disagreement}
    figures |= {name: _named(table, column) for name, column in columns.items()}
    if table.removal_effect is not None:
        figures["removal_effect"] = _named(table, table.removal_effect)
    figures["distance"] = {
        model: {other: _plain(far) for other, far in zip(table.models, row.tolist(), strict=True)}
        for model, row in zip(table.models, table.distance, strict=True)
    }
    return figures | {"left_out": table.left_out, "warning": NOT_INCREMENTAL[0]}


def _named(table: AttributionTable, column: Floats) -> dict[str, float | None]:
    return {name: _plain(figure) for name, figure in zip(table.names, column.tolist(), strict=True)}


def _plain(figure: float) -> float | None:
    return None if np.isnan(figure) else figure


def _totals(table: AttributionTable) -> str:
    parts = [f"{table.total_conversions:,g} conversions", f"{table.nulls:,g} journeys without"]
    if table.value is not None:
        parts.append(f"value {table.total_value:,.2f}")
    if table.untouched_conversions:
        parts.append(f"{table.untouched_conversions:,g} conversions without a touch, not shared")
    return " · ".join(parts)


def _credit(title: str, table: AttributionTable, share: Floats, top: int) -> Table:
    shown = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False, padding=0)
    shown.add_column("", overflow="fold", min_width=8)
    for model in table.models:
        shown.add_column(HEADS[model], justify="right", no_wrap=True, min_width=5)
    shown.add_column("apart", justify="right", style="dim", no_wrap=True)
    order = np.argsort(-share.sum(axis=0), kind="stable")
    apart = np.ptp(share, axis=0)
    for place in order[:top].tolist():
        cells = [f"{100 * each:.1f}" for each in share[:, place].tolist()]
        shown.add_row(escape(table.names[place]), *cells, f"{100 * apart[place]:.1f}")
    if len(order) > top:
        rest = [f"{100 * each:.1f}" for each in share[:, order[top:]].sum(axis=1).tolist()]
        shown.add_row(f"{len(order) - top} more", *rest, "")
    return shown


def _sentences(table: AttributionTable, top: int) -> list[str]:
    share, said = table.share, []
    if len(table.models) > 1 and table.disagreement.max() > 0.005:
        name = int(table.disagreement.argmax())
        least, most = int(share[:, name].argmin()), int(share[:, name].argmax())
        said.append(
            f"The models differ most on {table.names[name]}: {100 * share[least, name]:.1f} % ({table.models[least]}) "
            f"to {100 * share[most, name]:.1f} % ({table.models[most]})."
        )
    said.extend(f"{model} is left out: {reason}" for model, reason in table.left_out.items())
    return said
