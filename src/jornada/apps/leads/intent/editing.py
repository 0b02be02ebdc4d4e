"""Writes of intent tests: a draft is edited question by question; publishing puts it in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.dirty import mark_dirty
from jornada.apps.leads.intent import standings
from jornada.apps.leads.intent.forms import free_code
from jornada.apps.leads.intent.models import IntentAnswer, IntentTest, IntentTestVersion
from jornada.apps.leads.intent.words import FAULTS
from jornada.apps.org import edits, history
from jornada.apps.org.access import may_write_models
from jornada.apps.org.edits import refuse_unless
from jornada.rules.intent_test import IntentTest as Rule
from jornada.rules.intent_test import Question, faults
from jornada.rules.intent_test_json import from_json, to_json

Status = IntentTestVersion.Status


def create_test(user: Any, **values: Any) -> IntentTest:
    """Make a test with an empty draft."""
    _require(user)
    taken = set(IntentTest.objects.values_list("code", flat=True))
    last = IntentTest.objects.aggregate(last=Max("order"))["last"] or 0
    with transaction.atomic():
        code = free_code(values["label_en"] or values["label_pt"], taken)
        test = edits.create(user, IntentTest, {**values, "code": code, "order": min(last + 1, 32_000)})
        _new_draft(test, Rule(()))
    return test


def update_test(user: Any, test: IntentTest, seen_at: datetime | None = None, **values: Any) -> IntentTest:
    _require(user)
    return edits.update(user, test, values, seen_at)


def delete_test(user: Any, test: IntentTest) -> None:
    """Delete a test that nobody was asked; one that was can be switched off."""
    _require(user)
    with transaction.atomic():
        refuse_unless(
            not IntentAnswer.objects.filter(test=test).exists(),
            _("There are answers to this test. Switch it off instead."),
        )
        history.record_deleted(user, test)
        test.delete()


def draft_of(user: Any, test: IntentTest) -> IntentTestVersion:
    """Return the draft of a test; a new one begins as what is in force."""
    _require(user)
    with transaction.atomic():
        IntentTest.objects.select_for_update().get(pk=test.pk)
        draft = test.versions.filter(status=Status.DRAFT).first()
        in_force = test.versions.filter(status=Status.IN_FORCE).first()
        return draft or _new_draft(test, from_json(in_force.definition) if in_force else Rule(()))


def drop_draft(user: Any, test: IntentTest) -> None:
    """Throw a draft away; the version in force stays."""
    _require(user)
    refuse_unless(
        test.versions.exclude(status=Status.DRAFT).exists(), _("This test has no other version: delete the test.")
    )
    test.versions.filter(status=Status.DRAFT).delete()


def save_question(user: Any, test: IntentTest, question: Question) -> None:
    """Put a question into the draft, in the place of the one with its code or at the end."""
    rule = _rule(user, test)
    kept = [question if each.code == question.code else each for each in rule.questions]
    added = [] if rule.question(question.code) else [question]
    _save(test, replace(rule, questions=(*kept, *added)))


def remove_question(user: Any, test: IntentTest, code: str) -> None:
    rule = _rule(user, test)
    _save(test, replace(rule, questions=tuple(each for each in rule.questions if each.code != code)))


def order_questions(user: Any, test: IntentTest, codes: Sequence[str]) -> None:
    rule = _rule(user, test)
    places = {code: place for place, code in enumerate(codes)}
    ordered = sorted(rule.questions, key=lambda each: places.get(each.code, len(places)))
    _save(test, replace(rule, questions=tuple(ordered)))


def save_rule(user: Any, test: IntentTest, least_met: int, least_points: float) -> None:
    _save(test, replace(_rule(user, test), least_met=least_met, least_points=least_points))


def publish(user: Any, test: IntentTest) -> IntentTestVersion:
    """Put the draft in force; answers that still fit are judged by the new version, and what follows is settled."""
    _require(user)
    with transaction.atomic():
        draft = draft_of(user, test)
        found = [FAULTS[kind] for _code, kind in faults(from_json(draft.definition))]
        refuse_unless(not found, " ".join(map(str, found)))
        now = timezone.now()
        test.versions.filter(status=Status.IN_FORCE).update(status=Status.RETIRED, updated_at=now)
        draft.status, draft.published_at, draft.published_by, draft.updated_at = Status.IN_FORCE, now, user, now
        draft.save(update_fields=["status", "published_at", "published_by", "updated_at"])
        mark_dirty(thread_ids=standings.refresh_test(test))
    return draft


def bring_back(user: Any, version: IntentTestVersion) -> IntentTestVersion:
    """Make an old version the draft, to be published again."""
    draft = draft_of(user, version.test)
    _save(version.test, from_json(version.definition))
    draft.refresh_from_db()
    return draft


def _rule(user: Any, test: IntentTest) -> Rule:
    return from_json(draft_of(user, test).definition)


def _save(test: IntentTest, rule: Rule) -> None:
    test.versions.filter(status=Status.DRAFT).update(definition=to_json(rule), updated_at=timezone.now())


def _new_draft(test: IntentTest, rule: Rule) -> IntentTestVersion:
    now = timezone.now()
    number = (test.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    stamps = {"created_at": now, "updated_at": now}
    return IntentTestVersion.objects.create(test=test, number=number, definition=to_json(rule), **stamps)


def _require(user: Any) -> None:
    if not may_write_models(user):
        raise PermissionDenied
