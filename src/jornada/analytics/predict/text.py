"""A prediction as text: in the terminal, as figures for other programs, and as a list of scored rows."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jornada.analytics.grouped import Ints
from jornada.analytics.predict.file import PredictionFile
from jornada.analytics.predict.prediction import GRADES, PARTS
from jornada.analytics.predict.quality import Quality
from jornada.analytics.predict.split import OPEN, TEST
from jornada.analytics.rates import Rates
from jornada.analytics.result import Language
from jornada.analytics.words import number, percent
from jornada.analytics.words.predict import say

SAMPLED_ROWS = 1000


def print_prediction(file: PredictionFile, console: Console, *, language: Language = "en", top: int = 10) -> None:
    """Print how good the prediction is, what it rests on, and the best-scored rows with their reasons.

    Parameters
    ----------
    file : PredictionFile
    console : Console
        Where to.
    language : {"en", "pt"}
    top : int
        Rows and columns to show.
    """
    found = file.prediction
    parts = {name: int((found.part == code).sum()) for code, name in enumerate(PARTS)}
    console.print(escape(counts_told(file, language)))
    counts = [f"{say(f'part_{name}', language)} {number(rows, language)}" for name, rows in parts.items() if rows]
    console.print(escape(", ".join(counts)))
    style = {"works": "bold green", "ranks": "bold yellow", "none": "bold red"}[found.quality.verdict]
    console.print(escape(found.quality.explain(language)), style=style)
    for line in warnings(file, language):
        console.print(f"[yellow]![/] {escape(line)}")
    console.print(_quality_lines(found.quality, found.by_grade, language))
    console.print(_weights(file, language, top))
    if found.quality.verdict == "none":
        return
    top_rows = best(file, top)
    for row, reasons in zip(top_rows.tolist(), found.reasons(top_rows, most=3, samples=16), strict=True):
        told = "; ".join(reason.explain(language) for reason in reasons if reason.is_worth_saying)
        name = f"{file.ids[row]}  {percent(float(found.chance[row]), language)}  {GRADES[found.grade[row]]}"
        console.print(f"[bold]{escape(name)}[/]  {escape(told)}")


def prediction_json(file: PredictionFile, top: int = 20) -> dict[str, Any]:
    """Give all figures for other programs; shares from 0 to 1."""
    found, rows = file.prediction, best(file, top)
    reasons = found.reasons(rows, samples=16)
    return {
        "verdict": found.quality.verdict,
        "explanation": found.explain(),
        "rows": {"in_file": file.rows, "left_out": file.left_out, "unreadable_cells": file.blanked}
        | {name: int((found.part == code).sum()) for code, name in enumerate(PARTS)},
        "success_values": list(file.success),
        "open_values": list(file.still_open),
        "split": found.split,
        "model": found.model.kind,
        "calibration": found.calibration.kind,
        "quality": quality_json(found.quality),
        "floor_auc": found.plain_quality.auc,
        "leaks": [{"column": one.column, "why": one.why, "auc": one.auc, "kept": one.is_kept} for one in found.leaks],
        "suspect": found.suspect and {"column": found.suspect.column, "auc": found.suspect.auc},
        "ignored": found.ignored,
        "weights": [{"column": name, "log_odds": weight} for name, weight in found.weighed()],
        "by_class": _by_class(found.by_grade),
        "best": [
            {"id": file.ids[row], "chance": float(found.chance[row]), "class": GRADES[found.grade[row]],
             "reasons": [{"column": r.column, "value": r.value, "log_odds": r.log_odds, "error": r.error} for r in why]}
            for row, why in zip(rows.tolist(), reasons, strict=True)
        ],
    }  # fmt: skip


def quality_json(found: Quality) -> dict[str, Any]:
    """Give the figures that judge probabilities; None where unknown."""
    names = ("rows", "events", "expected_rate", "auc", "auc_low", "auc_high", "average_precision", "lift_10", "lift_20",
             "brier", "reliability", "resolution", "uncertainty", "within", "ece", "slope", "slope_low", "slope_high",
             "gain", "gain_low", "gain_high")  # fmt: skip
    figures: dict[str, Any] = {name: _known(getattr(found, name)) for name in names}
    curve = found.columns()
    lines = [dict(zip(curve, row, strict=True)) for row in zip(*curve.values(), strict=True)]
    return {**figures, "base_rate": float(found.base_rate.rate[0]), "curve": lines}


def scores_csv(file: PredictionFile) -> str:
    """Write one line per row: id, probability, class, expected value, what it was used for, three reasons.

    Reasons of trees are sampled; only the 1,000 best-scored of the open rows (of all, where none is open)
    have them.
    """
    found = file.prediction
    rows = np.arange(len(found)) if found.model.kind == "logistic" else best(file, SAMPLED_ROWS)
    why = dict(zip(rows.tolist(), found.reasons(rows, most=3, samples=8), strict=True))
    target = io.StringIO()
    out = csv.writer(target, lineterminator="\n")
    out.writerow(["id", "chance", "class", "expected_value", "part", "reason_1", "reason_2", "reason_3"])
    for row, line in enumerate(zip(*found.columns().values(), strict=True)):
        chance, grade, worth, part = line
        reasons = [harmless(reason.explain()) for reason in why.get(row, ()) if reason.is_worth_saying]
        out.writerow([harmless(file.ids[row]), f"{chance:.6f}", grade, f"{worth:.6g}", part, *reasons])
    return target.getvalue()


def best(file: PredictionFile, most: int) -> Ints:
    """Give the rows of highest expected value: open ones, or those of the test where none is open."""
    found = file.prediction
    wanted = OPEN if (found.part == OPEN).any() else TEST
    rows = np.flatnonzero(found.part == wanted)
    order = np.argsort(-(found.chance * found.value)[rows], kind="stable")[:most]
    picked: Ints = rows[order]
    return picked


def warnings(file: PredictionFile, language: Language) -> list[str]:
    """Say what to be careful about: columns left out, a kind check, rows taken for open."""
    found = file.prediction
    told = [leak.explain(language) for leak in found.leaks]
    if found.suspect:
        told.append(say("suspect", language, column=found.suspect.column, auc=f"{found.suspect.auc:.2f}"))
    named = {leak.column for leak in found.leaks}
    why = {name: say(f"ignored_{code}", language) for name, code in found.ignored.items() if name not in named}
    told += [say("ignored", language, column=name, why=reason) for name, reason in why.items()]
    if found.split == "shuffled":
        told.append(say("split_shuffled", language) + _times_named(file, language))
    if file.unused_value:
        told.append(say("value_leaks", language, column=file.unused_value))
    if file.still_open:
        told.append(say("taken_open", language, column=", ".join(file.still_open)))
    return told


def counts_told(file: PredictionFile, language: Language) -> str:
    """Say how many rows were read and what counted as a success."""
    told = say("counts", language, rows=f"{file.rows:,}", column=", ".join(file.success))
    if file.left_out:
        told += " " + say("left_out", language, rows=f"{file.left_out:,}")
    return told + (" " + say("blanked", language, rows=f"{file.blanked:,}") if file.blanked else "")


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text[:1] else text


def _times_named(file: PredictionFile, language: Language) -> str:
    return " " + say("dates_there", language, column=", ".join(file.dates[:4])) if file.dates else ""


def _quality_lines(found: Quality, grades: Rates, language: Language) -> Table:
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    for head in ("grade", "rows", "observed"):
        shown.add_column(say(head, language), justify="right")
    shown.add_column("95 %", justify="right")
    for place, name in enumerate(GRADES):
        if grades.of[place]:
            rate, low, high = (float(each[place]) for each in (grades.rate, grades.low, grades.high))
            span = f"{percent(low, language)} – {percent(high, language)}"
            shown.add_row(name, number(float(grades.of[place]), language), percent(rate, language), span)
    figures = {"brier": found.brier, "ece": found.ece, "slope": found.slope, "lift_20": found.lift_20,
               "average_precision": found.average_precision}  # fmt: skip
    told = {say(name, language): figure for name, figure in figures.items() if not np.isnan(figure)}
    shown.caption = " · ".join(f"{name} {number(figure, language, 3)}" for name, figure in told.items())
    return shown


def _weights(file: PredictionFile, language: Language, top: int) -> Table:
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    shown.add_column(say("weights_title", language))
    shown.add_column(say("weight", language), justify="right")
    for name, weight in file.prediction.weighed()[:top]:
        shown.add_row(escape(name), number(weight, language, 3))
    return shown


def _by_class(rates: Rates) -> list[dict[str, Any]]:
    counts, shares = (rates.of.tolist(), rates.hits.tolist()), (rates.rate, rates.low, rates.high)
    columns = (GRADES, *counts, *(share.tolist() for share in shares))
    names = ("class", "rows", "events", "rate", "rate_low", "rate_high")
    return [dict(zip(names, map(_known, row), strict=True)) for row in zip(*columns, strict=True)]


def _known(figure: Any) -> Any:
    return None if isinstance(figure, float) and np.isnan(figure) else figure
