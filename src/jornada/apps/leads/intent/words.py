"""Tests, questions, answers and faults in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from jornada.rules.intent_test import Line, Option, Question
from jornada.ui.numbers import number

STATUS = {
    "passed": (gettext_lazy("Passed"), "good"),
    "failed": (gettext_lazy("Not passed"), "bad"),
    "open": (gettext_lazy("Open"), "plain"),
}
KINDS = {
    "choice": gettext_lazy("Choice"),
    "yes_no": gettext_lazy("Yes or no"),
    "text": gettext_lazy("Text"),
    "date": gettext_lazy("Date"),
    "money": gettext_lazy("Amount"),
}
FAULTS = {
    "no_questions": gettext_lazy("It asks nothing: add a question."),
    "twice": gettext_lazy("Two questions have the same code."),
    "few_options": gettext_lazy("A choice needs two options at least."),
    "two_time_frames": gettext_lazy("Only one question can be the time frame."),
    "too_many_met": gettext_lazy("It asks for more questions met than it has."),
    "too_many_points": gettext_lazy("It asks for more points than all questions bring together."),
    "no_rule": gettext_lazy(
        "Nothing has to be met, so everybody passes: make a question required, or say how many are needed."
    ),
}


def label(named: Question | Option) -> str:
    """Say what a question or an option is called; the other language where one is blank."""
    first, second = (named.pt, named.en) if _is_portuguese() else (named.en, named.pt)
    return first or second


def value_words(question: Question, value: Any) -> str:
    """Write an answer for people."""
    if question.kind == "choice":
        option = question.option(value)
        return label(option) if option else str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return number(value) if isinstance(value, int | float) else str(value)


def line_words(line: Line) -> str:
    return value_words(line.question, line.answer.value) if line.answer else ""


def rule_words(rule: Any) -> str:
    """Say in one sentence when a test is passed."""
    required = [label(question) for question in rule.questions if question.is_required]
    said = ngettext("%(names)s met", "%(names)s met", len(required))
    parts = [said % {"names": ", ".join(f"“{name}”" for name in required)}] if required else []
    if rule.least_met:
        parts.append(_("at least %(n)s questions met") % {"n": rule.least_met})
    if rule.least_points:
        parts.append(_("at least %(n)s points") % {"n": number(rule.least_points)})
    return "; ".join(parts)


def _is_portuguese() -> bool:
    return (get_language() or "").startswith("pt")
