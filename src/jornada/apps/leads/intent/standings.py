"""How tests stand, worked out anew from the answers that count; and the SQL that follows from a passed one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.leads import queries as leads
from jornada.apps.leads.intent import queries
from jornada.apps.leads.intent.models import IntentAnswer, IntentStanding, IntentTest
from jornada.apps.leads.models import Lead
from jornada.apps.org.sets import among, one_parameter
from jornada.rules.intent_test import Answer, judge
from jornada.rules.intent_test_json import value_from_json, value_to_json

KEY = "intent:"
BATCH = 500


def refresh(thread_ids: Collection[int]) -> list[int]:
    """Work out how the tests stand on these threads; return those that have answers."""
    threads = _answered(thread_ids)
    for start in range(0, len(threads), BATCH):
        _refresh(threads[start : start + BATCH])
    return threads


def _answered(thread_ids: Collection[int]) -> list[int]:
    """Return those of these threads that have answers: among a hundred thousand as among ten."""
    sql = f"SELECT DISTINCT thread_id FROM leads_intentanswer WHERE {among('thread_id')} ORDER BY thread_id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(list(thread_ids))])
        return [pk for (pk,) in cursor.fetchall()]


def _refresh(threads: Collection[int]) -> None:
    wanted = _wanted(threads)
    known = {(row.thread_id, row.test_id): row for row in IntentStanding.objects.filter(thread__in=threads)}
    changed = {key for key in wanted.keys() | known.keys() if _values(known.get(key)) != wanted.get(key)}
    with transaction.atomic():
        for thread, test in sorted(changed):
            rows = IntentStanding.objects.filter(thread=thread, test=test)
            if (thread, test) in wanted:
                rows.update_or_create(thread_id=thread, test_id=test, defaults=wanted[thread, test])
            else:
                rows.delete()
        _withdraw_unfounded({thread for thread, _test in changed})


def refresh_test(test: IntentTest) -> list[int]:
    """Work out a test anew wherever it was answered, as after another version came into force."""
    return refresh(list(IntentAnswer.objects.filter(test=test).order_by().values_list("thread", flat=True).distinct()))


def qualify_if_passed(user: Any, lead: Lead) -> bool:
    """Make an accepted lead an SQL when a test that says so is passed; the touch names the test."""
    if lead.status != Lead.Status.OPEN:
        return False
    rows = IntentStanding.objects.filter(thread=lead.thread_id, status="passed", test__qualifies=True)
    standing = rows.filter(test__is_active=True).select_related("test").order_by("test__order").first()
    last = leads.last_handoff(lead) if standing else None
    if standing is None or last is None or last.activity.code != leads.ACCEPTED:
        return False
    latest = queries.live_answers([lead.thread_id]).filter(test=standing.test_id).last()
    key = f"{KEY}{standing.test_id}:{lead.thread_id}:{latest.pk if latest else 0}:{last.pk}"
    note = _("%(test)s passed") % {"test": standing.test}
    record_touch(
        user, leads.QUALIFIED, account=lead.account, contact=lead.contact, thread=lead.thread, note=note, key=key
    )
    return True


def _wanted(threads: Collection[int]) -> dict[tuple[int, int], dict[str, Any]]:
    rules = {known.test.pk: known.rule for known in queries.tests_in_force()}
    zone, given = queries.company_zone(), defaultdict[tuple[int, int], dict[str, Answer]](dict)
    for row in queries.live_answers(threads):
        question = rules[row.test_id].question(row.question) if row.test_id in rules else None
        if question is not None and queries.fits(question, row.value):
            answer = Answer(value_from_json(question, row.value), queries.day_of(row.at, zone))
            given[row.thread_id, row.test_id][row.question] = answer
    found = {}
    for (thread, test), answers in given.items():
        result = judge(rules[test], answers)
        plain = {code: value_to_json(answer.value) for code, answer in answers.items()}
        found[thread, test] = {
            "status": result.status,
            "met": result.met,
            "answered": result.answered,
            "points": result.points,
            "answers": plain,
        }
    return found


def _values(row: IntentStanding | None) -> dict[str, Any] | None:
    names = ("status", "met", "answered", "points", "answers")
    return {name: getattr(row, name) for name in names} if row else None


def _withdraw_unfounded(threads: Collection[int]) -> None:
    """Void the qualifications that rest on a test which is not passed any more."""
    made = Touch.objects.filter(
        thread__in=threads, activity__code=leads.QUALIFIED, key__startswith=KEY, voids=None, voided_by=None
    )
    passed = set(IntentStanding.objects.filter(thread__in=threads, status="passed").values_list("thread", "test"))
    for touch in made:
        test = int((touch.key or "").split(":")[1])
        if (touch.thread_id, test) not in passed:
            void_touch(None, touch, _("The intent test is not passed any more"))
