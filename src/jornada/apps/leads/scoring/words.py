"""What is wrong with a scoring model, and what its rules are, said to whoever edits it."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jornada.rules.catalogue import CHANNEL_LABELS
from jornada.rules.condition_fields import Vocabulary
from jornada.rules.conditions import Did
from jornada.rules.scoring import AttributeRule, BehaviourRule, Model, Rule
from jornada.rules.scoring_check import ScoringFault
from jornada.ui import numbers
from jornada.ui.conditions import faults, labels
from jornada.ui.conditions.words import language, reading


def of_fault(fault: ScoringFault, model: Model) -> str:
    """Say what is wrong, with the name of the rule where it is one."""
    said = _of_check(fault) if fault.condition else _SENTENCES[fault.code]() % fault.values
    name = next((rule.name for rule in model.rules if rule.code == fault.rule), "")
    return f"{name}: {said}" if name else said


def of_rule(rule: Rule, words: Vocabulary) -> str:
    """Read a rule out: what it asks for, how often it counts, how it fades."""
    if isinstance(rule, AttributeRule):
        return capfirst(reading(rule.condition, words))
    parts = [_touches(rule.did, words), of_repeat(rule)]
    if rule.half_life_days:
        parts.append(_("half after %(days)s days") % {"days": numbers.number(rule.half_life_days)})
    return " · ".join(part for part in parts if part)


def _touches(did: Did, words: Vocabulary) -> str:
    """Name the touches that count: activities, then channels, direction, by whom, outcome."""
    place = 1 if language() == "pt" else 0
    named = [
        [words.activities.get(code, (code, code))[place] for code in did.activities],
        [CHANNEL_LABELS[code][place] for code in did.channels if code in CHANNEL_LABELS],
        [labels.direction(code) for code in did.directions],
        [labels.actor(code) for code in did.by],
        [labels.outcome(code) for code in did.outcomes],
    ]
    return " · ".join(", ".join(each) for each in named if each)


def of_repeat(rule: BehaviourRule) -> str:
    if rule.repeat == "every":
        return _("every time")
    if rule.repeat == "first":
        return _("only the first time")
    if rule.window_days:
        return _("at most %(times)s in %(days)s days") % {"times": rule.times, "days": numbers.number(rule.window_days)}
    return ngettext("at most once", "at most %(times)s times", rule.times) % {"times": rule.times}


def _of_check(fault: ScoringFault) -> str:
    return faults.of_check(fault.condition) if fault.condition else ""


_SENTENCES: dict[str, Any] = {
    "no_rules": lambda: _("The model has no rules yet: everybody would score 0."),
    "cap": lambda: _("The whole score needs an upper bound above 0, such as 100."),
    "fit_from": lambda: _("The points for A, B and C must fall, such as 30, 20 and 10."),
    "engagement_from": lambda: _("The points for 1, 2 and 3 must fall, such as 30, 20 and 10."),
    "fit_unreachable": lambda: _("Nobody can do better than D: the rules of fit give fewer than %(least)s points."),
    "engagement_unreachable": lambda: _(
        "Nobody can do better than 4: the rules of engagement give fewer than %(least)s points."
    ),
    "wanted": lambda: _("The grid has no such cell: %(cells)s."),
    "group_cap": lambda: _("The bound of the group “%(group)s” must be above 0."),
    "no_group": lambda: _("Its group is gone: choose another one."),
    "no_points": lambda: _("Without points a rule says nothing: give it some, or make them negative."),
    "half_life": lambda: _("The half-life must be above 0 days."),
    "repeat": lambda: _("“At most” needs a number of at least 1, and a window above 0 days."),
    "asks_score": lambda: _("A score cannot ask for a score."),
    "asks_outcome": lambda: _(
        "It asks how a lead went on or what was decided on it later: such a score would be circular, and know the end "
        "before it has come."
    ),
}
