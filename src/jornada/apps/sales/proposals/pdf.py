"""A proposal as a PDF, in its own language, with an embedded font."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from io import BytesIO
from operator import le
from pathlib import Path
from typing import Any

import reportlab
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from jornada.apps.org.logo.queries import logo_of
from jornada.apps.org.queries import company_name, workspace
from jornada.apps.sales.models import Proposal
from jornada.rules.file_names import clean_name
from jornada.ui.cells import shortened
from jornada.ui.numbers import in_full, money
from jornada.ui.tax_ids import shown_tax_id, tax_name

MARGIN = 20 * mm
SIDE = MARGIN - 6  # the frame keeps six points free on each side
INK, SOFT, LINE, ACCENT = (colors.HexColor(code) for code in ("#17212b", "#5c6877", "#cfd6de", "#0b7268"))
MOST_OF_NAME = 60
SLASH = re.compile(r"[/\\]")
LOGO = (62 * mm, 20 * mm)
WIDTHS = (42 * mm, 22 * mm, 33 * mm, 31 * mm, 42 * mm)
# Where all amounts are short.
ROOMY = (60 * mm, 22 * mm, 30 * mm, 25 * mm, 33 * mm)


def as_pdf(proposal: Proposal) -> bytes:
    """Write a proposal on A4 pages; the same proposal gives the same bytes."""
    made = BytesIO()
    with translation.override(proposal.language):
        title = _("Proposal")
        head = f"{title} · {proposal.opportunity.name} · v{proposal.version}"
        document = SimpleDocTemplate(
            made, pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, topMargin=MARGIN, bottomMargin=MARGIN,
            title=head, author=company_name(), lang="pt-BR" if proposal.language.startswith("pt") else "en",
            invariant=1,
        )  # fmt: skip
        document.build(_story(proposal, title), onFirstPage=_foot(head), onLaterPages=_foot(head), canvasmaker=_Counted)
    return made.getvalue()


def file_name(proposal: Proposal) -> str:
    """Name the file by whom it is for and what it is about, in the proposal's language."""
    deal = proposal.opportunity
    buyer = str(deal.account or proposal.receiver or "")
    with translation.override(proposal.language):
        title = _("Proposal")
    about = shortened(deal.name, buyer)[:MOST_OF_NAME].strip()
    parts = (title, buyer[:MOST_OF_NAME].strip(), about, f"v{proposal.version}")
    named = " - ".join(part for part in dict.fromkeys(parts) if part)
    # A slash in a name is no folder.
    return clean_name(SLASH.sub(" ", named) + ".pdf")


def _story(proposal: Proposal, title: str) -> list[Any]:
    parts = [
        *_head(proposal),
        Paragraph(escape(title), _style(20, INK, bold=True, after=2)),
        Paragraph(escape(proposal.opportunity.name), _style(12, SOFT, after=10)),
        _facts(proposal),
        Spacer(1, 8 * mm),
        _lines(proposal),
        Spacer(1, 8 * mm),
    ]
    if proposal.terms:
        parts.append(Paragraph(escape(_("Terms")), _style(11, INK, bold=True, after=4)))
        paragraphs = proposal.terms.replace("\r\n", "\n").split("\n\n")
        parts += [Paragraph(escape(part).replace("\n", "<br/>"), _style(9.5, INK, after=5)) for part in paragraphs]
    return parts


def _head(proposal: Proposal) -> list[Any]:
    """Head the page with the name of the company and its number; with its logo beside them, where it has one."""
    logo, name, tax_id = logo_of(proposal.sender), company_name(), _own_tax_id()
    words = [
        *([Paragraph(escape(name), _style(10, ACCENT, bold=True, right=bool(logo)))] if name else []),
        *([Paragraph(escape(tax_id), _style(8.5, SOFT, right=bool(logo), after=4))] if tax_id else []),
    ]
    if not logo:
        return words
    picture = _drawn(bytes(logo.picture or b""))
    table = Table([[picture, words]], colWidths=(LOGO[0] + 4 * mm, sum(WIDTHS) - LOGO[0] - 4 * mm), hAlign="LEFT")
    places = [
        ("LEFTPADDING", (0, 0), (0, 0), 0),
        ("RIGHTPADDING", (-1, 0), (-1, 0), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
    ]
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *places]))
    return [table, Spacer(1, 5 * mm)]


def _drawn(picture: bytes) -> Image:
    """Draw a logo as large as its place allows, small ones no larger than they are."""
    width, height = ImageReader(BytesIO(picture)).getSize()
    share = min(LOGO[0] / width, LOGO[1] / height, 1)
    return Image(BytesIO(picture), width * share, height * share, mask="auto", hAlign="LEFT")


