"""Every “See list” of My day and “See all N” leads to a list of just those records, in a company like a real one."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from jornada.apps.handoff.offers import ask, make_offer
from jornada.apps.interactions.models import Activity, PlannedTouch, Thread
from jornada.apps.leads.models import Lead
from jornada.apps.org.day import day_of, team_ids
from jornada.apps.org.notices import tell
from jornada.apps.sales.models import Opportunity, PipelineStage
from jornada.ui.day import sections
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(owner, colleague, outsider, manager, marketer, account):
    """Four people with opportunities in two stages, with and without a next step, tasks and offered leads."""
    now = timezone.now()
    stages = list(PipelineStage.objects.order_by("pipeline", "order")[:2])
    PipelineStage.objects.filter(pk=stages[1].pk).update(stalled_days=3)
    for number in range(60):
        who = (owner, colleague, outsider, manager)[number % 4]
        thread = Thread.objects.create(account=account, opened_at=now)
        Opportunity.objects.create(
            name=f"Deal {number}", account=account, owner=who, thread=thread, stage=stages[number % 3 % 2],
            amount=number or None, outcome="won" if number % 7 == 0 else "open", **STAMPS,
        )  # fmt: skip
        if number % 3:
            planned(who, account, hours=number - 20, thread=thread)
    for number in range(9):
        who = (owner, colleague, outsider)[number % 3]
        planned(who, account, hours=0.01, code="meeting.held")
        offered = lead_of(who, account, f"Lead {number}")
        offer = make_offer(marketer, offered, to=who)
        if number == 3:
            ask(who, offer, "Which budget?")
    for number in range(12):
        tell([owner], "offer", f"News {number}", key=f"news{number}")


def planned(who, account, hours, code="call.connected", **more):
    now = timezone.now()
    activity = Activity.objects.get(code=code)
    due_at = now + dt.timedelta(hours=hours)
    PlannedTouch.objects.create(
        owner=who, account=account, activity=activity, due_at=due_at, created_at=now, note="Do it", **more
    )


def lead_of(who, account, name):
    thread = Thread.objects.create(account=account, opened_at=timezone.now())
    return Lead.objects.create(name=name, account=account, owner=who, thread=thread, score=50, grade="A1", **STAMPS)


def number_on(page, code):
    """Count what the page that a section leads to shows."""
    context = page.context
    if code == "leads" and "parts" in context:
        return context["parts"]["mine"].total + context["parts"]["noted"].total
    if code == "questions":
        return context["parts"]["questions"].total
    if code in ("notices", "ranking", "refusals"):
        return len(context["rows"])
    return len(context["listing"].rows)


def found_for(user, who):
    return sections(day_of(user, who, team=team_ids(user)))


@pytest.mark.parametrize(("name", "who"), [
    ("owner", ""), ("colleague", ""), ("marketer", ""), ("manager", ""), ("manager", "team"), ("admin", "team"),
])  # fmt: skip
def test_each_list_holds_what_the_section_counts(client, request, company, name, who):
    user = request.getfixturevalue(name)
    client.force_login(user)
    found = found_for(user, who)
    assert found
    for section in found:
        if section.more_url:
            page = client.get(section.more_url)
            number = number_on(page, section.code)
            shown = len(section.lines)
            if section.code != "ranking":  # its list shows fifty, and those for Marketing among them
                assert section.said_number == str(number), (section.code, section.more_url)
            else:
                assert number >= shown


def test_those_without_a_next_step_are_just_those(client, owner, company):
    client.force_login(owner)
    (section,) = [each for each in found_for(owner, "") if each.code == "no_next_step"]
    listed = {row.instance.pk for row in client.get(section.more_url).context["listing"].rows}
    planned_on = PlannedTouch.objects.values("thread")
    bare = Opportunity.objects.filter(owner=owner, outcome="open").exclude(thread__in=planned_on.exclude(thread=None))
    assert listed == set(bare.values_list("pk", flat=True))


def test_who_leads_nobody_finds_nobody(client, outsider, company):
    client.force_login(outsider)
    assert not client.get("/opportunities/?owner=led").context["listing"].rows


@pytest.mark.parametrize("narrowed", ["", "?owner=team", "?q=Deal 1", "?owner=me"])
def test_a_column_of_the_board_leads_to_all_its_cards(client, manager, company, narrowed):
    Opportunity.objects.filter(owner__username="ivo").update(owner=manager)
    client.force_login(manager)
    page = client.get(f"/opportunities/board/{narrowed}").content.decode()
    links = re.findall(r'href="([^"]*outcome=open[^"]*)">[^<]*?(\d+)</a>', page)
    assert links or narrowed == "?q=Deal 1"
    for address, number in links:
        assert len(client.get(address.replace("&amp;", "&")).context["listing"].rows) == int(number), address
