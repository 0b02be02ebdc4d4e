"""What conditions may ask about intent tests: the result of each, and the answer to each question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from jornada.apps.leads.intent.queries import KnownTest, keeps_private, tests_in_use, with_private_answer
from jornada.apps.leads.intent.words import STATUS
from jornada.apps.org.custom.sql import expression
from jornada.rules.condition_fields import FieldType
from jornada.rules.intent_test import Question
from jornada.ui.conditions.fields import ConditionField, in_both

TABLES = {"lead": "leads_lead", "opportunity": "sales_opportunity"}
TYPES: dict[str, FieldType] = {
    "choice": "choice",
    "yes_no": "flag",
    "text": "text",
    "date": "date",
    "money": "money",
}
RESULT = gettext_lazy("result of %(test)s")
ANSWER = pgettext_lazy("question of a test", "%(test)s: %(question)s")


def condition_fields(record: str) -> list[ConditionField]:
    """Return the fields of the tests in use; only leads and opportunities have answers."""
    if record not in TABLES:
        return []
    return [field for place, known in enumerate(tests_in_use()) for field in _of_test(record, known, place)]


def _of_test(record: str, known: KnownTest, place: int) -> Iterator[ConditionField]:
    names = (known.test.label_en, known.test.label_pt)
    result = in_both(RESULT)
    said = (result[0] % {"test": names[0]}, result[1] % {"test": names[1]})
    order = 400 + 20 * place
    yield ConditionField(
        f"test_{known.test.code}", said, "choice", _column(record, known.test.pk, "s.status"), _statuses, order
    )
    answer = in_both(ANSWER)
    for number, question in enumerate(known.rule.questions, start=1):
        asked = (question.en or question.pt, question.pt or question.en)
        label = tuple(answer[n] % {"test": names[n], "question": asked[n]} for n in (0, 1))
        yield ConditionField(
            f"answer_{known.test.code}_{question.code}",
            label,
            TYPES[question.kind],
            _answer(record, known.test.pk, question),
            _options(question),
            order + min(number, 19),
            is_kept=_kept(known.test.pk, question.code),
            kept_ids=_kept_ids(record, known.test.pk, question.code),
        )


def _kept(test: int, question: str) -> Callable[[Any, Any], bool]:
    return lambda user, row: keeps_private(test, question, row.thread_id, user)


def _kept_ids(record: str, test: int, question: str) -> Callable[[Any], list[int]]:
    return lambda user: with_private_answer(record, test, question, user)


def _column(record: str, test: int, what: str) -> Callable[[str], str]:
    return lambda _vendor: _standing(record, test, what)


def _answer(record: str, test: int, question: Question) -> Callable[[str], str]:
    kind = TYPES[question.kind]

    def column(vendor: str) -> str:
        value = expression(vendor, "s.answers", question.code, kind)
        day = kind == "date" and vendor == "postgresql"
        return _standing(record, test, f"CAST({value} AS date)" if day else value)

    return column


def _standing(record: str, test: int, what: str) -> str:
    where = f"s.test_id = {int(test)} AND s.thread_id = {TABLES[record]}.thread_id"
    return f"(SELECT {what} FROM leads_intentstanding s WHERE {where})"


def _statuses() -> list[tuple[str, tuple[str, str]]]:
    return [(code, in_both(label)) for code, (label, _tone) in STATUS.items()]


def _options(question: Question) -> Callable[[], list[tuple[str, tuple[str, str]]]] | None:
    pairs = [(option.code, (option.en or option.pt, option.pt or option.en)) for option in question.options]
    return (lambda: pairs) if question.kind == "choice" else None