def _facts(proposal: Proposal) -> Table:
    account, receiver, sender = proposal.opportunity.account, proposal.receiver, proposal.sender
    made_on = timezone.localdate(proposal.sent_at or proposal.created_at)
    buyer = ", ".join(str(who) for who in (receiver, account) if who)
    rows = [
        *([(_("For"), buyer)] if buyer else []),
        *([(tax_name(account.tax_id), shown_tax_id(account.tax_id))] if account and account.tax_id else []),
        (_("From"), ", ".join(filter(None, (sender and str(sender), sender and sender.email, company_name())))),
        # With the month in letters: 12/11 is another day to half of those who read English.
        (_("Date"), date_format(made_on, "DATE_FORMAT")),
        (_("Valid until"), date_format(proposal.valid_until, "DATE_FORMAT")),
        (_("Version"), str(proposal.version)),
    ]
    cells = [[Paragraph(escape(a), _style(9, SOFT)), Paragraph(escape(b), _style(9.5, INK))] for a, b in rows]
    table = Table(cells, colWidths=(32 * mm, sum(WIDTHS) - 32 * mm), hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ]
        )
    )
    return table


def _lines(proposal: Proposal) -> Table:
    currency, lines = proposal.currency, list(proposal.lines.all())
    names = (_("Description"), _("Quantity"), _("Unit price"), _("Discount"), _("Total"))
    rows = [[Paragraph(escape(name), _style(8.5, SOFT, right=place > 0)) for place, name in enumerate(names)]]
    for line in lines:
        off = line.said_discount or "–"
        cells = (in_full(line.quantity), money(line.unit_price, currency), off, money(line.total, currency))
        rows.append([Paragraph(escape(line.description), _style(9.5, INK)), *(_right(cell) for cell in cells)])
    *before, (label, total) = proposal.sums
    rows += [_sum_row(name, money(value, currency)) for name, value in before]
    rows.append(_sum_row(label, money(total, currency), bold=True))
    table = Table(rows, colWidths=_widths(proposal, lines), repeatRows=1, hAlign="LEFT")
    last_line = len(lines)
    table.setStyle(
        TableStyle([
            ("LINEBELOW", (0, 0), (-1, last_line), 0.5, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("SPAN", (0, last_line + 1), (0, last_line + 1)),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ])
    )  # fmt: skip
    for row in range(last_line + 1, len(rows)):
        table.setStyle(TableStyle([("SPAN", (1, row), (3, row))]))
    return table


def _widths(proposal: Proposal, lines: Sequence[Any]) -> tuple[float, ...]:
    """Give the description the room that the amounts leave; a cell keeps six points free on each side."""
    _fonts()
    currency, written = proposal.currency, pdfmetrics.stringWidth
    prices = [written(money(line.unit_price, currency), "Jornada", 9.5) for line in lines]
    discounts = [written(line.said_discount or "", "Jornada", 9.5) for line in lines]
    sums = [written(money(value, currency), "JornadaBold", 10.5) for _name, value in proposal.sums]
    needed = (max(prices, default=0) + 12, max(discounts, default=0) + 12, max(sums) + 6)
    return ROOMY if all(map(le, needed, ROOMY[2:])) else WIDTHS


def _sum_row(label: str, value: str, bold: bool = False) -> list[Any]:
    return ["", _right(label, bold), "", "", _right(value, bold)]


def _right(text: str, bold: bool = False) -> Paragraph:
    return Paragraph(escape(text), _style(10.5 if bold else 9.5, INK, bold=bold, right=True))


def _style(size: float, color: Any, *, bold: bool = False, right: bool = False, after: float = 0) -> ParagraphStyle:
    _fonts()
    return ParagraphStyle(
        "text", fontName="JornadaBold" if bold else "Jornada", fontSize=size, leading=size * 1.35, textColor=color,
        alignment=2 if right else 0, spaceAfter=after, splitLongWords=True,
    )  # fmt: skip


class _Counted(Canvas):
    """Pages that say how many there are, which is known once all are drawn."""

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        number = len(self._kept)
        for page, kept in enumerate(self._kept, 1):
            self.__dict__.update(kept)
            self.setFont("Jornada", 7.5)
            self.setFillColor(SOFT)
            self.drawRightString(A4[0] - MARGIN, 10 * mm, str(page) if number == 1 else f"{page} / {number}")
            super().showPage()
        super().save()


def _foot(head: str) -> Any:
    def draw(canvas: Any, _document: Any) -> None:
        canvas.setFont("Jornada", 7.5)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, 10 * mm, head[:90])

    return draw


def _own_tax_id() -> str:
    kept = workspace().tax_id
    return f"{tax_name(kept)} {shown_tax_id(kept)}" if kept else ""


@cache
def _fonts() -> None:
    """Register Bitstream Vera, which comes with reportlab and has all letters of Portuguese."""
    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Jornada", str(folder / "Vera.ttf")))
    pdfmetrics.registerFont(TTFont("JornadaBold", str(folder / "VeraBd.ttf")))
