"""What is wrong with a scoring model, as codes that the page puts into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jornada.rules.condition_check import ConditionFault, check
from jornada.rules.condition_fields import Vocabulary
from jornada.rules.conditions import Attribute, Score, leaves
from jornada.rules.scoring import CELLS, AttributeRule, BehaviourRule, Model, Rule, most_points

# What follows from the score, or tells how a lead ended or what was decided on it later, cannot count for it.
OUTCOMES = ("type", "status", "disposition", "set_aside_at", "return_on", "competitor", "contract_ends_on")
# Results of intent tests and answers to their questions: passing one makes the lead an SQL.
OF_TESTS = ("test_", "answer_")


@dataclass(frozen=True, slots=True)
class ScoringFault:
    """One thing that is wrong.

    Attributes
    ----------
    code : str
    rule : str
        Code of the rule; empty where it is about the model.
    values : mapping
        What the sentence names.
    condition : ConditionFault or None
        Where the fault lies in the condition of a rule.
    is_odd : bool
        Only pointed at; does not keep the model from going live.
    """

    code: str
    rule: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    condition: ConditionFault | None = None
    is_odd: bool = False


def check_model(model: Model, words: Vocabulary) -> list[ScoringFault]:
    """List what is wrong with a model; nothing when it can go live.

    Parameters
    ----------
    model : Model
    words : Vocabulary
        What conditions on leads may name.

    Examples
    --------
    >>> [fault.code for fault in check_model(Model(), Vocabulary())]
    ['no_rules']
    """
    return [
        *_of_model(model),
        *(fault for rule in model.rules for fault in _of_rule(rule, model, words)),
    ]


def falls(least: Sequence[float]) -> bool:
    """Say whether thresholds fall from one to the next.

    Examples
    --------
    >>> falls((30, 20, 10)), falls((30, 30, 10))
    (True, False)
    """
    return all(high > low for high, low in pairwise(least))


def is_outcome(field: str) -> bool:
    """Say whether a field of leads tells how a lead ended, or what was decided on it after it was scored.

    Examples
    --------
    >>> is_outcome("disposition"), is_outcome("test_bant"), is_outcome("account.industry")
    (True, True, False)
    """
    return field in OUTCOMES or field.startswith(OF_TESTS)


def _of_model(model: Model) -> Iterator[ScoringFault]:
    if not model.rules:
        yield ScoringFault("no_rules")
    if not model.cap > 0:
        yield ScoringFault("cap", values={"cap": model.cap})
    for side, least in (("fit", model.fit_from), ("engagement", model.engagement_from)):
        if not falls(least):
            yield ScoringFault(f"{side}_from", values={"least": least})
        elif model.rules and most_points(model, side) < least[2]:  # type: ignore[arg-type]
            yield ScoringFault(f"{side}_unreachable", values={"least": least[2]}, is_odd=True)
    if not set(model.wanted) <= set(CELLS):
        yield ScoringFault("wanted", values={"cells": ", ".join(model.wanted)})
    for group in model.groups:
        if group.cap is not None and not group.cap > 0:
            yield ScoringFault("group_cap", values={"group": group.name, "cap": group.cap})


def _of_rule(rule: Rule, model: Model, words: Vocabulary) -> Iterator[ScoringFault]:
    if rule.group not in {group.code for group in model.groups}:
        yield ScoringFault("no_group", rule.code)
    if rule.points == 0:
        yield ScoringFault("no_points", rule.code)
    if isinstance(rule, BehaviourRule):
        yield from _of_behaviour(rule)
    asked = rule.condition if isinstance(rule, AttributeRule) else rule.did
    for fault in check(asked, words):
        yield ScoringFault("condition", rule.code, condition=fault, is_odd=fault.is_odd)
    for _place, leaf in leaves(asked):
        if isinstance(leaf, Score):
            yield ScoringFault("asks_score", rule.code)
        if isinstance(leaf, Attribute) and is_outcome(leaf.field):
            yield ScoringFault("asks_outcome", rule.code, {"field": leaf.field})


def _of_behaviour(rule: BehaviourRule) -> Iterator[ScoringFault]:
    if rule.half_life_days is not None and not rule.half_life_days > 0:
        yield ScoringFault("half_life", rule.code)
    if rule.repeat == "at_most" and (rule.times < 1 or (rule.window_days is not None and not rule.window_days > 0)):
        yield ScoringFault("repeat", rule.code)
