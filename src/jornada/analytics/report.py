"""The analysis of a log as one page: figures, sentences and pictures in a single file that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from jornada.analytics.analyse import MICROS, Activity, Analysis, Group, Step, instant
from jornada.analytics.analyse_log import LogFile
from jornada.analytics.report_bins import histogram
from jornada.analytics.report_graph import lay_out
from jornada.analytics.report_style import STYLE
from jornada.analytics.report_svg import draw_graph, draw_heat, draw_histogram
from jornada.analytics.report_words import Tongue, sentences
from jornada.analytics.result import Language
from jornada.analytics.sections import Section
from jornada.analytics.sections_show import SECTIONS_STYLE, sections_html

MOST_BARS, MOST_PATHS, MOST_STEPS, MOST_GROUPS, COLOURS = 20, 12, 15, 12, 9


def write_page(found: Analysis, file: LogFile, *, language: Language = "en", sections: Sequence[Section] = ()) -> str:
    """Write the page.

    Parameters
    ----------
    found : Analysis
        The figures.
    file : LogFile
        Where they come from.
    language : str
        `en` or `pt`.
    sections : sequence of Section
        What was asked besides.

    Returns
    -------
    str
        HTML with its style and pictures inside.
    """
    tongue = Tongue(language)
    title = tongue.say("title", file=file.file)
    parts = [
        _head(found, title, tongue),
        _keys(found, tongue),
        _short(found, tongue),
        _flow(found, tongue),
        _paths(found, tongue),
        _pair(_bars(found, tongue), _again(found, tongue)),
        _time(found, tongue),
        _heat(found, tongue),
        _steps(found, tongue),
        _pair(_groups(found.channels, "channels", found, tongue), _groups(found.outcomes, "outcomes", found, tongue)),
        sections_html([*sections], language),
        _about(file, tongue),
    ]
    style = STYLE + SECTIONS_STYLE if sections else STYLE
    lang = "pt-BR" if language == "pt" else "en"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _head(found: Analysis, title: str, tongue: Tongue) -> str:
    line = tongue.say(
        "subtitle",
        cases=tongue.number(found.cases),
        events=tongue.number(found.events),
        first=tongue.date(instant(found.first)),
        last=tongue.date(instant(found.last)),
    )
    return f"<header><h1>{escape(title)}</h1><p>{escape(line)}</p></header>"


def _keys(found: Analysis, tongue: Tongue) -> str:
    times = found.durations
    per_case = tongue.say("per_case", number=tongue.number(found.events / found.cases, 1))
    first = tongue.say("top_path", share=tongue.share(found.variants[0].cases / found.cases))
    rework = found.rework.rework
    keys = [
        ("cases", tongue.number(found.cases), ""),
        ("events", tongue.number(found.events), per_case),
        ("variants", tongue.number(found.variant_count), first),
        ("median", tongue.time(times.median / MICROS), tongue.say("mean_note", time=tongue.time(times.mean / MICROS))),
        ("p90", tongue.time(times.p90 / MICROS), tongue.say("max_note", time=tongue.time(times.max / MICROS))),
        ("rework", tongue.number(rework), tongue.say("of_cases", share=tongue.share(rework / found.cases))),
    ]
    if found.value_cases:
        note = tongue.say("value_note", cases=tongue.number(found.value_cases))
        keys.append(("value", tongue.number(found.value_total, 2), note))
    cards = "".join(
        f'<div class="key"><span>{escape(tongue.say(key))}</span><b>{escape(figure)}</b><i>{escape(note)}</i></div>'
        for key, figure, note in keys
    )
    return f'<div class="keys">{cards}</div>'


def _short(found: Analysis, tongue: Tongue) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in sentences(found, tongue))
    return f'<section class="short"><h2>{escape(tongue.say("short"))}</h2><ul>{lines}</ul></section>'


def _section(title: str, note: str, body: str, tongue: Tongue) -> str:
    words = f'<p class="note">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(tongue.say(title))}</h2>{words}{body}</section>" if body else ""


def _pair(left: str, right: str) -> str:
    return f'<div class="two">{left}{right}</div>' if left and right else left + right


def _flow(found: Analysis, tongue: Tongue) -> str:
    graph = lay_out(found)
    share = tongue.share(graph.share)
    note = tongue.say("graph_note", shown=str(graph.shown), all=str(len(found.steps)), share=share)
    limits = (600, 6 * 3600, 2 * 86400, 14 * 86400)
    words = [f"< {tongue.short_time(limit)}" for limit in limits] + [f"≥ {tongue.short_time(limits[-1])}"]
    scale = "".join(f'<li style="--c:var(--heat{place})">{escape(word)}</li>' for place, word in enumerate(words))
    body = f'<ul class="scale">{scale}</ul><div class="scroll">{draw_graph(graph, found, tongue)}</div>'
    return _section("graph", note, body, tongue)


def _paths(found: Analysis, tongue: Tongue) -> str:
    shown = found.variants[:MOST_PATHS]
    colour = {each.name: f"var(--a{min(place, COLOURS)})" for place, each in enumerate(found.activities)}
    share = sum(each.cases for each in shown) / found.cases
    rows = ""
    for each in shown:
        part = each.cases / found.cases
        links = "".join(
            f'<span class="link" style="--c:{colour[name]}" title="{escape(name, quote=True)}">{escape(name)}</span>'
            for name in each.path[:40]
        )
        links += "…" if len(each.path) > 40 else ""
        rows += (
            f'<div class="path"><div class="who"><b>{tongue.share(part)}</b>'
            f"<small>{tongue.number(each.cases)} · {escape(tongue.short_time(each.median_seconds))}</small>"
            f'<span class="track"><span class="fill" style="width:{100 * part:.2f}%"></span></span></div>'
            f'<div class="chain">{links}</div></div>'
        )
    note = tongue.say("paths_note", shown=str(len(shown)), share=tongue.share(share))
    return _section("paths", note, rows, tongue)


def _row(name: str, part: float, figure: str, small: str, colour: str = "") -> str:
    style = f"width:{100 * part:.2f}%" + (f";--c:{colour}" if colour else "")
    return (
        f'<li class="row"><span class="name" title="{escape(name, quote=True)}">{escape(name)}</span>'
        f'<span class="track"><span class="fill" style="{style}"></span></span>'
        f'<span class="figure">{escape(figure)}<small>{escape(small)}</small></span></li>'
    )


def _bars(found: Analysis, tongue: Tongue) -> str:
    most = found.activities[0].events
    rows = "".join(_bar(each, place, most, found, tongue) for place, each in enumerate(found.activities[:MOST_BARS]))
    rest = len(found.activities) - MOST_BARS
    more = f'<p class="note more">{escape(tongue.say("bars_rest", count=str(rest)))}</p>' if rest > 0 else ""
    return _section("bars", tongue.say("bars_note"), f'<ul class="rows">{rows}</ul>{more}', tongue)


def _bar(each: Activity, place: int, most: int, found: Analysis, tongue: Tongue) -> str:
    share = tongue.share(each.cases / found.cases)
    colour = f"var(--a{min(place, COLOURS)})"
    return _row(each.name, each.events / most, tongue.number(each.events), share, colour)


def _again(found: Analysis, tongue: Tongue) -> str:
    if not found.repeats:
        return _section("again", tongue.say("say_no_rework"), "<div></div>", tongue)
    most = max(found.repeats.values())
    rows = "".join(
        _row(name, cases / most, tongue.number(cases), tongue.share(cases / found.cases), "var(--heat3)")
        for name, cases in list(found.repeats.items())[:MOST_BARS]
    )
    note = tongue.say("again_note", loops=tongue.number(found.rework.self_loops))
    return _section("again", note, f'<ul class="rows">{rows}</ul>', tongue)


def _time(found: Analysis, tongue: Tongue) -> str:
    bins = histogram(found.spans, tongue)
    marks = [
        (bins.place(found.durations.median), f"{tongue.say('median')}: {tongue.time(found.durations.median / MICROS)}"),
        (bins.place(found.durations.p90), f"{tongue.say('p90')}: {tongue.time(found.durations.p90 / MICROS)}"),
    ]
    note = tongue.say("time_note") + (" " + tongue.say("log_note") if bins.is_log else "")
    return _section("time", note, f'<div class="scroll">{draw_histogram(bins.bars, marks, tongue)}</div>', tongue)


def _heat(found: Analysis, tongue: Tongue) -> str:
    if not found.steps:
        return ""
    return _section("heat", tongue.say("heat_note"), f'<div class="scroll">{draw_heat(found, tongue)}</div>', tongue)


def _steps(found: Analysis, tongue: Tongue) -> str:
    if not found.steps:
        return ""
    heads = [("from", ""), ("to", ""), ("times", "n"), ("cases", "n"), ("median_time", "n"), ("p90_time", "n")]
    head = "".join(f'<th class="{css}" scope="col">{escape(tongue.say(key))}</th>' for key, css in heads)
    rows = "".join(_step(each, tongue) for each in found.steps[:MOST_STEPS])
    body = f'<div class="scroll"><table class="steps"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    return _section("steps", "", body, tongue)


def _step(each: Step, tongue: Tongue) -> str:
    figures = [
        tongue.number(each.count),
        tongue.number(each.cases),
        tongue.time(each.median_seconds),
        tongue.time(each.p90_seconds),
    ]
    cells = "".join(f'<td class="n">{escape(figure)}</td>' for figure in figures)
    return f"<tr><td>{escape(each.source)}</td><td>{escape(each.target)}</td>{cells}</tr>"


def _groups(groups: list[Group], title: str, found: Analysis, tongue: Tongue) -> str:
    rows = "".join(
        _row(
            group.name or tongue.say("blank"),
            group.cases / groups[0].cases,
            tongue.number(group.cases),
            f"{tongue.share(group.cases / found.cases)} · {tongue.short_time(group.median_seconds)}",
        )
        for group in groups[:MOST_GROUPS]
    )
    return _section(title, "", f'<ul class="rows" style="margin-top:.9rem">{rows}</ul>', tongue) if groups else ""


def _about(file: LogFile, tongue: Tongue) -> str:
    used = {role: file.roles[role] for role in ("case", "activity", "time")}
    lines = [tongue.say("about_columns", **used), rows_told(file, tongue), *file.notices]
    lines += [tongue.say("about_rules"), tongue.say("made_by")]
    return "<footer>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</footer>"


def rows_told(file: LogFile, tongue: Tongue) -> str:
    """Say how many rows are in the figures, and why the others are not."""
    if not file.left_out:
        return tongue.say("about_all", rows=tongue.number(file.rows))
    why = [tongue.say(f"why_{what}", count=tongue.number(count)) for what, count in file.left_out.items()]
    out = file.rows - len(file.log)
    return tongue.say("about_rows", out=tongue.number(out), rows=tongue.number(file.rows), why=", ".join(why))
