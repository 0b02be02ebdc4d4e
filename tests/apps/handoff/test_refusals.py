"""Refusals as Marketing's work list: what waits with its clock, the answer, what was changed because of it."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import RefusalReason, RefusalReply
from jornada.apps.leads.actions import create_lead

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def refused(marketer, owner, version, routing):
    """Three refusals: one of today, one long ago, one answered."""
    now, made = timezone.now(), []
    for number, (code, days) in enumerate((("no_fit", 0), ("bad_timing", 20), ("no_fit", 30))):
        lead = create_lead(marketer, name=f"Lead {number}")
        offer = offers.make_offer(marketer, lead, version=version, to=owner, now=now - (days + 1) * DAY)
        offers.refuse(owner, offer, RefusalReason.objects.get(code=code), "small", 2, now=now - days * DAY)
        made.append(RefusalReply.objects.get(offer=offer))
    offers.reply_to_refusal(marketer, made[2], "Asked for size", change="criterion")
    return made


def names(page):
    return [str(row.reply.offer.lead) for row in page.context["rows"]]


def test_what_waits_stands_first_with_its_clock(client, refused, marketer):
    client.force_login(marketer)
    page = client.get("/refusals/")
    assert names(page) == ["Lead 1", "Lead 0"]  # the longest overdue first
    assert [row.clock is not None for row in page.context["rows"]] == [True, True]
    assert page.context["rows"][0].clock.level == 3


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=late", ["Lead 1"]),
        ("state=answered", ["Lead 2"]),
        ("state=all&reason=no_fit", ["Lead 0", "Lead 2"]),
        ("state=all&change=criterion", ["Lead 2"]),
        ("state=all&source=website", []),
        ("state=whatever&reason=none", []),
    ],
)
def test_the_list_is_narrowed(client, refused, marketer, query, shown):
    client.force_login(marketer)
    assert names(client.get(f"/refusals/?{query}")) == shown


def test_the_answer_says_what_was_changed_and_goes_back_to_the_list(client, refused, marketer):
    client.force_login(marketer)
    where, back = f"/handoff/refusals/{refused[0].pk}/", "/refusals/?state=open&reason=no_fit"
    box = client.get(where, {"after": back}, headers={"HX-Request": "true"})
    assert "small" in box.text
    answer = client.post(where, {"change": "source", "text": "List no longer bought", "after": back})
    assert answer.url == back
    reply = RefusalReply.objects.get(pk=refused[0].pk)
    assert (reply.change, reply.replied_by) == ("source", marketer)
    page = client.get("/refusals/?state=answered")
    assert "A source or campaign was changed or stopped" in page.text
    assert {(code, n) for code, _label, n in page.context["made"]} == {("criterion", 1), ("source", 1)}


def test_an_answer_without_what_was_changed_is_not_taken(client, refused, marketer):
    client.force_login(marketer)
    answer = client.post(f"/handoff/refusals/{refused[0].pk}/", {"text": "Noted"})
    assert (answer.status_code, RefusalReply.objects.get(pk=refused[0].pk).replied_at) == (422, None)


def test_an_address_of_somebody_else_is_not_gone_back_to(client, refused, marketer):
    client.force_login(marketer)
    data = {"change": "nothing", "text": "As it is", "after": "https://evil.example/"}
    assert client.post(f"/handoff/refusals/{refused[0].pk}/", data).url == "/refusals/"


@pytest.mark.parametrize(("who", "number"), [("marketer", 2), ("manager", 2), ("outsider", 0)])
def test_everybody_sees_the_refusals_of_leads_they_see(request, client, refused, who, number):
    client.force_login(request.getfixturevalue(who))
    assert len(client.get("/refusals/").context["rows"]) == number


def test_whoever_may_not_change_the_lead_may_not_answer(client, refused, owner, viewer):
    client.force_login(viewer)
    page = client.get("/refusals/")
    assert [row.may_answer for row in page.context["rows"]] == [False, False]
    assert client.post(f"/handoff/refusals/{refused[0].pk}/", {"change": "nothing", "text": "x"}).status_code == 403


def test_the_number_of_queries_does_not_grow(client, refused, marketer, django_assert_max_num_queries):
    client.force_login(marketer)
    client.get("/refusals/?state=all")
    with django_assert_max_num_queries(30):
        client.get("/refusals/?state=all")
