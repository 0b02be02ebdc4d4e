"""The scoreboard: promises of both sides counted by hand, rows behind each figure, the monthly review."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from jornada.apps.handoff import offers, scoreboard
from jornada.apps.handoff.clauses import CLAUSES, condition
from jornada.apps.handoff.models import Offer
from jornada.apps.leads.actions import create_lead

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def month(marketer, owner, version, routing, reason, contact):
    """Four offers of the last days: accepted in time, accepted late, refused, waiting."""
    now = timezone.now()
    made = []
    for number in range(4):
        lead = create_lead(marketer, name=f"Lead {number}", contact=contact)
        made.append(offers.make_offer(marketer, lead, version=version, to=owner, now=now - 20 * DAY))
    offers.accept(owner, made[0], rating=4, now=made[0].offered_at + DAY / 24)
    offers.accept(owner, made[1], now=made[1].offered_at + 12 * DAY)
    offers.refuse(owner, made[2], reason, note="too small", rating=1, now=made[2].offered_at + DAY / 24)
    return made


def figures(user, now=None):
    now = now or timezone.now()
    rows = scoreboard.offers_between(user, now - 30 * DAY, now)
    found = scoreboard.attained(rows, now)
    return {share.clause.code: (share.hits, share.of) for share in found}


def test_each_promise_is_counted(month, marketer):
    found = figures(marketer)
    assert found["acceptance"] == (2, 3)
    assert found["answer"] == (2, 4)  # late, and waiting beyond its time
    assert found["rating"] == (2, 3)
    assert found["dossier"] == (4, 4)
    assert found["refusal_reply"] == (0, 1)


def test_a_reply_in_time_is_kept(month, marketer):
    reply = month[2].__class__.objects.get(pk=month[2].pk).reply
    offers.reply_to_refusal(marketer, reply, "Noted", now=reply.due_at)
    assert figures(marketer)["refusal_reply"] == (1, 1)


def test_a_question_answered_late_is_missed(marketer, owner, lead, version, routing):
    now = timezone.now()
    offer = offers.make_offer(marketer, lead, version=version, now=now - 20 * DAY)
    question = offers.ask(owner, offer, "Which budget?", now=now - 19 * DAY)
    assert figures(marketer)["question_reply"] == (0, 1)
    offers.give_information(marketer, question, "50k", now=question.due_at - DAY / 24)
    assert figures(marketer)["question_reply"] == (1, 1)


def test_kept_and_missed_are_all_of_a_figure(month, marketer):
    now = timezone.now()
    for clause in CLAUSES:
        counts = [Offer.objects.filter(condition(clause, which, now)).count() for which in ("kept", "missed", "all")]
        assert counts[0] + counts[1] == counts[2], clause.code


def test_what_waits_counts_as_censored(month, marketer):
    now = timezone.now()
    found = scoreboard.speed(scoreboard.offers_between(marketer, now - 30 * DAY, now), now)
    assert (found.cases, found.waiting) == (3, 1)
    assert sum(number for _low, number in found.bars) == 3


def test_the_headline_has_its_interval(month, marketer):
    now = timezone.now()
    found = scoreboard.headline(scoreboard.offers_between(marketer, now - 30 * DAY, now))
    assert (found.hits, found.of) == (2, 3)
    assert found.low < found.rate < found.high


@pytest.mark.parametrize(("who", "number"), [("marketer", 4), ("viewer", 4), ("outsider", 0)])
def test_everybody_counts_what_they_may_see(request, client, month, who, number):
    client.force_login(request.getfixturevalue(who))
    page = client.get("/scoreboard/offers/?clause=answer&which=all")
    assert page.text.count("Lead ") >= number
    assert ("Lead 0" in page.text) == bool(number)


@pytest.mark.parametrize("by", ["team", "person", "source"])
def test_the_board_splits_by(client, month, marketer, by, django_assert_max_num_queries):
    client.force_login(marketer)
    with django_assert_max_num_queries(60):
        page = client.get(f"/scoreboard/?period=90d&by={by}")
    assert "2/3" in page.text


def test_a_board_of_nothing_says_so(client, marketer, version):
    client.force_login(marketer)
    assert "Nothing was handed over" in client.get("/scoreboard/").text


def test_the_review_says_what_to_talk_about(client, month, marketer):
    client.force_login(marketer)
    code = f"{timezone.localtime(month[0].offered_at):%Y-%m}"
    text = client.get(f"/scoreboard/review/?month={code}").text
    assert "Marketing handed over 4 of the 40 leads agreed on." in text
    assert "too small" in text


@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_the_review_is_a_pdf_in_both_languages(client, month, marketer, language):
    marketer.language = language
    marketer.save()
    client.force_login(marketer)
    answer = client.get(f"/scoreboard/review.pdf?month={timezone.localtime(month[0].offered_at):%Y-%m}")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("asked", ["", "2026-13", "soon", "9999-01", "0001-01"])
def test_a_month_that_is_none_shows_another(client, month, marketer, asked):
    client.force_login(marketer)
    assert client.get(f"/scoreboard/review/?month={asked}").status_code == 200


def test_half_and_nine_in_ten_of_answers_with_what_waits_by_hand():
    hours = np.arange(1, 10) * 3600.0
    assert scoreboard._quantiles(hours, np.empty(0)) == (5 * 3600, 9 * 3600)
    # Nine more that have waited for ten hours: half are answered after nine, nine in ten are not yet.
    assert scoreboard._quantiles(hours, np.full(9, 36000.0)) == (9 * 3600, None)


def test_the_dossier_shows_every_field_that_can_be_asked_for(client, month, marketer):
    client.force_login(marketer)
    month[0].lead.account.tax_id = "11.222.333/0001-81"
    month[0].lead.account.save()
    assert "11.222.333/0001-81" in client.get(month[0].get_absolute_url()).text


def test_each_offer_is_judged_by_the_version_of_its_hand_over(month, marketer, agreement):
    from dataclasses import replace

    from jornada.rules.agreement import DEFAULT_AGREEMENT
    from jornada.rules.agreement_json import to_json

    now = timezone.now()
    strict = replace(DEFAULT_AGREEMENT, marketing=replace(DEFAULT_AGREEMENT.marketing, acceptance_rate=1.0))
    no_rating = replace(strict, sales=replace(strict.sales, is_rating_owed=False))
    agreement.versions.update(status="retired", retired_at=now)
    later = agreement.versions.create(
        number=2, terms=to_json(no_rating), status="in_force", in_force_at=now, created_at=now, updated_at=now
    )
    month[2].__class__.objects.filter(pk=month[2].pk).update(version=later)
    found = {
        share.clause.code: share
        for share in scoreboard.attained(scoreboard.offers_between(marketer, now - 30 * DAY, now), now)
    }
    assert found["rating"].of == 2  # the third was handed over without a rating being owed
    assert found["acceptance"].target == pytest.approx((2 * 0.7 + 1.0) / 3)


def test_who_answers_late_beyond_chance_stands_on_the_board(client, marketer, owner, colleague, version, account):
    from jornada.apps.handoff.late_spots import late_spots
    from tests.apps.handoff.test_weak import write

    write(version, owner, lambda n: False)
    ids = list(Offer.objects.order_by("pk").values_list("pk", flat=True))
    Offer.objects.filter(pk__in=ids[:60]).update(to=colleague)
    Offer.objects.filter(pk__in=[*ids[:40], *ids[60:70]]).update(is_breached=True)
    now = timezone.now()
    found = late_spots(scoreboard.offers_between(marketer, now - 90 * DAY, now), now)
    assert [(name, own.hits, own.of) for _kind, name, own, _rest, _lift in found] == [("Carlos", 40, 60)]
    client.force_login(marketer)
    assert "Late more often than the others" in client.get("/scoreboard/?period=90d").text


@pytest.mark.parametrize(
    ("hits", "of", "target", "tone"),
    [(10, 10, 1.0, "good"), (9, 10, 1.0, "warn"), (1, 2, 1.0, "warn"), (4, 35, 1.0, "bad"), (0, 0, 1.0, "neutral")],
)
def test_the_colour_of_a_promise_says_how_far_it_was_kept(hits, of, target, tone):
    assert scoreboard.share_of(None, hits, of, target).tone == tone


def test_at_risk_are_only_offers_whose_time_is_nearly_over(client, marketer, owner, version, routing, contact):
    now = timezone.now()
    late = offers.make_offer(
        marketer, create_lead(marketer, name="Late", contact=contact), to=owner, version=version, now=now - 20 * DAY
    )
    offers.make_offer(
        marketer, create_lead(marketer, name="Fresh", contact=contact), to=owner, version=version, now=now
    )
    client.force_login(owner)
    assert [row.offer for row in client.get("/scoreboard/").context["risks"]] == [late]
