"""The flow as a layered picture: which boxes and arrows are drawn, and where (after Sugiyama, Tagawa & Toda 1981)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from jornada.analytics.analyse import Analysis, Step

START, END = "\0start", "\0end"
MOST_BOXES = 14
FEWEST_BOXES = 6
MOST_ARROWS = 26
BOX_WIDTH, BOX_HEIGHT, LAYER_GAP, SIDE_GAP, BEND_WIDTH = 172.0, 56.0, 70.0, 34.0, 26.0

Point = tuple[float, float]


@dataclass
class Node:
    """A box, or a bend of a long arrow, at its place."""

    key: str
    layer: int
    width: float
    is_bend: bool = False
    x: float = 0.0
    y: float = 0.0


@dataclass
class Arrow:
    """A succession with the points it is drawn through, from source to target."""

    source: str
    target: str
    count: int
    median_seconds: float
    points: list[Point] = field(default_factory=list)


@dataclass
class Graph:
    """A drawing with its size.

    Attributes
    ----------
    nodes : dict of str to Node
        Boxes by name of their activity, `START` and `END`.
    arrows : list of Arrow
        The rarest first, so that frequent ones are drawn on top.
    loops : dict of str to Step
        Successions of an activity on itself.
    width, height : float
        Of the drawing.
    shown, share : int, float
        Successions drawn, and their share of all.
    """

    nodes: dict[str, Node]
    arrows: list[Arrow]
    loops: dict[str, Step]
    width: float
    height: float
    shown: int
    share: float


def lay_out(found: Analysis) -> Graph:
    """Choose the activities and successions worth drawing and give them places.

    Parameters
    ----------
    found : Analysis

    Returns
    -------
    Graph
    """
    floor = found.events / 1000
    names = [
        each.name
        for place, each in enumerate(found.activities[:MOST_BOXES])
        if place < FEWEST_BOXES or each.events >= floor
    ]
    ends = _ends_of_cases(found, set(names))
    steps = _chosen_steps(found, set(names), ends)
    loops = {step.source: step for step in steps if step.source == step.target}
    arrows = [Arrow(s.source, s.target, s.count, s.median_seconds) for s in steps if s.source != s.target]
    arrows += ends
    rank = {each.name: each.place for each in found.activities} | {START: -1.0, END: float("inf")}
    layers = _layers([START, *names, END], arrows, rank)
    nodes, chains = _with_bends(layers, arrows)
    rows = _ordered(nodes, chains)
    width = _place(rows, chains)
    for arrow, chain in zip(arrows, chains, strict=True):
        arrow.points = [(node.x, node.y) for node in chain]
        if layers[arrow.source] > layers[arrow.target]:
            arrow.points.reverse()
    total = sum(step.count for step in found.steps) or 1
    height = len(rows) * (BOX_HEIGHT + LAYER_GAP) - LAYER_GAP + 20
    boxes = {node.key: node for row in rows for node in row if not node.is_bend}
    shown = sum(step.count for step in steps) / total
    return Graph(boxes, sorted(arrows, key=lambda a: a.count), loops, width, height, len(steps), shown)


def _chosen_steps(found: Analysis, names: set[str], ends: list[Arrow]) -> list[Step]:
    """Take the most frequent arrows, the strongest into each box, and those that tie all boxes to the start."""
    among = [step for step in found.steps if step.source in names and step.target in names]
    floor = 0.004 * sum(step.count for step in found.steps)
    reached = {arrow.target for arrow in ends}
    joined = {key: key for key in [*names, START]}
    for arrow in ends:
        if arrow.source == START:
            joined[_root(joined, arrow.target)] = _root(joined, START)
    chosen: list[Step] = []
    for step in among:
        source, target = _root(joined, step.source), _root(joined, step.target)
        is_first_in = step.target not in reached and step.source != step.target
        if source != target or is_first_in or (step.count >= floor and len(chosen) < MOST_ARROWS):
            joined[source] = target
            reached |= {step.target} if is_first_in else set()
            chosen.append(step)
    return chosen


def _root(joined: dict[str, str], key: str) -> str:
    """Follow a box to the one that stands for all boxes it hangs together with."""
    while joined[key] != key:
        key = joined[key]
    return key


def _ends_of_cases(found: Analysis, names: set[str]) -> list[Arrow]:
    """Join the two circles to the activities where a noteworthy share of the cases begin and end."""
    arrows = []
    for side in ("starts", "ends"):
        ranked = sorted(found.activities, key=lambda each: -getattr(each, side))
        for place, each in enumerate(ranked[:4]):
            cases = getattr(each, side)
            if each.name in names and cases and (place == 0 or cases >= 0.02 * found.cases):
                pair = (START, each.name) if side == "starts" else (each.name, END)
                arrows.append(Arrow(*pair, cases, 0.0))
    return arrows


def _layers(keys: list[str], arrows: list[Arrow], rank: dict[str, float]) -> dict[str, int]:
    """Put each box below those that usually come before it; arrows against the usual order go back up."""
    order = sorted(keys, key=lambda key: rank[key])
    inflow: dict[str, list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if rank[arrow.source] < rank[arrow.target]:
            inflow[arrow.target].append(arrow)
    layers: dict[str, int] = {}
    for key in order:
        strongest = max((arrow.count for arrow in inflow[key]), default=0)
        above = [layers[a.source] for a in inflow[key] if a.count >= 0.1 * strongest]
        layers[key] = max(above, default=-1 if key == START else 0) + 1
    layers[END] = max(layers.values()) + (END not in inflow)
    return _apart(layers, arrows)


def _apart(layers: dict[str, int], arrows: list[Arrow]) -> dict[str, int]:
    """No arrow may run within one layer: its target moves one down."""
    for _ in range(len(layers)):
        flat = [arrow for arrow in arrows if layers[arrow.source] == layers[arrow.target]]
        if not flat:
            break
        for arrow in flat:
            low = END if END in {arrow.source, arrow.target} else arrow.target
            layers[low] += layers[arrow.source] == layers[arrow.target]
    used = sorted(set(layers.values()))
    return {key: used.index(layer) for key, layer in layers.items()}


def _with_bends(layers: dict[str, int], arrows: list[Arrow]) -> tuple[list[Node], list[list[Node]]]:
    """Give every arrow a bend in each layer that it crosses; chains run downwards."""
    boxes = {key: Node(key, layer, 44.0 if key in {START, END} else BOX_WIDTH) for key, layer in layers.items()}
    nodes, chains = list(boxes.values()), []
    for number, arrow in enumerate(arrows):
        top, bottom = sorted((boxes[arrow.source], boxes[arrow.target]), key=lambda node: node.layer)
        bends = [Node(f"\0{number}", layer, BEND_WIDTH, True) for layer in range(top.layer + 1, bottom.layer)]
        nodes += bends
        chains.append([top, *bends, bottom])
    return nodes, chains


def _ordered(nodes: list[Node], chains: list[list[Node]]) -> list[list[Node]]:
    """Order each layer by the mean place of its neighbours, down and up in turn, to untangle the arrows."""
    rows: list[list[Node]] = [[] for _ in range(max(node.layer for node in nodes) + 1)]
    for node in nodes:
        rows[node.layer].append(node)
    above, below = _neighbours(chains)
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for turn in range(12):
        sides = (rows[1:], above) if turn % 2 == 0 else (rows[-2::-1], below)
        for row in sides[0]:
            place = {id(node): number for other in rows for number, node in enumerate(other)}
            near = sides[1]
            row.sort(key=lambda node: _mean([place[id(n)] for n in near[id(node)]], place[id(node)]))
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _crossings(rows: list[list[Node]], below: dict[int, list[Node]]) -> int:
    place = {id(node): number for row in rows for number, node in enumerate(row)}
    total = 0
    for row in rows:
        lines = [(place[id(node)], place[id(other)]) for node in row for other in below[id(node)]]
        total += sum((a - c) * (b - d) < 0 for n, (a, b) in enumerate(lines) for c, d in lines[:n])
    return total


def _neighbours(chains: list[list[Node]]) -> tuple[dict[int, list[Node]], dict[int, list[Node]]]:
    above: dict[int, list[Node]] = defaultdict(list)
    below: dict[int, list[Node]] = defaultdict(list)
    for chain in chains:
        for high, low in pairwise(chain):
            above[id(low)].append(high)
            below[id(high)].append(low)
    return above, below


def _place(rows: list[list[Node]], chains: list[list[Node]]) -> float:
    """Pull every node towards its neighbours and push apart what would overlap; return the width."""
    above, below = _neighbours(chains)
    for number, row in enumerate(rows):
        for node in row:
            node.y = 10 + BOX_HEIGHT / 2 + number * (BOX_HEIGHT + LAYER_GAP)
        _push_apart(row)
    for turn in range(40):
        for row in rows if turn % 2 == 0 else rows[::-1]:
            for node in row:
                node.x = _mean([n.x for n in above[id(node)] + below[id(node)]], node.x)
            _push_apart(row)
    left = min(node.x - max(node.width / 2, 40) for row in rows for node in row) - 12
    for row in rows:
        for node in row:
            node.x -= left
    # Room at the right for the loops of boxes on themselves.
    return max(node.x + node.width / 2 for row in rows for node in row) + 74


def _push_apart(row: list[Node]) -> None:
    """Keep the order and the distances, and the row as a whole where its nodes wanted to be."""
    wanted = sum(node.x for node in row)
    for left, right in pairwise(row):
        right.x = max(right.x, left.x + (left.width + right.width) / 2 + SIDE_GAP)
    shift = (wanted - sum(node.x for node in row)) / len(row)
    for node in row:
        node.x += shift


def _mean(values: list[float] | list[int], fallback: float) -> float:
    return sum(values) / len(values) if values else fallback
