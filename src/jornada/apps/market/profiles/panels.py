"""The fit of an account on its page, in lists and as a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.models import Account
from jornada.apps.market.profiles import queries
from jornada.rules.fit import GRADES
from jornada.ui.columns import Column
from jornada.ui.filters import Filter

TONES = {"A": "good", "B": "accent", "C": "warn", "D": "neutral"}


def fit_panel(request: HttpRequest, account: Account) -> dict[str, Any] | None:
    """Show the grades of an account, and for the best of them what holds and what does not."""
    fits = queries.fits_of(account)
    if not fits:
        return None
    best = fits[0]
    lines = [
        {"criterion": each, "held": held, "reading": capfirst(text)}
        for each, held, text in queries.answers(best.profile, account)
    ]
    shown = [{"fit": each, "tone": TONES[each.grade]} for each in fits]
    return {"template": "market/profiles/panel.html", "context": {"fits": shown, "best": best, "lines": lines}}


def fit_column() -> Column:
    return Column("fit", _("Fit"), order=25, values=_badges, kind="badge", is_minor=True)


def fit_filter() -> Filter:
    return Filter(
        "fit",
        _("Fit"),
        choices=_choices,
        apply=queries.with_grade,
        order=45,
    )


def _choices(request: HttpRequest) -> list[tuple[str, str]]:
    return [(grade, grade) for grade in GRADES]


def _badges(ids: Sequence[int]) -> dict[int, Any]:
    return {pk: (grade, TONES[grade]) for pk, grade in queries.best_grades(ids).items()}
