"""Whose silence a reminder rule looks for: accounts; rooms above add others, such as opportunities at a sales stage.

    silence_of.register(Subject("opportunity", _("The opportunity's owner"), stages=..., silent=..., ...))

A rule names the subject in its stage: `opportunity:12`; without a subject it is of accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.journeys.models import Map, SilenceRule
from jornada.apps.journeys.queries import active_stages
from jornada.apps.market.models import Account
from jornada.ui import numbers

MARK = "silence:"
Stages = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be silent.

    `stages()` are what a rule may choose, in groups. `silent(rule, stage, since)` are the rows, each with `owner` and
    annotated with `since` and `touched_at`, that were last touched before then; `place(row)` says where their task
    belongs. `answered(tasks)` keeps those of its tasks that nobody need do any more. `now(n)` and `at_once(n)` say how
    many rows a rule concerns.
    """

    code: str
    whose: str | Promise
    stages: Callable[[], Stages]
    silent: Callable[[SilenceRule, str, datetime], QuerySet]
    place: Callable[[Any], dict[str, Any]]
    answered: Callable[[QuerySet[PlannedTouch]], QuerySet[PlannedTouch]]
    now: Callable[[int], str]
    at_once: Callable[[int], str]


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    _subjects[subject.code] = subject


def subjects() -> Sequence[Subject]:
    """Return all of them, accounts first."""
    return (ACCOUNTS, *_subjects.values())


def subject_of(rule: SilenceRule) -> tuple[Subject, str]:
    """Return whose silence a rule looks for, and the stage that it names there."""
    code, _colon, stage = rule.stage.partition(":")
    return (_subjects[code], stage) if code in _subjects else (ACCOUNTS, rule.stage)


def silent_rows(rule: SilenceRule, now: datetime) -> QuerySet:
    """Return the rows that a rule would give a task now: nothing is planned there, and this silence had none yet."""
    subject, stage = subject_of(rule)
    rows = subject.silent(rule, stage, now - timedelta(days=rule.days))
    rows = rows if rule.owner_id else rows.filter(owner__is_active=True)
    return rows.select_related("owner")


def tasks_at_once(rule: SilenceRule, now: datetime) -> str:
    """Say how many tasks a rule that is about to be written makes at once; blank when it makes none."""
    number = silent_rows(rule, now).count() if rule.is_active else 0
    return subject_of(rule)[0].at_once(number) % {"n": numbers.number(number)} if number else ""


def had_one(rule: SilenceRule, **place: Any) -> Exists:
    """Say whether the rule made a task of this silence already: not even a cancelled one comes again."""
    made = PlannedTouch.objects.filter(cause__startswith=f"{MARK}{rule.pk}:", created_at__gte=OuterRef("since"))
    return Exists(made.filter(**place))


def has_plans(**place: Any) -> Exists:
    return Exists(PlannedTouch.objects.filter(done_at=None, cancelled_at=None, **place))


def _journey_stages() -> Stages:
    return [(_("Stage of the buyer's journey"), [(stage.code, stage.label) for stage in active_stages()])]


def _silent_accounts(rule: SilenceRule, stage: str, since: datetime) -> QuerySet[Account]:
    """Of an account that nobody ever touched, silence begins when it came in."""
    untouched = Q(touch_summary__last_at=None, created_at__lt=since)
    last = F("touch_summary__last_at")
    rows = Account.objects.annotate(touched_at=last, since=Coalesce(last, "created_at"))
    rows = rows.filter(Q(touch_summary__last_at__lt=since) | untouched)
    if stage:
        rows = rows.filter(position__stage__code=stage, position__stage__map__status=Map.Status.ACTIVE)
    of = {"account": OuterRef("pk")}
    return rows.filter(~has_plans(**of), ~had_one(rule, **of))


def _now(number: int) -> str:
    return ngettext("%(number)s account now", "%(number)s accounts now", number) % {"number": number}


def _at_once(number: int) -> str:
    return ngettext(
        "It makes %(n)s task at once, for an account that is silent now.",
        "It makes %(n)s tasks at once, for the accounts that are silent now.",
        number,
    )


ACCOUNTS = Subject(
    code="",
    whose=gettext_lazy("The account's owner"),
    stages=_journey_stages,
    silent=_silent_accounts,
    place=lambda row: {"account": row},
    # Tasks on a thread are of what lives there.
    answered=lambda tasks: tasks.filter(thread=None, account__touch_summary__last_at__gt=F("created_at")),
    now=_now,
    at_once=_at_once,
)
