"""The agreement between Marketing and Sales: what each side owes the other, as plain values.

Who must do what by when follows from it in `clocks` and `follow_up`; what an agreement must not say is
found by `check_agreement` where it is edited, before it is in force.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, get_args

from jornada.rules.calendars import WorkingCalendar
from jornada.rules.catalogue import CHANNELS
from jornada.rules.conditions import Condition

Step = Literal["remind", "escalate", "reroute"]
STEPS: tuple[Step, ...] = get_args(Step)
WEEKS = 50


@dataclass(frozen=True, slots=True)
class QualifiedLead:
    """What a lead must be before Marketing may hand it over.

    Attributes
    ----------
    condition : Condition or None
        What must hold of it; None: whatever the ladder of lead types calls an MQL.
    disqualifier : Condition or None
        What must not hold of it.
    needed : tuple of str
        Fields that must be filled in, such as ``contact.phone``.
    """

    condition: Condition | None = None
    disqualifier: Condition | None = None
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarketingOwes:
    """What Marketing owes; None: nothing agreed on this point.

    Attributes
    ----------
    mqls_a_month : int or None
        Leads handed over in a calendar month.
    acceptance_rate : float or None
        Least share of answered offers that Sales accepts, 0 to 1.
    dossier_completeness : float or None
        Least mean share of needed fields filled in at the hand-over, 0 to 1.
    personas_validated : float or None
        Least share of offers whose contact is of a persona that stood validated at the hand-over, 0 to 1.
    reply_to_refusal : timedelta or None
        Working time to answer a refusal.
    reply_to_question : timedelta or None
        Working time to answer when Sales asks for information.
    """

    mqls_a_month: int | None = None
    acceptance_rate: float | None = None
    dossier_completeness: float | None = None
    reply_to_refusal: timedelta | None = None
    reply_to_question: timedelta | None = None
    personas_validated: float | None = None


@dataclass(frozen=True, slots=True)
class SalesOwes:
    """What Sales owes for each lead; working time, None: nothing agreed on this point.

    Attributes
    ----------
    answer : timedelta
        To accept or refuse.
    first_attempt, first_attempt_hot : timedelta or None
        From acceptance to the first attempt; of hot leads.
    attempts, channels : int
        How many attempts, over how many channels, before a lead that was not reached may be handed back.
    attempts_within : timedelta or None
        Time by the clock, from acceptance, in which these attempts are made.
    is_rating_owed : bool
        Whether an answer carries a rating of the lead.
    """

    answer: timedelta
    first_attempt: timedelta | None = None
    first_attempt_hot: timedelta | None = None
    attempts: int = 0
    channels: int = 0
    attempts_within: timedelta | None = None
    is_rating_owed: bool = False


@dataclass(frozen=True, slots=True)
class Escalation:
    """What happens at a share of a clock: 0.5 is half the time allowed, 1 the deadline."""

    at: float
    do: Step


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement, one version of it."""

    qualified: QualifiedLead = field(default_factory=QualifiedLead)
    marketing: MarketingOwes = field(default_factory=MarketingOwes)
    sales: SalesOwes = field(default_factory=lambda: SalesOwes(timedelta(hours=24)))
    escalations: tuple[Escalation, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementFault:
    """What is wrong with an agreement: which point, what kind of fault, the value that came."""

    where: str
    code: str
    came: object = None


DEFAULT_AGREEMENT = Agreement(
    QualifiedLead(needed=("contact.name", "contact.email", "account.name")),
    MarketingOwes(
        mqls_a_month=40,
        acceptance_rate=0.7,
        dossier_completeness=0.8,
        reply_to_refusal=timedelta(hours=16),
        reply_to_question=timedelta(hours=8),
    ),
    SalesOwes(
        answer=timedelta(hours=24),
        first_attempt=timedelta(hours=8),
        first_attempt_hot=timedelta(minutes=30),
        attempts=6,
        channels=3,
        attempts_within=timedelta(days=10),
        is_rating_owed=True,
    ),
    (Escalation(0.5, "remind"), Escalation(0.8, "escalate"), Escalation(1.0, "reroute")),
)


def check_agreement(agreement: Agreement, calendar: WorkingCalendar) -> list[AgreementFault]:
    """Find what an agreement must not say, before it is in force.

    Parameters
    ----------
    agreement : Agreement
    calendar : WorkingCalendar
        Hours in which the clocks of its answering team run.

    Returns
    -------
    list of AgreementFault
        None when it can be kept; whether its conditions make sense is for `condition_check` to say.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> check_agreement(DEFAULT_AGREEMENT, OFFICE_HOURS)
    []
    >>> [fault.code for fault in check_agreement(Agreement(sales=SalesOwes(timedelta(0))), OFFICE_HOURS)]
    ['not_positive']
    """
    faults = [*_spans(agreement), *_shares(agreement.marketing), *_attempts(agreement.sales)]
    faults += _escalations(agreement.escalations)
    if not calendar.is_ever_open:
        faults.append(AgreementFault("calendar", "never_open", calendar.zone))
    else:
        faults += _too_long(agreement, calendar)
    return faults


def _too_long(agreement: Agreement, calendar: WorkingCalendar) -> Iterator[AgreementFault]:
    """Find promises that not even a year without holidays would have the hours for."""
    a_week = timedelta(minutes=sum(end - start for day in calendar.week for start, end in day))
    for where, span in _working_spans(agreement).items():
        if span is not None and a_week and span > WEEKS * a_week:
            yield AgreementFault(where, "longer_than_a_year", span)


def _working_spans(agreement: Agreement) -> dict[str, timedelta | None]:
    sales, marketing = agreement.sales, agreement.marketing
    return {
        "sales.answer": sales.answer,
        "sales.first_attempt": sales.first_attempt,
        "sales.first_attempt_hot": sales.first_attempt_hot,
        "marketing.reply_to_refusal": marketing.reply_to_refusal,
        "marketing.reply_to_question": marketing.reply_to_question,
    }


def _spans(agreement: Agreement) -> Iterator[AgreementFault]:
    sales = agreement.sales
    spans = {**_working_spans(agreement), "sales.attempts_within": sales.attempts_within}
    for where, span in spans.items():
        if span is not None and span <= timedelta(0):
            yield AgreementFault(where, "not_positive", span)
    if sales.first_attempt and sales.first_attempt_hot and sales.first_attempt_hot > sales.first_attempt:
        yield AgreementFault("sales.first_attempt_hot", "slower_when_hot", sales.first_attempt_hot)


def _shares(owes: MarketingOwes) -> Iterator[AgreementFault]:
    for name in ("acceptance_rate", "dossier_completeness", "personas_validated"):
        share = getattr(owes, name)
        if share is not None and not 0 <= share <= 1:
            yield AgreementFault(f"marketing.{name}", "not_a_share", share)
    if owes.mqls_a_month is not None and owes.mqls_a_month < 1:
        yield AgreementFault("marketing.mqls_a_month", "not_positive", owes.mqls_a_month)


def _attempts(owes: SalesOwes) -> Iterator[AgreementFault]:
    if owes.attempts < 0 or owes.channels < 0:
        yield AgreementFault("sales.attempts", "negative", min(owes.attempts, owes.channels))
    elif owes.channels > max(owes.attempts, 0):
        yield AgreementFault("sales.channels", "more_channels_than_attempts", owes.channels)
    if owes.channels > len(CHANNELS):
        yield AgreementFault("sales.channels", "more_channels_than_there_are", owes.channels)
    if owes.attempts > 0 and owes.attempts_within is None:
        yield AgreementFault("sales.attempts_within", "missing", None)


def _escalations(steps: tuple[Escalation, ...]) -> Iterator[AgreementFault]:
    for place, step in enumerate(steps):
        if not 0 < step.at <= 10:
            yield AgreementFault(f"escalations[{place}].at", "not_positive", step.at)
        if step.do not in STEPS:
            yield AgreementFault(f"escalations[{place}].do", "unknown_step", step.do)
    reroutes = [step.at for step in steps if step.do == "reroute"]
    if reroutes and any(step.at > min(reroutes) for step in steps):
        yield AgreementFault("escalations", "after_reroute", min(reroutes))
