"""From MQL to SAL: how many leads that Marketing qualified does Sales accept, and how fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Ints
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result
from jornada.analytics.survival import Curve, kaplan_meier
from jornada.analytics.visits import Visits


@dataclass(frozen=True, eq=False, slots=True)
class HandoverSummary(Result):
    """Acceptance of a cohort of MQLs.

    Attributes
    ----------
    mqls : int
        Leads that became an MQL in the period, mature or not.
    accepted : Rates
        One entry: of the mature MQLs, those accepted within the window.
    accepted_so_far : Rates
        One entry: of the MQLs younger than the window, those accepted already.
    waiting : Curve
        Share not accepted yet by time since becoming an MQL, all MQLs, open ones censored.
    """

    mqls: int
    accepted: Rates
    accepted_so_far: Rates
    waiting: Curve

    def columns(self) -> dict[str, Any]:
        """Give one row for the mature leads and one for the younger."""
        rates = (self.accepted, self.accepted_so_far)
        return {"leads": ["mature", "younger"]} | {
            name: np.concatenate([getattr(each, name) for each in rates]) for name in self.accepted.columns()
        }

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.rates import say_handover

        return say_handover(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.rates import chart_handover

        return chart_handover(self, language)


@dataclass(frozen=True, slots=True)
class Handover:
    """The measure behind `mql_to_sal`; a part holds, per MQL, its instant and the wait so far."""

    now: int
    within: int
    since: int | None
    until: int | None
    source: int
    target: int

    def kernel(self, visits: Visits) -> tuple[Ints, Ints, Ints]:
        never = np.iinfo(np.int64).max
        first, accepted = (np.full(len(visits.subject_ids), never, dtype=np.int64) for _ in range(2))
        for result, rows in ((first, visits.stage == self.source), (accepted, visits.stage >= self.target)):
            # Descending: the first visit of a subject is the one that stays.
            place = np.flatnonzero(rows & (visits.behaviour >= 0))[::-1]
            result[visits.subject[place]] = visits.entered_at[place]
        asked = first != never
        if self.since is not None:
            asked &= first >= self.since
        if self.until is not None:
            asked &= first < self.until
        has_answer = (accepted[asked] != never) & (accepted[asked] >= first[asked])
        wait = np.where(has_answer, accepted[asked], self.now) - first[asked]
        return first[asked], wait, has_answer.astype(np.int64)

    def merge(self, parts: Sequence[tuple[Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
        first, wait, has_answer = (np.concatenate(column) for column in zip(*parts, strict=True))
        return first, wait, has_answer

    def finish(self, part: tuple[Ints, Ints, Ints]) -> HandoverSummary:
        first, wait, has_answer = part
        in_time = (has_answer > 0) & (wait <= self.within)
        mature = first <= self.now - self.within
        accepted, so_far = (
            Rates.count(np.count_nonzero(in_time & age), np.count_nonzero(age)) for age in (mature, ~mature)
        )
        order = np.argsort(wait, kind="stable")
        return HandoverSummary(len(first), accepted, so_far, kaplan_meier(wait[order], has_answer[order]))


def mql_to_sal(
    visits: Visits,
    *,
    within: timedelta,
    since: int | None = None,
    until: int | None = None,
    mql: str = "mql",
    sal: str = "sal",
) -> HandoverSummary:
    """Say which share of a cohort of MQLs was accepted within a time.

    Parameters
    ----------
    visits : Visits
        Of the lead ladder, subjects being threads.
    within : timedelta
        Window after becoming an MQL. An MQL is mature when it lies a full window before now.
    since, until : int, optional
        The lead became an MQL from `since` to before `until`, microseconds UTC.
    mql, sal : str
        Codes of the two types on the ladder; a lead beyond `sal` has been accepted too.

    Returns
    -------
    HandoverSummary

    Raises
    ------
    MeasureError
        If the ladder lacks one of the types.

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.qualification import DEFAULT_LADDER
    >>> log = EventLog.from_columns([1, 1, 2], [0, 5, 0], ["demo.requested", "handoff.accepted", "demo.requested"])
    >>> ladder = derive_visits(log, DEFAULT_LADDER, now=100)
    >>> mql_to_sal(ladder, within=timedelta(microseconds=10)).accepted.rate.item()
    0.5
    """
    for code in (mql, sal):
        if code not in visits.stages:
            raise MeasureError(f"The ladder has no type {code!r}; it has {', '.join(visits.stages)}.")
    source, target = visits.stages.index(mql), visits.stages.index(sal)
    return run(Handover(visits.now, microseconds(within), since, until, source, target), visits)
