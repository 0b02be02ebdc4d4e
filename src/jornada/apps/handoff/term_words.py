"""The terms of an agreement in words: point by point, what changed between versions, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.handoff.models import Agreement as Row
from jornada.apps.handoff.routing_faults import routing_faults
from jornada.apps.handoff.terms import DATA
from jornada.rules.agreement import Agreement, AgreementFault, check_agreement
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.condition_check import check
from jornada.rules.condition_sense import sense_of
from jornada.rules.conditions import All, Condition, Not
from jornada.rules.span_text import write_span
from jornada.ui.conditions import faults
from jornada.ui.conditions.words import reading, vocabulary
from jornada.ui.numbers import share

STEP_WORDS = {
    "remind": gettext_lazy("remind whoever has it"),
    "escalate": gettext_lazy("tell their manager"),
    "reroute": gettext_lazy("give it to somebody else"),
}
LABELS = {
    "qualified.condition": gettext_lazy("Qualified when"),
    "qualified.disqualifier": gettext_lazy("Never when"),
    "qualified.needed": gettext_lazy("Data that must be there"),
    "marketing.mqls_a_month": gettext_lazy("MQLs a month"),
    "marketing.acceptance_rate": gettext_lazy("Accepted by Sales, at least"),
    "marketing.dossier_completeness": gettext_lazy("Dossier complete, at least"),
    "marketing.personas_validated": gettext_lazy("Of personas that are validated, at least"),
    "marketing.reply_to_refusal": gettext_lazy("Answer to a refusal"),
    "marketing.reply_to_question": gettext_lazy("Answer to a question"),
    "sales.answer": gettext_lazy("Accept or refuse"),
    "sales.first_attempt": gettext_lazy("First attempt"),
    "sales.first_attempt_hot": gettext_lazy("First attempt, hot leads"),
    "sales.attempts": gettext_lazy("Attempts"),
    "sales.channels": gettext_lazy("Over how many channels"),
    "sales.attempts_within": gettext_lazy("Attempts within (days)"),
    "sales.is_rating_owed": gettext_lazy("A rating with each answer"),
    "escalations": gettext_lazy("When the clock runs out"),
    "calendar": gettext_lazy("Calendar"),
    "routing": gettext_lazy("Routing"),
}
FAULTS = {
    "not_positive": gettext_lazy("must be more than nothing; %(came)s came"),
    "slower_when_hot": gettext_lazy("is slower for hot leads than for others; make it shorter than the first attempt"),
    "not_a_share": gettext_lazy("is a share from 0 to 100 %%; %(came)s came"),
    "negative": gettext_lazy("cannot be less than 0; %(came)s came"),
    "more_channels_than_attempts": gettext_lazy("asks for more channels (%(came)s) than attempts"),
    "more_channels_than_there_are": gettext_lazy("asks for more channels (%(came)s) than the log has"),
    "missing": gettext_lazy("says nothing: attempts need a time within which they are made"),
    "unknown_step": gettext_lazy("knows no step %(came)s"),
    "after_reroute": gettext_lazy("has a step after the lead was given to somebody else; that clock starts anew then"),
    "never_open": gettext_lazy("is never open in %(came)s: no clock would run; give it hours"),
    "longer_than_a_year": gettext_lazy("asks for more working time (%(came)s) than the calendar has in a year"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One point of an agreement."""

    where: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A point that two versions say differently; blank: says nothing."""

    label: str
    before: str
    after: str


def lines(terms: Agreement, user: Any) -> dict[str, list[Line]]:
    """Write the terms point by point, by side; points on which nothing is agreed are left out."""
    words = vocabulary("lead", user)
    found = {
        "qualified": [
            ("qualified.condition", _reading(terms.qualified.condition, words)),
            ("qualified.disqualifier", _reading(terms.qualified.disqualifier, words)),
            ("qualified.needed", ", ".join(str(DATA.get(name, name)) for name in terms.qualified.needed)),
        ],
        "marketing": _marketing(terms),
        "sales": _sales(terms),
        "escalations": [("escalations", "; ".join(f"{share(s.at, 0)}: {STEP_WORDS[s.do]}" for s in terms.escalations))],
    }
    return {
        side: [Line(where, str(LABELS[where]), text) for where, text in points if text]
        for side, points in found.items()
    }


def differences(before: Agreement, after: Agreement, user: Any) -> list[Difference]:
    """Say which points changed, in the order of the agreement."""
    old = {line.where: line.text for part in lines(before, user).values() for line in part}
    new = {line.where: line.text for part in lines(after, user).values() for line in part}
    changed = [where for where in LABELS if old.get(where, "") != new.get(where, "")]
    return [Difference(str(LABELS[where]), old.get(where, ""), new.get(where, "")) for where in changed]


def faults_of(agreement: Row, terms: Agreement, calendar: WorkingCalendar, user: Any) -> list[tuple[str, str]]:
    """Find everything that stands against proposing these terms: (point, sentence)."""
    found = [(fault.where, fault_words(fault)) for fault in check_agreement(terms, calendar)]
    words = vocabulary("lead", user)
    for where in ("condition", "disqualifier"):
        condition = getattr(terms.qualified, where)
        problems = check(condition, words) if condition else []
        found += [(f"qualified.{where}", faults.of_check(each)) for each in problems if not each.is_odd]
    if _qualifies_nobody(terms):
        found.append(("qualified.condition", _("What qualifies is ruled out at once: no lead could meet the clause.")))
    return [*found, *(("routing", text) for text in routing_faults(agreement, terms, words, timezone.now()))]


def fault_words(fault: AgreementFault) -> str:
    """Write a fault as a sentence about its point."""
    label = LABELS.get(fault.where.partition("[")[0], fault.where)
    came = write_span(fault.came) if hasattr(fault.came, "total_seconds") else fault.came
    return _("“%(label)s” %(what)s.") % {"label": label, "what": str(FAULTS[fault.code]) % {"came": came}}


def _reading(condition: Condition | None, words: Any) -> str:
    return capfirst(reading(condition, words)) if condition else ""


def _marketing(terms: Agreement) -> list[tuple[str, str]]:
    owes = terms.marketing
    return [
        ("marketing.mqls_a_month", str(owes.mqls_a_month or "")),
        ("marketing.acceptance_rate", share(owes.acceptance_rate, 0) if owes.acceptance_rate is not None else ""),
        (
            "marketing.dossier_completeness",
            share(owes.dossier_completeness, 0) if owes.dossier_completeness is not None else "",
        ),
        (
            "marketing.personas_validated",
            share(owes.personas_validated, 0) if owes.personas_validated is not None else "",
        ),
        ("marketing.reply_to_refusal", write_span(owes.reply_to_refusal)),
        ("marketing.reply_to_question", write_span(owes.reply_to_question)),
    ]


def _sales(terms: Agreement) -> list[tuple[str, str]]:
    owes = terms.sales
    days = owes.attempts_within.total_seconds() / 86400 if owes.attempts_within else 0
    return [
        ("sales.answer", write_span(owes.answer)),
        ("sales.first_attempt", write_span(owes.first_attempt)),
        ("sales.first_attempt_hot", write_span(owes.first_attempt_hot)),
        ("sales.attempts", str(owes.attempts or "")),
        ("sales.channels", str(owes.channels or "")),
        ("sales.attempts_within", f"{days:g}" if days else ""),
        ("sales.is_rating_owed", _("yes") if owes.is_rating_owed else ""),
    ]


def _qualifies_nobody(terms: Agreement) -> bool:
    """Say whether condition and disqualifier together leave nobody."""
    condition, never = terms.qualified.condition, terms.qualified.disqualifier
    asked = [*((condition,) if condition else ()), *((Not(never),) if never else ())]
    return bool(asked) and sense_of(All(tuple(asked))) == "never"
