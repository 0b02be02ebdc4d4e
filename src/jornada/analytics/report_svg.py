"""Small drawing functions: pictures as inline SVG whose colours come from the style of the page."""

from __future__ import annotations

import math
from html import escape
from itertools import pairwise

from jornada.analytics.analyse import Analysis, Step
from jornada.analytics.report_graph import BOX_HEIGHT, BOX_WIDTH, END, START, Arrow, Graph, Point
from jornada.analytics.report_words import Tongue

Box = tuple[float, float, float, float]


def picture(width: float, height: float, body: str, label: str, css: str = "") -> str:
    """Wrap shapes as a picture that scales with the page.

    Parameters
    ----------
    width, height : float
        Size in its own units.
    body : str
        SVG shapes.
    label : str
        What a screen reader says.
    css : str
        Further classes.
    """
    return (
        f'<svg class="picture {css}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{escape(label, quote=True)}" style="--w:{width:.0f}px">{body}</svg>'
    )


def text(x: float, y: float, words: str, css: str = "", anchor: str = "start") -> str:
    """Write words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{css}" text-anchor="{anchor}">{escape(words)}</text>'


def cut(words: str, room: int) -> str:
    """Shorten words to the room there is."""
    return words if len(words) <= room else words[: max(1, room - 1)].rstrip() + "…"


def draw_graph(graph: Graph, found: Analysis, tongue: Tongue) -> str:
    """Draw the flow.

    Parameters
    ----------
    graph : Graph
        What to draw and where.
    found : Analysis
        For the counts in the boxes.
    tongue : Tongue
        Language of the numbers.
    """
    most = max([arrow.count for arrow in graph.arrows] + [step.count for step in graph.loops.values()] + [1])
    counts = {each.name: each.events for each in found.activities}
    taken: list[Box] = [_box_of(graph, key) for key in graph.nodes]
    taken += [(right, top, right + 62, bottom) for _, top, right, bottom in map(taken.__getitem__, _loop_places(graph))]
    curves, labels = [], []
    for arrow in graph.arrows:
        curves.append(_curve(graph, arrow, most))
        labels.append(_arrow_label(arrow, taken, tongue))
    loops = "".join(_loop(graph, key, most, tongue) for key in graph.loops)
    boxes = "".join(_node(graph, key, counts, tongue) for key in graph.nodes)
    body = "".join(curves) + loops + boxes + "".join(labels)
    return picture(graph.width, graph.height, _HEADS + body, tongue.say("graph"), "graph")


_HEADS = (
    "<defs>"
    + "".join(
        f'<marker id="head{heat}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .6 7 4 0 7.4z" class="head heat{heat}"/></marker>'
        for heat in range(5)
    )
    + "</defs>"
)


def _heat(seconds: float) -> int:
    """Five degrees of slowness: minutes, hours, a day, a week, more."""
    return sum(seconds >= limit for limit in (600, 6 * 3600, 2 * 86400, 14 * 86400))


def _box_of(graph: Graph, key: str) -> Box:
    node = graph.nodes[key]
    half = node.width / 2
    return node.x - half, node.y - BOX_HEIGHT / 2, node.x + half, node.y + BOX_HEIGHT / 2


def _loop_places(graph: Graph) -> list[int]:
    return [place for place, key in enumerate(graph.nodes) if key in graph.loops]


def _ports(graph: Graph, arrow: Arrow) -> list[Point]:
    """End the line at the edges of the boxes, those going up a little to the side of those going down."""
    points = list(arrow.points)
    down = points[-1][1] > points[0][1]
    shift = 0.0 if down else 26.0
    half = BOX_HEIGHT / 2
    ends = {START: 12.0, END: 12.0}
    first, last = points[0], points[-1]
    lean = max(-52.0, min(52.0, (points[1][0] - first[0]) * 0.22))
    land = max(-52.0, min(52.0, (points[-2][0] - last[0]) * 0.22))
    lean, land = (0.0 if arrow.source in ends else lean), (0.0 if arrow.target in ends else land)
    out, into = ends.get(arrow.source, half), ends.get(arrow.target, half) + 3
    points[0] = (first[0] + lean + shift, first[1] + (out if down else -out))
    points[-1] = (last[0] + land + shift, last[1] - (into if down else -into))
    return points


def _curve(graph: Graph, arrow: Arrow, most: int) -> str:
    arrow.points = _ports(graph, arrow)
    x, y = arrow.points[0]
    path = f"M{x:.1f} {y:.1f}" + "".join(
        f"C{b[0]:.1f} {b[1]:.1f} {c[0]:.1f} {c[1]:.1f} {d[0]:.1f} {d[1]:.1f}" for _, b, c, d in _segments(arrow.points)
    )
    heat = _heat(arrow.median_seconds)
    width = 1.2 + 6.5 * math.sqrt(arrow.count / most)
    edge = "edge" if {arrow.source, arrow.target} & {START, END} else f"heat{heat}"
    title = f"{_name(arrow.source)} → {_name(arrow.target)}: {arrow.count}"
    return (
        f'<path d="{path}" class="arrow {edge}" stroke-width="{width:.1f}" '
        f'marker-end="url(#head{heat})"><title>{escape(title)}</title></path>'
    )


def _segments(points: list[Point]) -> list[tuple[Point, Point, Point, Point]]:
    """Join points by smooth curves that leave and reach the boxes upright."""
    tall = [abs(b[1] - a[1]) for a, b in pairwise(points)]
    sign = 1 if points[-1][1] > points[0][1] else -1
    slopes = (
        [0.0] + [(c[0] - a[0]) / max(1.0, abs(c[1] - a[1])) for a, c in zip(points, points[2:], strict=False)] + [0.0]
    )
    return [
        (
            a,
            (a[0] + slopes[place] * tall[place] * 0.42, a[1] + sign * tall[place] * 0.42),
            (b[0] - slopes[place + 1] * tall[place] * 0.42, b[1] - sign * tall[place] * 0.42),
            b,
        )
        for place, (a, b) in enumerate(pairwise(points))
    ]


def _name(key: str) -> str:
    return key.removeprefix("\0")


def _arrow_label(arrow: Arrow, taken: list[Box], tongue: Tongue) -> str:
    """Write count and time where the arrow has free room."""
    words = tongue.number(arrow.count)
    if not {arrow.source, arrow.target} & {START, END}:
        words += f" · {tongue.short_time(arrow.median_seconds)}"
    half = len(words) * 3.1 + 5
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85):
        x, y = _along(arrow.points, share)
        box = (x - half, y - 9, x + half, y + 9)
        if not any(_overlap(box, other) for other in taken):
            break
    else:
        return ""
    taken.append(box)
    shape = f'<rect x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half:.1f}" height="18" rx="9" class="tag"/>'
    return shape + text(x, y + 3.8, words, "tagged", "middle")


def _along(points: list[Point], share: float) -> Point:
    """Find the point of a curve by its share of the segments."""
    segments = _segments(points)
    place = share * len(segments)
    number = min(int(place), len(segments) - 1)
    t = place - number
    parts = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    x, y = (sum(part * point[axis] for part, point in zip(parts, segments[number], strict=True)) for axis in (0, 1))
    return x, y


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _loop(graph: Graph, key: str, most: int, tongue: Tongue) -> str:
    node, step = graph.nodes[key], graph.loops[key]
    x, y = node.x + node.width / 2, node.y
    heat = _heat(step.median_seconds)
    width = 1.2 + 6.5 * math.sqrt(step.count / most)
    path = f"M{x:.1f} {y - 10:.1f}C{x + 30:.1f} {y - 22:.1f} {x + 30:.1f} {y + 22:.1f} {x + 2:.1f} {y + 10:.1f}"
    return (
        f'<path d="{path}" class="arrow heat{heat}" stroke-width="{width:.1f}" marker-end="url(#head{heat})"/>'
        + text(x + 27, y - 1, tongue.number(step.count), "tagged")
        + text(x + 27, y + 11, tongue.short_time(step.median_seconds), "tagged faint")
    )


def _node(graph: Graph, key: str, counts: dict[str, int], tongue: Tongue) -> str:
    node = graph.nodes[key]
    if key in {START, END}:
        words = tongue.say("start" if key == START else "end")
        circle = f'<circle cx="{node.x:.1f}" cy="{node.y:.1f}" r="11" class="{"begin" if key == START else "stop"}"/>'
        return circle + text(node.x + 18, node.y + 4, words, "small faint")
    left, top, *_ = _box_of(graph, key)
    strength = 0.06 + 0.24 * math.sqrt(counts[key] / max(counts.values()))
    shape = f'x="{left:.1f}" y="{top:.1f}" width="{BOX_WIDTH:.0f}" height="{BOX_HEIGHT:.0f}" rx="10"'
    return (
        f'<g><title>{escape(key)}</title><rect {shape} class="ground"/>'
        f'<rect {shape} class="box" fill-opacity="{strength:.2f}"/>'
        + _box_words(node.x, node.y, key)
        + text(node.x, node.y + 20, tongue.number(counts[key]), "small faint", "middle")
        + "</g>"
    )


def _box_words(x: float, y: float, name: str) -> str:
    """Write a name on one line or, where it is long, on two."""
    first, second = wrap(name, 23)
    if not second:
        return text(x, y - 1, first, "strong", "middle")
    return text(x, y - 10, first, "strong", "middle") + text(x, y + 4, second, "strong", "middle")


def wrap(words: str, room: int) -> tuple[str, str]:
    """Break a name between words so that each part fits.

    Examples
    --------
    >>> wrap("Take in charge ticket again", 14)
    ('Take in charge', 'ticket again')
    """
    if len(words) <= room:
        return words, ""
    stop = words.rfind(" ", 0, room + 1)
    stop = stop if stop > 0 else room
    return words[:stop], cut(words[stop:].strip(), room)


def draw_histogram(bars: list[tuple[str, int]], marks: list[tuple[float, str]], tongue: Tongue) -> str:
    """Draw how many cases fall into each range.

    Parameters
    ----------
    bars : list of (str, int)
        Label of the lower end of each range (may be empty) and how many fall into it.
    marks : list of (float, str)
        Lines to draw: place counted in bars from the left, and words.
    tongue : Tongue
        Language of the numbers.
    """
    width, height, base = 880.0, 270.0, 222.0
    most = max(count for _, count in bars)
    step = (width - 20) / len(bars)
    body = ""
    for number, (label, count) in enumerate(bars):
        x, tall = 10 + number * step, (base - 48) * count / most
        body += (
            f'<rect x="{x + 1.5:.1f}" y="{base - tall:.1f}" width="{step - 3:.1f}" height="{tall:.1f}" rx="3" '
            f'class="bar"><title>{tongue.number(count)}</title></rect>'
        )
        if count and step > 30:
            body += text(x + step / 2, base - tall - 5, tongue.number(count), "small faint", "middle")
        if label:
            body += text(x, base + 18, label, "small faint", "start" if number == 0 else "middle")
    body += f'<line x1="10" x2="{width - 10}" y1="{base}" y2="{base}" class="axis"/>'
    for level, (place, words) in enumerate(marks):
        x, y = 10 + place * step, 14 + level * 17
        anchor = "end" if x > width * 0.62 else "start"
        body += f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 9}" y2="{base}" class="mark mark{level}"/>'
        body += text(x + (-6 if anchor == "end" else 6), y, words, "strong small", anchor)
    return picture(width, height, body, tongue.say("time"), "wide")


def draw_heat(found: Analysis, tongue: Tongue, most: int = 12) -> str:
    """Draw the successions among the most frequent activities as a table of shades.

    Parameters
    ----------
    found : Analysis
    tongue : Tongue
        Language of the numbers.
    most : int
        Activities to show.
    """
    chosen = sorted(found.activities[:most], key=lambda each: each.place)
    names = [each.name for each in chosen]
    steps = {(step.source, step.target): step for step in found.steps}
    top = max((steps[pair].count for pair in steps if pair[0] in names and pair[1] in names), default=1)
    side, tall, left, head = 64.0, 34.0, 236.0, 132.0
    body = ""
    for row, source in enumerate(names):
        y = head + row * tall
        body += text(left - 10, y + tall / 2 + 4, cut(source, 31), "small", "end")
        x = left + row * side + side / 2 - 4
        turned = f"translate({x + 8:.1f} {head - 8:.1f}) rotate(-38)"
        body += f'<g transform="{turned}">{text(0, 0, cut(source, 26), "small")}</g>'
        for column, target in enumerate(names):
            body += _cell(steps.get((source, target)), left + column * side, y, side, tall, top, tongue)
    return picture(left + len(names) * side + 110, head + len(names) * tall + 6, body, tongue.say("heat"), "heat")


def _cell(step: Step | None, x: float, y: float, side: float, tall: float, top: int, tongue: Tongue) -> str:
    place = f'x="{x + 1:.1f}" y="{y + 1:.1f}" width="{side - 2:.1f}" height="{tall - 2:.1f}" rx="5"'
    if step is None:
        return f'<rect {place} class="void"/>'
    count, seconds = step.count, step.median_seconds
    strength = 0.08 + 0.92 * math.sqrt(count / top)
    css = "on" if strength > 0.52 else ""
    shape = f'<rect {place} class="shade" fill-opacity="{strength:.2f}"><title>{tongue.number(count)}</title></rect>'
    return (
        shape
        + text(x + side / 2, y + 14.5, tongue.number(count), f"tiny strong {css}", "middle")
        + text(x + side / 2, y + 26.5, tongue.short_time(seconds), f"tiny {css}", "middle")
    )
