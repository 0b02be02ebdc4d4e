"""The follow-up of a lead that somebody accepted who left: its owner owes it, or it stands in the queue."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jornada.apps.handoff import queries
from jornada.apps.handoff.day_follow_ups import follow_ups_owed, open_of
from jornada.apps.handoff.models import FollowUp
from jornada.apps.leads.actions import update_lead
from jornada.apps.leads.models import Lead
from jornada.apps.org import people
from jornada.apps.org.models import Calendar, Team, User
from jornada.ui.day import Day, own_sections
from tests.apps.handoff.conftest import NINE, STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(accept, admin, owner):
    """A lead whose follow-up is owed by Olga, who left; it is hers still."""
    lead = accept()
    people.update_user(admin, owner, is_active=False)
    return lead


def lines(user, people=None):
    return follow_ups_owed(Day(user, people or (user.pk,), NINE)).lines


def give(lead, to):
    Lead.objects.filter(pk=lead.pk).update(owner=to)


def test_the_owner_of_the_lead_owes_it_and_is_told_why(left, owner, colleague, outsider):
    give(left, colleague)
    (line,) = lines(colleague)
    assert (line.record.pk, owner.name in line.detail) == (left.pk, True)
    assert [each.offer.lead for each in queries.open_follow_ups(colleague)] == [left]
    assert not [*lines(outsider), *queries.open_follow_ups(outsider)]


def test_who_owns_the_lead_is_asked_for_their_own_day(client, left, admin):
    give(left, admin)
    assert not open_of(admin).exists()  # leads of one's own are enough
    assert any(line.record == left for section in client_day(client, admin) for line in section.lines)


def client_day(client, user):
    client.force_login(user)
    return client.get("/").context["main"]


def test_while_who_accepted_is_at_work_they_owe_it_whoever_owns_the_lead(accept, owner, colleague):
    give(accept(), colleague)
    assert lines(owner)
    assert not lines(colleague)


def test_who_comes_back_owes_it_again(left, admin, owner, colleague):
    give(left, colleague)
    people.update_user(admin, owner, is_active=True)
    owner.refresh_from_db()
    assert lines(owner)
    assert not lines(colleague)


def test_the_team_s_day_says_whose_it_is_now(left, manager, colleague):
    give(left, colleague)
    (line,) = lines(manager, (colleague.pk, manager.pk))
    assert colleague.name in line.detail


def test_it_counts_as_work_of_whom_the_routing_asks_about(left, owner, colleague):
    give(left, colleague)
    loads = {pk: person.load for pk, person in queries.people_to_route([owner.pk, colleague.pk], NINE).items()}
    assert loads == {owner.pk: 0, colleague.pk: 1}


@pytest.mark.parametrize("has_owner", [True, False])
def test_without_an_owner_at_work_it_stands_in_the_queue_of_who_sees_the_lead(
    client, left, owner, manager, outsider, has_owner
):
    give(left, owner if has_owner else None)
    client.force_login(manager)
    page = client.get(reverse("handoff_queue")).content.decode()
    assert "Accepted by somebody who left, and owed by nobody" in page
    assert f"accepted by {owner.name}, who left" in page
    assert queries.follow_ups_of_nobody(outsider).exists() != has_owner  # what nobody owns is everybody's


def test_it_leaves_the_queue_of_all_when_the_lead_is_given_to_somebody(left, manager, colleague):
    assert queries.follow_ups_of_nobody(manager)
    give(left, colleague)
    assert not queries.follow_ups_of_nobody(manager)


def test_who_makes_somebody_inactive_is_told_how_many_are_passed_on(client, accept, admin, owner):
    accept()
    accept("Bia")
    client.force_login(admin)
    (waits,) = client.get(reverse("user_edit", args=[owner.pk])).context["waits"]
    told = []
    people.update_user(admin, owner, told=told, is_active=False)
    assert "2 accepted leads" in waits
    assert "2" in told[-1]


def test_the_day_of_who_owes_nothing_else_shows_it(left, colleague):
    give(left, colleague)
    assert "follow_ups" in [section.code for section in own_sections(Day(colleague, (colleague.pk,), NINE))]


def test_more_of_them_ask_no_more_queries(accept, admin, owner, colleague):
    give(accept(), colleague)
    give(accept("Bia"), None)
    people.update_user(admin, owner, is_active=False)
    lines(colleague)  # what a process keeps is read
    with CaptureQueriesContext(connection) as one:
        lines(colleague)
    Lead.objects.update(owner=colleague)
    with CaptureQueriesContext(connection) as two:
        assert len(lines(colleague)) == 2
    assert len(one) == len(two)


@pytest.fixture
def in_the_afternoon(outsider):
    """Somebody whose team works from 14 to 22."""
    hours = Calendar.objects.create(
        name="Afternoon", time_zone="America/Sao_Paulo", hours=[[[840, 1320]]] * 5 + [[], []], **STAMPS
    )
    team = Team.objects.create(name="Afternoon", calendar=hours)
    User.objects.filter(pk=outsider.pk).update(team=team)
    outsider.refresh_from_db()
    return outsider


def due(lead):
    return timezone.localtime(FollowUp.objects.get(offer__lead=lead).first_attempt_due)


def test_its_deadline_runs_in_the_hours_of_who_owes_it_now(
    accept, admin, owner, in_the_afternoon, django_capture_on_commit_callbacks
):
    lead = accept()
    before = due(lead)
    with django_capture_on_commit_callbacks(execute=True):
        people.update_user(admin, owner, is_active=False)
    assert due(lead) == before  # nobody owes it yet
    with django_capture_on_commit_callbacks(execute=True):
        update_lead(admin, Lead.objects.get(pk=lead.pk), owner=in_the_afternoon)
    assert due(lead).hour >= 14
    assert due(lead) > before
    with django_capture_on_commit_callbacks(execute=True):
        people.update_user(admin, owner, is_active=True)
    assert due(lead) == before


def test_who_makes_somebody_inactive_whose_leads_others_own_changes_their_deadlines(
    accept, admin, owner, in_the_afternoon, django_capture_on_commit_callbacks
):
    lead = accept()
    give(lead, in_the_afternoon)
    before = due(lead)
    with django_capture_on_commit_callbacks(execute=True):
        people.update_user(admin, owner, is_active=False)
    assert due(lead) > before
