"""Intent tests and answers as plain JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from jornada.rules.intent_test import IntentTest, Option, Question, Value


def to_json(test: IntentTest) -> dict[str, Any]:
    """Write a test.

    Examples
    --------
    >>> to_json(IntentTest((), least_met=2))
    {'questions': [], 'least_met': 2, 'least_points': 0.0}
    """
    return {
        "questions": [asdict(question) for question in test.questions],
        "least_met": test.least_met,
        "least_points": test.least_points,
    }


def from_json(data: dict[str, Any]) -> IntentTest:
    """Read a test.

    Examples
    --------
    >>> from_json({"questions": [{"code": "need", "en": "Need?", "pt": "", "kind": "yes_no"}]}).questions[0].code
    'need'
    """
    return IntentTest(
        tuple(_question(row) for row in data.get("questions", ())),
        int(data.get("least_met") or 0),
        float(data.get("least_points") or 0),
    )


def value_to_json(value: Value) -> Any:
    """Write an answer: days as 2026-01-31."""
    return value.isoformat() if isinstance(value, date) else value


def value_from_json(question: Question, stored: Any) -> Value:
    """Read an answer to a question."""
    return date.fromisoformat(stored) if question.kind == "date" else stored


def _question(row: dict[str, Any]) -> Question:
    options = tuple(Option(**option) for option in row.get("options", ()))
    return Question(**{**row, "options": options})
