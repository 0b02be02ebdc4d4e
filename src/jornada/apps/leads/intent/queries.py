"""Reads of intent tests: which there are, what was answered, how each stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.privacy import hidden_among, kept_from
from jornada.apps.leads.intent.models import IntentAnswer, IntentTest, IntentTestVersion
from jornada.apps.leads.temperature.queries import company_zone, day_of
from jornada.apps.org.kept import Kept
from jornada.rules.intent_test import Answer, Question, Result, judge
from jornada.rules.intent_test import IntentTest as Rule
from jornada.rules.intent_test_json import from_json, value_from_json


@dataclass(frozen=True)
class KnownTest:
    """A test in use with its version in force."""

    test: IntentTest
    version: IntentTestVersion
    rule: Rule


@dataclass(frozen=True)
class Given:
    """The answer that counts to a question, with who gave it and in which touch.

    `is_hidden`: the touch is a private one in which the reader takes no part.
    """

    row: IntentAnswer
    answer: Answer
    is_hidden: bool = False


def _read_tests() -> tuple[KnownTest, ...]:
    rows = IntentTestVersion.objects.filter(status=IntentTestVersion.Status.IN_FORCE)
    found = rows.select_related("test").order_by("test__order", "test__id")
    return tuple(KnownTest(row.test, row, from_json(row.definition)) for row in found)


# Also those that are switched off, whose answers still stand.
tests_in_force = Kept(_read_tests, IntentTest, IntentTestVersion)


def tests_in_use() -> tuple[KnownTest, ...]:
    """Return the active tests that have a version in force."""
    return tuple(known for known in tests_in_force() if known.test.is_active)


def test_in_use(code: str) -> KnownTest | None:
    return next((known for known in tests_in_use() if known.test.code == code), None)


def live_answers(thread_ids: Collection[int]) -> QuerySet[IntentAnswer]:
    """Return the answers that count, in the order they were given."""
    rows = IntentAnswer.objects.filter(thread__in=thread_ids, touch__voided_by=None)
    return rows.select_related("touch__user", "contact").order_by("at", "id")


def given_on(thread_id: int) -> dict[int, dict[str, Given]]:
    """Return, by test and question, the latest answer that counts and still fits its question."""
    rules, zone = {known.test.pk: known.rule for known in tests_in_use()}, company_zone()
    found: dict[int, dict[str, Given]] = defaultdict(dict)
    for row in live_answers([thread_id]):
        question = rules[row.test_id].question(row.question) if row.test_id in rules else None
        if question is not None and fits(question, row.value):
            answer = Answer(value_from_json(question, row.value), day_of(row.at, zone))
            found[row.test_id][row.question] = Given(row, answer)
    return found


def seen_on(thread_id: int, user: Any) -> dict[int, dict[str, Given]]:
    """Return the same, telling which answers are kept from the reader: they count, and are not shown."""
    given = given_on(thread_id)
    touches = [each.row.touch_id for answers in given.values() for each in answers.values()]
    hidden = hidden_among(touches, user)
    return {
        test: {code: replace(each, is_hidden=each.row.touch_id in hidden) for code, each in answers.items()}
        for test, answers in given.items()
    }


def shown_on(thread_id: int, user: Any, known: KnownTest) -> dict[str, Given]:
    """Return the answers to one test that the reader sees."""
    given = seen_on(thread_id, user).get(known.test.pk, {})
    return {code: each for code, each in given.items() if not each.is_hidden}


def keeps_private(test: int, code: str, thread_id: int, user: Any) -> bool:
    """Say whether the answer to a question is kept from the reader."""
    found = seen_on(thread_id, user).get(test, {}).get(code)
    return bool(found and found.is_hidden)


def with_private_answer(record: str, test: int, code: str, user: Any) -> list[int]:
    """Return the leads (or opportunities) whose answer that counts to a question is kept from the reader."""
    answers = IntentAnswer.objects.filter(test=test, question=code, touch__voided_by=None)
    hidden = answers.filter(touch__private__in=kept_from(user))
    latest: dict[int, int] = dict(
        answers.filter(thread__in=hidden.values("thread")).order_by("at", "id").values_list("thread", "pk")
    )
    threads = hidden.filter(pk__in=list(latest.values())).values("thread")
    return list(Thread.objects.filter(pk__in=threads).exclude(**{record: None}).values_list(record, flat=True))


def result_on(known: KnownTest, given: dict[str, Given]) -> Result:
    return judge(known.rule, {code: each.answer for code, each in given.items()})


def fits(question: Question, stored: Any) -> bool:
    """Say whether a stored value is one that the question, as it stands now, can have."""
    if question.kind == "choice":
        return question.option(stored) is not None
    if question.kind == "money":
        return isinstance(stored, int | float) and not isinstance(stored, bool)
    return isinstance(stored, bool if question.kind == "yes_no" else str)
