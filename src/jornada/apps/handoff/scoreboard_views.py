"""Pages of the scoreboard, the offers behind a figure, and the monthly review."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.apps.handoff import review_pdf, scoreboard
from jornada.apps.handoff.clauses import BY_CODE, condition
from jornada.apps.handoff.clock_views import span
from jornada.apps.handoff.late_spots import late_spots
from jornada.apps.handoff.promises import answer_times, promising, terms_by_version
from jornada.apps.handoff.queue import rows_of
from jornada.apps.handoff.review import review_of
from jornada.ui import cells, numbers

PERIODS = {
    "month": gettext_lazy("This month"),
    "last": gettext_lazy("Last month"),
    "90d": gettext_lazy("Last 90 days"),
    "12m": gettext_lazy("Last 12 months"),
}
SHOWN = 200
# Level of a clock: see ClockView.
NEARLY_OVER = 2


def board(request: HttpRequest) -> HttpResponse:
    """Show how the agreement is kept, on both sides."""
    now, code = timezone.now(), _one_of(request, "period", PERIODS, "90d")
    by = _one_of(request, "by", scoreboard.DIMENSIONS, "team")
    first, last = _stretch(code, now)
    offers = scoreboard.offers_between(request.user, first, last)
    former = scoreboard.headline(scoreboard.offers_between(request.user, first - (last - first), first))
    speed = scoreboard.speed(offers, now)
    context = {
        "periods": _choices(PERIODS, code, f"?by={by}&period="),
        "dimensions": _choices({k: v[0] for k, v in scoreboard.DIMENSIONS.items()}, by, f"?period={code}&by="),
        "period": code,
        "headline": scoreboard.headline(offers),
        "former": former,
        "months": _months_chart(request, now),
        "shares": scoreboard.attained(offers, now),
        "groups": scoreboard.attained_by(offers, by, now),
        "dimension": scoreboard.DIMENSIONS[by][0],
        "late_spots": late_spots(offers, now),
        "speed": speed,
        "median": span(speed.median),
        "ninth": span(speed.ninth),
        "speed_chart": _speed_chart(speed),
        "allowed": _allowed(offers),
        "risks": _at_risk(request.user, now),
        "total": offers.count(),
    }
    return render(request, "handoff/scoreboard.html", context)


def behind(request: HttpRequest) -> HttpResponse:
    """List the offers behind a figure of the scoreboard."""
    now, code = timezone.now(), _one_of(request, "period", PERIODS, "90d")
    offers = scoreboard.offers_between(request.user, *_stretch(code, now))
    clause, which = BY_CODE.get(request.GET.get("clause", "")), request.GET.get("which", "all")
    if clause is not None:
        offers = offers.filter(promising(clause, terms_by_version())).filter(condition(clause, which, now))
    related = ("lead__account", "lead__source", "to", "reason")
    rows = list(offers.select_related(*related).order_by("-offered_at", "-pk")[: SHOWN + 1])
    base = f"?period={code}&clause={clause.code if clause else ''}&which="
    names = {"all": _("All"), "kept": _("Kept"), "missed": _("Missed")}
    context = {
        "title": str(clause.label) if clause else _("Offers"),
        "rows": rows[:SHOWN],
        "has_more": len(rows) > SHOWN,
        "choices": _choices(names, which, base) if clause else [],
        "period": PERIODS[code],
    }
    return render(request, "handoff/behind.html", context)


def review(request: HttpRequest) -> HttpResponse:
    """Show the review of a month, ready to hold a meeting over."""
    day, now = _month(request), timezone.now()
    found = review_of(request.user, day, now)
    before = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    context = {
        "review": found,
        "month": date_format(day, "F Y"),
        "code": f"{day:%Y-%m}",
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= timezone.localdate() else "",
    }
    return render(request, "handoff/review.html", context)


def review_file(request: HttpRequest) -> HttpResponse:
    """Give the review of a month as PDF, in the language of the reader."""
    day = _month(request)
    made = review_pdf.write(review_of(request.user, day, timezone.now()), date_format(day, "F Y"))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="jornada-review-{day:%Y-%m}.pdf"'
    return answer


def _month(request: HttpRequest) -> date:
    """Read the month asked for; the last one that is over when none, or none there is, was asked."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return min(max(asked, date(2000, 1, 1)), today.replace(day=1))


def _stretch(code: str, now: datetime) -> tuple[datetime, datetime]:
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    first, _after = scoreboard.month_of(today, zone)
    if code == "month":
        return first, now
    if code == "last":
        return scoreboard.month_of(today.replace(day=1) - timedelta(days=1), zone)[0], first
    return now - timedelta(days=90 if code == "90d" else 365), now


def _allowed(offers: Any) -> str:
    """Write the time to answer that was agreed on; the shortest and the longest where versions differ."""
    times = answer_times(offers.order_by().values_list("version", flat=True).distinct(), terms_by_version())
    return " – ".join(dict.fromkeys(span(each) for each in (times[:1] + times[-1:])))


def _at_risk(user: Any, now: datetime) -> list[Any]:
    """Keep the open offers of which four fifths of the time have passed, or all of it."""
    rows = rows_of(user, scoreboard.at_risk(user, now), now)
    return [row for row in rows if row.clock and row.clock.level >= NEARLY_OVER]


def _months_chart(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Draw the headline of the last twelve months with its interval."""
    rows = scoreboard.months(scoreboard.offers_between(request.user, now - timedelta(days=365), now))
    series = {
        "name": _("Acceptance of answered offers"),
        "values": [share.rate for _month, share in rows],
        "low": [share.low for _month, share in rows],
        "high": [share.high for _month, share in rows],
        "of": [share.of for _month, share in rows],
        "notes": [_answered(share.of) for _month, share in rows],
    }
    return {
        "format": "share",
        "min": 0,
        "max": 1,
        "categories": [cells.month(month) for month, _s in rows],
        "course": True,
        "series": [series],
    }


def _answered(number: int) -> str:
    return ngettext("%(n)s answered", "%(n)s answered", number) % {"n": numbers.number(number)}


def _speed_chart(speed: scoreboard.Speed) -> dict[str, Any]:
    edges = [f"{low:g}" for low, _number in speed.bars]
    names = [f"{low}–{high} h" for low, high in pairwise(edges)] + [f"> {edges[-1]} h"]
    values = [number for _low, number in speed.bars]
    return {"format": "number", "categories": names, "series": [{"name": _("Answers"), "values": values}]}


def _choices(names: Any, current: str, base: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": f"{base}{code}", "is_current": code == current} for code, label in names.items()]


def _one_of(request: HttpRequest, name: str, known: Any, otherwise: str) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in known else otherwise
