"""A prediction as one page: how far to trust it, what was left out, classes, reasons; needs no network."""

from __future__ import annotations

from html import escape

from jornada.analytics.chart_svg import draw
from jornada.analytics.predict.file import PredictionFile
from jornada.analytics.predict.prediction import GRADES
from jornada.analytics.predict.reasons import Reason
from jornada.analytics.predict.text import best, counts_told, warnings
from jornada.analytics.report_style import STYLE
from jornada.analytics.result import Language
from jornada.analytics.words.predict import say


def write_page(file: PredictionFile, *, language: Language = "en", top: int = 10) -> str:
    """Write the page.

    Parameters
    ----------
    file : PredictionFile
    language : {"en", "pt"}
    top : int
        Best-scored rows to list with their reasons.

    Returns
    -------
    str
        HTML with its style and pictures inside.
    """
    title = say("page_title", language, column=file.file)
    pictures = [draw(each, language) for each in file.prediction.charts(language)]
    drawn = [f'<section><div class="scroll">{picture}</div></section>' for picture in pictures]
    charts = f'<div class="two">{drawn[0]}{drawn[1]}</div>' + "".join(drawn[2:])
    head = f"<header><h1>{escape(title)}</h1><p>{escape(counts_told(file, language))}</p></header>"
    body = head + _keys(file, language) + _short(file, language) + charts + _best(file, language, top)
    lang = "pt-BR" if language == "pt" else "en"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}svg.jc{{min-width:520px}}</style></head><body><main>{body}</main></body></html>\n"
    )


def _keys(file: PredictionFile, language: Language) -> str:
    found = file.prediction.quality
    keys = (
        ("base_rate", share(found.base_rate.rate[0], language), f"{found.events:,} / {found.rows:,}"),
        ("auc", figure(found.auc, language), f"{figure(found.auc_low, language)} – {figure(found.auc_high, language)}"),
        ("lift_10", figure(found.lift_10, language, 1) + " ×", ""),
        ("lift_20", figure(found.lift_20, language, 1) + " ×", ""),
        ("brier", figure(found.brier, language, 3), ""),
        ("ece", figure(found.ece, language, 3), ""),
    )
    cards = "".join(
        f'<div class="key"><span>{escape(_capital(say(key, language)))}</span><b>{escape(number)}</b>'
        f"<i>{escape(note if language == 'en' else note.replace(',', '.') if key == 'base_rate' else note)}</i></div>"
        for key, number, note in keys
    )
    return f'<div class="keys">{cards}</div>'


def _short(file: PredictionFile, language: Language) -> str:
    told = [file.prediction.quality.explain(language), *warnings(file, language)]
    lines = "".join(f"<li>{escape(line)}</li>" for line in told)
    return f'<section class="short"><h2>{escape(say("short", language))}</h2><ul>{lines}</ul></section>'


def _best(file: PredictionFile, language: Language, top: int) -> str:
    found, rows = file.prediction, best(file, top)
    if found.quality.verdict == "none":
        return ""
    lines = "".join(
        f'<div class="path"><div class="who"><b>{share(found.chance[row], language)}</b>'
        f"<small>{GRADES[found.grade[row]]} · {escape(file.ids[row])}</small></div>"
        f"<div>{_why(why, language)}</div></div>"
        for row, why in zip(rows.tolist(), found.reasons(rows, samples=16), strict=True)
    )
    note = say("reasons_note" if found.model.kind == "logistic" else "reasons_sampled", language)
    return f'<section><h2>{escape(say("best", language))}</h2><p class="note">{escape(note)}</p>{lines}</section>'


def _why(reasons: tuple[Reason, ...], language: Language) -> str:
    return "<br>".join(escape(reason.explain(language)) for reason in reasons if reason.is_worth_saying)


def share(value: float, language: Language) -> str:
    """Write a share as percent."""
    return figure(100 * value, language, 1) + " %"


def figure(value: float, language: Language, decimals: int = 2) -> str:
    """Write a figure with the decimal mark of the language."""
    return f"{value:.{decimals}f}".replace(".", "," if language == "pt" else ".")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
