"""Intent tests on the pages of leads and opportunities, and in the drawer in which a call is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import Place, may_change, place_of_record
from jornada.apps.interactions.touch_extras import Extra
from jornada.apps.leads.intent import actions, queries
from jornada.apps.leads.intent.forms import AnswerForm
from jornada.apps.leads.intent.queries import Given, KnownTest
from jornada.apps.leads.intent.words import STATUS, label, line_words, rule_words
from jornada.apps.leads.queries import is_decided
from jornada.apps.market.models import Contact


def intent_panel(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """Show each test in use with its answers, who gave them and what is still to be asked.

    Once the opportunity is won or lost, nothing is to be asked: what was known stays to be read, folded away.
    """
    shown = shown_tests(request.user, record.thread_id)
    if is_decided(record):
        known = [each | {"lines": _answered(each)} for each in shown if _answered(each)]
        return {"template": "leads/intent/known.html", "context": {"tests": known}} if known else None
    if not shown:
        return None
    may_answer = may_change(request.user, place_of_record("lead", record))
    return {
        "template": "leads/intent/panel.html",
        "context": {"tests": shown, "thread": record.thread_id, "may_answer": may_answer},
    }


def shown_tests(user: Any, thread_id: int) -> list[dict[str, Any]]:
    """Return what a page shows of the tests on a thread; answers given in private touches of others stay away."""
    given = queries.seen_on(thread_id, user)
    return [_shown(known, given.get(known.test.pk, {})) for known in queries.tests_in_use()]


def _shown(known: KnownTest, given: dict[str, Given]) -> dict[str, Any]:
    result = queries.result_on(known, given)
    return {
        "test": known.test,
        "status": STATUS[result.status if given else "open"],
        "result": result,
        "met": None if any(each.is_hidden for each in given.values()) else result.met,
        "asked": len(known.rule.questions),
        "rule": rule_words(known.rule),
        "lines": [_line(line, given.get(line.question.code)) for line in result.lines],
    }


def _line(line: Any, given: Given | None) -> dict[str, Any]:
    if given and given.is_hidden:
        return {"question": label(line.question), "is_hidden": True}
    return {"question": label(line.question), "line": line, "said": line_words(line), "given": given and given.row}


def _answered(shown: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in shown["lines"] if line.get("is_hidden") or line["given"]]


def tests_of_touch(user: Any, place: Place, data: Any) -> Sequence[Extra]:
    """Offer the tests in use where a touch with a lead or an opportunity is recorded."""
    if place.thread is None or is_decided(place.thread):
        return []
    given = queries.seen_on(place.thread.pk, user)
    return [_extra(user, known, given.get(known.test.pk, {}), data) for known in queries.tests_in_use()]


def _extra(user: Any, known: KnownTest, given: dict[str, Given], data: Any) -> Extra:
    form = AnswerForm(data, known=known, given={code: each for code, each in given.items() if not each.is_hidden})

    def save(touch: Touch, place: Place) -> None:
        if answers := form.answers():
            contact = place.contact or Contact.objects.filter(pk=touch.contact_id).first()
            actions.answer(user, Place(place.account, contact, place.thread), known, answers, touch=touch)

    said = _("%(test)s: %(n)s of %(of)s answered") % {
        "test": known.test,
        "n": len(given),
        "of": len(known.rule.questions),
    }
    return Extra(f"test-{known.test.code}", said, form, save)
