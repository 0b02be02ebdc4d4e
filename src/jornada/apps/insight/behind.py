"""Which accounts stand behind a figure of the journey page, and how the address names the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from jornada.analytics.periods import DAY
from jornada.analytics.visits import CLOSED, EVIDENCE, EXIT, EXPIRY, OPEN, Visits
from jornada.apps.insight.clock import instant_now
from jornada.apps.insight.copy.layout import ACCOUNTS, VISITS
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.journey import span_of, visits_of, walks_of
from jornada.apps.insight.period import Period
from jornada.ui.numbers import number

FIGURES = ("now", "cohort", "entered", "reached", "advanced", "stays", "open", "move", "ended", "path")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure whose rows are asked for: its kind, and the stages it is about."""

    what: str
    stages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """The accounts behind a figure, ascending, and how often the figure counts each of them."""

    account_ids: NDArray[np.int64]
    times: NDArray[np.int64]

    def times_of(self, ids: Sequence[int]) -> dict[int, int]:
        """Say how often the figure counts each of these accounts."""
        asked = np.isin(self.account_ids, np.array(ids, dtype=np.int64))
        return dict(zip(self.account_ids[asked].tolist(), self.times[asked].tolist(), strict=True))


def read_figure(what: str, at: str, codes: tuple[str, ...]) -> Figure | None:
    """Read a figure from the address, `at` being stage codes joined by dots; None when it names none."""
    named = [code for code in at.split(".") if code]
    if what not in FIGURES or any(code not in codes for code in named):
        return None
    needed = {"cohort": 0, "move": 2, "path": len(named) or 1}.get(what, 1)
    if len(named) != needed and not (what == "now" and not named):
        return None
    return Figure(what, tuple(codes.index(code) for code in named))


def address(what: str, *codes: str, narrowed: str = "") -> str:
    """Write the address of the rows behind a figure, under the page's filters."""
    at = ".".join(codes)
    url = reverse("journey_rows", args=[what, at] if at else [what])
    return f"{url}?{narrowed}" if narrowed else url


def title_of(figure: Figure, labels: list[str]) -> str:
    """Say in words what the accounts of the list have in common."""
    names = [labels[stage] for stage in figure.stages]
    titles = {
        "now": _("Accounts at %(stage)s now") if names else _("Accounts on the road now"),
        "cohort": _("Accounts whose walk began in the period"),
        "entered": _("Accounts that entered %(stage)s"),
        "reached": _("Accounts that reached %(stage)s or a later stage"),
        "advanced": _("Accounts that went on from %(stage)s"),
        "stays": _("Accounts with a stay at %(stage)s"),
        "open": _("Accounts whose stay at %(stage)s is not over"),
        "move": _("Accounts that moved from %(stage)s to %(target)s"),
        "ended": _("Accounts whose walk ended at %(stage)s"),
        "path": _("Accounts on the path %(path)s"),
    }
    words = {"stage": names[0] if names else "", "target": names[-1] if names else "", "path": " → ".join(names)}
    return titles[figure.what] % words


def unit_of(figure: Figure) -> str:
    """Say what the figure counts where an account may count several times, else nothing."""
    units = {"stays": _("Stays"), "open": _("Stays"), "move": _("Moves"), "path": _("Walks"), "ended": _("Walks")}
    return units.get(figure.what, "")


def number_of(figure: Figure, found: Behind) -> str:
    """Say how many the figure counts, and of how many accounts."""
    accounts = _spelled(ngettext("%(n)s account", "%(n)s accounts", len(found.account_ids)), len(found.account_ids))
    if not unit_of(figure):
        return accounts
    count = int(found.times.sum())
    words = {
        "stays": ngettext("%(n)s stay", "%(n)s stays", count),
        "open": ngettext("%(n)s open stay", "%(n)s open stays", count),
        "move": ngettext("%(n)s move", "%(n)s moves", count),
    }.get(figure.what, ngettext("%(n)s walk", "%(n)s walks", count))
    return _("%(counted)s of %(accounts)s") % {"counted": _spelled(words, count), "accounts": accounts}


def _spelled(words: str, count: int) -> str:
    return words % {"n": number(count)}


def accounts_behind(
    view: View, accounts: NDArray[np.bool_], period: Period, figure: Figure, within: int | None = None
) -> Behind:
    """Return the accounts behind a figure."""
    visits = visits_of(view, accounts, instant_now(view, (ACCOUNTS, VISITS)))
    if figure.what == "now":
        standing = visits.standing()
        ids = visits.subject_ids[standing == figure.stages[0] if figure.stages else standing >= 0]
        return Behind(ids, np.ones(len(ids), dtype=np.int64))
    if figure.what in ("cohort", "entered", "reached", "advanced", "path"):
        return _of_walks(view, visits, period, figure, within)
    return _accounts(visits, _stays_behind(visits, *span_of(view, period), figure))


def _of_walks(view: View, visits: Visits, period: Period, figure: Figure, within: int | None) -> Behind:
    walks = walks_of(view, visits, period)
    if figure.what == "cohort":
        return _accounts(walks.visits, walks.offsets[:-1])
    if figure.what == "path":
        return _accounts(walks.visits, walks.on_path(figure.stages))
    roads = walks.roads(None if within is None else within * DAY)
    return _accounts(roads.visits, getattr(roads, figure.what)(figure.stages[0]))


def _stays_behind(visits: Visits, since: int | None, until: int | None, figure: Figure) -> NDArray[np.int64]:
    """Find the visits: stays by when they began, moves and ends by when they happened."""
    by, stage = visits.left_by, visits.stage
    rows = np.flatnonzero(stage == figure.stages[0])
    is_of_stay = figure.what in ("stays", "open")
    at = (visits.entered_at if is_of_stay else visits.left_at)[rows]
    if since is not None:
        rows, at = rows[at >= since], at[at >= since]
    if until is not None:
        rows = rows[at < until]
    if figure.what == "open":
        return rows[by[rows] == OPEN]
    if figure.what == "ended":
        return rows[np.isin(by[rows], (CLOSED, EXIT))]
    return rows if figure.what == "stays" else _followed_by(visits, rows, figure.stages[1])


def _followed_by(visits: Visits, rows: NDArray[np.int64], target: int) -> NDArray[np.int64]:
    rows = rows[np.isin(visits.left_by[rows], (EVIDENCE, EXPIRY)) & (rows + 1 < len(visits))]
    after = rows + 1
    same = (visits.subject[after] == visits.subject[rows]) & (visits.cycle[after] == visits.cycle[rows])
    return rows[same & (visits.stage[after] == target)]


def _accounts(visits: Visits, rows: NDArray[np.int64]) -> Behind:
    subjects, times = np.unique(visits.subject[rows], return_counts=True)
    return Behind(visits.subject_ids[subjects], times)
