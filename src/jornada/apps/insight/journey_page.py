"""What the journey page shows of its figures: rows, charts, and the address behind each number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan
from typing import Any

from django.utils.translation import get_language

from jornada.analytics.periods import DAY
from jornada.analytics.rates import Rates
from jornada.apps.insight.behind import address
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.journey import JourneyFigures, Move, Path

LINKS_DRAWN = 32
WEAKEST_DRAWN = 0.015
MOVES_SHOWN = 12
# Cells with less behind them are shown greyed: a share of five says little.
FEW = 30

Link = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with what it is made of, ready for a cell; `rate` is None when there is nothing to divide by."""

    rate: float | None
    low: float
    high: float
    hits: int
    of: int
    young: int
    url: str

    @property
    def is_faint(self) -> bool:
        return self.of < FEW


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with its figures and the addresses behind them."""

    place: int
    code: str
    label: str
    phase: str
    now: int
    now_url: str
    entered: int
    entered_url: str
    step: Share
    cumulative: Share
    stays: int
    stays_url: str
    fallen: int
    others: int
    still_open: int
    open_url: str
    median: float | None
    median_low: float | None
    median_high: float | None
    p90: float | None
    still_here: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on a path: its place on the road, from 1, and its label."""

    place: int
    label: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Moves between two stages, in words."""

    steps: tuple[Step, Step]
    kind: str
    count: int
    fell: int
    url: str


@dataclass(frozen=True, slots=True)
class PathRow:
    """A path with the walks that took it."""

    steps: tuple[Step, ...]
    count: int
    share: float
    median_days: float
    url: str


def stage_labels(view: View) -> list[str]:
    """Return the labels of the stages in the reader's language."""
    column = 3 if (get_language() or "").startswith("pt") else 2
    return [row[column] for row in view.lookups["stages"]]


def page_context(view: View, figures: JourneyFigures, narrowed: str) -> dict[str, Any]:
    """Gather what the page's template shows."""
    codes, labels = [row[1] for row in view.lookups["stages"]], stage_labels(view)

    def link(what: str, *stages: int) -> str:
        return address(what, *(codes[stage] for stage in stages), narrowed=narrowed)

    drawn, left_out = strong_moves(figures.moves)
    return {
        "figures": figures,
        "as_of": datetime.fromtimestamp(figures.as_of / 1e6, UTC),
        "rows": [_stage_row(view, figures, stage, labels[stage], link) for stage in range(len(codes))],
        "road": _road_chart(figures, codes, labels, drawn, link),
        "sankey": _sankey_chart(codes, labels, drawn, link),
        "left_out_links": len(left_out),
        "left_out_share": _part(sum(move.count for move in left_out), sum(move.count for move in figures.moves)),
        "moves": [_move_row(move, labels, link) for move in figures.moves[:MOVES_SHOWN]],
        "back_share": _part(
            sum(m.count for m in figures.moves if m.kind == "back"), sum(m.count for m in figures.moves)
        ),
        "paths": [_path_row(path, labels, link) for path in figures.paths],
        "standing_url": link("now"),
        "cohort_url": link("cohort"),
    }


def strong_moves(moves: tuple[Move, ...]) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """Part the moves into those that are drawn and those too weak to be read in a picture."""
    least = WEAKEST_DRAWN * max((move.count for move in moves), default=0)
    drawn = tuple(move for move in moves[:LINKS_DRAWN] if move.count >= least)
    return drawn, moves[len(drawn) :]


def _stage_row(view: View, figures: JourneyFigures, stage: int, label: str, link: Link) -> StageRow:
    conversion, dwell = figures.conversion, figures.dwell
    _pk, code, _en, _pt, phase = view.lookups["stages"][stage]
    median, low, high = (_days(value) for value in dwell.median[:, stage])
    return StageRow(
        place=stage + 1,
        code=code,
        label=label,
        phase=phase,
        now=figures.now[stage],
        now_url=link("now", stage),
        entered=int(conversion.entered[stage]),
        entered_url=link("entered", stage),
        step=_share(conversion.step, conversion.step_immature, stage, link("advanced", stage)),
        cumulative=_share(conversion.cumulative, conversion.cumulative_immature, stage, link("reached", stage)),
        stays=int(dwell.visits[stage]),
        stays_url=link("stays", stage),
        fallen=figures.fallen[stage],
        others=figures.others[stage],
        still_open=int(dwell.still_open[stage]),
        open_url=link("open", stage),
        median=median,
        median_low=low,
        median_high=high,
        p90=_days(dwell.p90[0, stage]),
        still_here=_number(figures.still_here[stage]),
    )


def _share(rates: Rates, young: Rates, stage: int, url: str) -> Share:
    return Share(
        rate=_number(rates.rate[stage]),
        low=float(rates.low[stage]),
        high=float(rates.high[stage]),
        hits=int(rates.hits[stage]),
        of=int(rates.of[stage]),
        young=int(young.of[stage]),
        url=url,
    )


def _road_chart(
    figures: JourneyFigures, codes: list[str], labels: list[str], drawn: tuple[Move, ...], link: Link
) -> dict[str, Any]:
    stages = [
        {"code": code, "label": labels[place], "value": figures.now[place], "url": link("now", place)}
        for place, code in enumerate(codes)
    ]
    return {"stages": stages, "flows": [_flow(move, codes, link) for move in drawn]}


def _sankey_chart(codes: list[str], labels: list[str], drawn: tuple[Move, ...], link: Link) -> dict[str, Any]:
    """Draw moves on from left to right, and each move back into a node of its own, marked with an arrow."""
    used = {place for move in drawn for place in (move.source, move.target)}
    nodes = [
        {
            "name": code,
            "label": labels[place],
            "depth": place,
            "color": f"stage-{place % 10 + 1}",
            "url": link("now", place),
        }
        for place, code in enumerate(codes)
        if place in used
    ]
    returns = sorted({move.target for move in drawn if move.kind == "back"})
    nodes += [{"name": f"back-{codes[place]}", "label": f"↩ {labels[place]}", "color": "chart-4"} for place in returns]
    links = [
        flow | ({"target": f"back-{flow['target']}"} if move.kind == "back" else {})
        for move, flow in ((move, _flow(move, codes, link)) for move in drawn)
    ]
    return {"nodes": nodes, "links": links, "align": "left"}


def _flow(move: Move, codes: list[str], link: Link) -> dict[str, Any]:
    return {
        "source": codes[move.source],
        "target": codes[move.target],
        "value": move.count,
        "url": link("move", move.source, move.target),
    }


def _move_row(move: Move, labels: list[str], link: Link) -> MoveRow:
    steps = _step(move.source, labels), _step(move.target, labels)
    return MoveRow(steps, move.kind, move.count, move.fell, link("move", move.source, move.target))


def _path_row(path: Path, labels: list[str], link: Link) -> PathRow:
    steps = tuple(_step(stage, labels) for stage in path.stages)
    return PathRow(steps, path.count, path.share, path.median_days, link("path", *path.stages))


def _step(stage: int, labels: list[str]) -> Step:
    return Step(stage + 1, labels[stage])


def _days(micros: float) -> float | None:
    return _number(micros / DAY)


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
