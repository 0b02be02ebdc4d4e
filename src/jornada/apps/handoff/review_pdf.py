"""The monthly review as PDF, one or two pages to take into a meeting."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from jornada.apps.handoff.review import Line, Review, weak_line
from jornada.ui.numbers import share as percent

ACCENT, LINE, SOFT = colors.HexColor("#0b7268"), colors.HexColor("#cfd6de"), colors.HexColor("#eff1f4")
FAINT = colors.HexColor("#5c6877")
TONES = {"good": colors.HexColor("#176f3d"), "warn": colors.HexColor("#8a5a00"), "bad": colors.HexColor("#b3302a")}


def write(review: Review, month: str) -> bytes:
    """Write the review of a month in the active language."""
    file = BytesIO()
    title = _("Review of the agreement: %(month)s") % {"month": month}
    page = SimpleDocTemplate(
        file, pagesize=A4, title=title, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm, bottomMargin=16 * mm
    )
    styles = _styles()
    page.build(
        [
            Paragraph(escape(title), styles["Title"]),
            Paragraph(escape(_headline(review)), styles["Normal"]),
            *_part(_("To talk about"), [Paragraph(f"• {escape(text)}", styles["Normal"]) for text in review.topics]),
            *_part(_("Marketing owes"), [_clauses(review.marketing, styles)]),
            *_part(_("Sales owes"), [_clauses(review.sales, styles)]),
            *_part(_("Why Sales refused"), _refusals(review, styles)),
            *_part(_("Weak criteria"), [Paragraph(escape(text), styles["Normal"]) for text in _weak(review)]),
        ],
        onFirstPage=_foot(title),
        onLaterPages=_foot(title),
    )
    return file.getvalue()


def _headline(review: Review) -> str:
    values = {
        "offers": review.offers,
        "rate": percent(review.headline.rate, 0),
        "hits": review.headline.hits,
        "of": review.headline.of,
        "before": percent(review.headline_before.rate, 0),
        "median": review.median,
        "ninth": review.ninth,
    }
    said = _(
        "%(offers)s leads handed over. Of the answered offers %(rate)s were accepted (%(hits)s of %(of)s), "
        "the month before %(before)s. "
        "Half were answered within %(median)s of working time, nine in ten within %(ninth)s."
    )
    return said % values


def _clauses(lines: list[Line], styles: Any) -> Table:
    head = [_("Promise"), _("agreed"), _("kept"), _("of"), _("interval"), _("month before")]
    rows: list[list[Any]] = [head]
    style = _table_style(numbers_from=1)
    for place, line in enumerate(lines, start=1):
        share = line.share
        span = "–" if share.low is None else f"{percent(share.low, 0)} – {percent(share.high, 0)}"
        label = Paragraph(escape(str(share.clause.label if share.clause else "")), styles["Small"])
        counts = f"{share.hits} / {share.of}" if share.of else "–"
        agreed, before = percent(share.target, 0), percent(line.before.rate if line.before else None, 0)
        rows.append([label, agreed, percent(share.rate, 0), counts, span, before])
        if share.tone in TONES:
            style.add("TEXTCOLOR", (2, place), (2, place), TONES[share.tone])
    return Table(rows, colWidths=[66 * mm, 18 * mm, 18 * mm, 22 * mm, 28 * mm, 22 * mm], style=style)


def _refusals(review: Review, styles: Any) -> list[Any]:
    if not review.reasons:
        return [Paragraph(escape(_("Nothing was refused.")), styles["Normal"])]
    reasons = [[_("Reason"), _("Refusals")], *([name, str(number)] for name, number in review.reasons)]
    rows = [[_("Lead"), _("Reason"), _("Note"), _("Answer of Marketing")]]
    for offer in review.refusals:
        reply = getattr(offer, "reply", None)
        texts = (
            str(offer.lead),
            str(offer.reason or "–"),
            offer.answer_note or "–",
            (reply.text if reply else "") or "–",
        )
        rows.append([Paragraph(escape(text), styles["Small"]) for text in texts])
    wide = [50 * mm, 34 * mm, 45 * mm, 45 * mm]
    return [
        Table(reasons, colWidths=[144 * mm, 30 * mm], style=_table_style(numbers_from=1)),
        Spacer(1, 5 * mm),
        Paragraph(escape(_("What was refused, and what Marketing does about it")), styles["Heading2"]),
        Table(rows, colWidths=wide, style=_table_style(), repeatRows=1),
    ]


def _weak(review: Review) -> list[str]:
    return [f"• {weak_line(found)}" for found in review.weak] or [_("No trait stands out among the refusals.")]


def _part(title: str, content: list[Any]) -> list[Any]:
    return [Spacer(1, 5 * mm), Paragraph(escape(title), _styles()["Heading2"]), *content]


def _styles() -> Any:
    styles = getSampleStyleSheet()
    styles["Title"].alignment, styles["Title"].textColor = 0, ACCENT
    styles.add(ParagraphStyle("Small", parent=styles["Normal"], fontSize=8.5, leading=10.5))
    return styles


def _foot(title: str) -> Any:
    def draw(canvas: Any, page: Any) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(FAINT)
        canvas.drawString(page.leftMargin, 9 * mm, title)
        canvas.drawRightString(A4[0] - page.rightMargin, 9 * mm, str(page.page))
        canvas.restoreState()

    return draw


def _table_style(numbers_from: int | None = None) -> TableStyle:
    right = [] if numbers_from is None else [("ALIGN", (numbers_from, 0), (-1, -1), "RIGHT")]
    return TableStyle(
        [
            *right,
            ("FONTSIZE", (0, 0), (-1, -1), 8.5),
            ("BACKGROUND", (0, 0), (-1, 0), SOFT),
            ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
