"""Working calendars: pages, holidays, own days, absences, and the rules that come of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jornada.apps.org import calendar_actions
from jornada.apps.org.calendars import calendar_of_team, calendars_of_people, holidays_of
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Absence, Calendar, Team
from jornada.rules.working_time import elapsed, is_open

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
WEEK = {f"hours_{place}": "9-12, 13-18" for place in range(5)} | {"hours_5": "", "hours_6": ""}
SENT = {"name": "Recife", "time_zone": "America/Recife", "country": "BR", "state": "PE", "has_optional": "on", **WEEK}


def day_of(calendar, day):
    start = datetime.combine(day, datetime.min.time(), UTC)
    return elapsed(start, start + timedelta(days=1), calendar) / timedelta(hours=1)


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("manager", 403), ("owner", 403)])
@pytest.mark.parametrize("url", ["/settings/calendars/", "/settings/calendars/new/"])
def test_calendars_are_for_administrators(request, client, who, status, url):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url).status_code == status


def test_a_new_database_has_one_calendar_of_office_hours():
    assert Calendar.objects.get().is_default
    assert day_of(calendar_of_team(None, NOW), date(2026, 11, 25)) == 8


def test_a_calendar_is_made_on_a_page_and_kept_by_a_team(client, admin, team):
    client.force_login(admin)
    response = client.post("/settings/calendars/new/", SENT)
    calendar = Calendar.objects.get(name="Recife")
    assert response.url == f"/settings/calendars/{calendar.pk}/"
    client.post(f"/settings/teams/{team.pk}/", {"name": team.name, "calendar": calendar.pk})
    assert calendar_of_team(Team.objects.get(pk=team.pk), NOW).zone == "America/Recife"


@pytest.mark.parametrize(("field", "text"), [("hours_0", "nine to five"), ("hours_1", "12-9"), ("time_zone", "Mars")])
def test_wrong_hours_are_said_beside_their_day(client, admin, field, text):
    client.force_login(admin)
    response = client.post("/settings/calendars/new/", {**SENT, field: text})
    assert response.status_code == 422
    assert response.context["form"].errors[field]


def test_a_calendar_that_is_never_open_is_refused(client, admin):
    client.force_login(admin)
    response = client.post("/settings/calendars/new/", {**SENT, **dict.fromkeys(WEEK, "")})
    assert "never open" in response.content.decode()


def test_holidays_of_the_state_optional_ones_and_bridges_close_the_day(admin):
    default = Calendar.objects.get()
    calendar_actions.update_calendar(
        admin, default, state="PE", has_bridges=True, hours=default.hours, country="BR", has_optional=True
    )
    calendar = calendar_of_team(None, NOW)
    revolution, carnival, corpus, bridge = date(2026, 3, 6), date(2026, 2, 17), date(2026, 6, 4), date(2026, 6, 5)
    assert [day_of(calendar, day) for day in (revolution, carnival, corpus, bridge)] == [0, 0, 0, 0]
    assert day_of(calendar, date(2026, 6, 8)) == 8


def test_without_optional_holidays_carnival_is_worked():
    calendar = Calendar(name="x", country="BR", has_optional=False)
    assert date(2026, 2, 17) not in holidays_of(calendar, [2026])
    assert date(2026, 12, 25) in holidays_of(calendar, [2026])


def test_an_own_day_holds_at_once_and_over_the_law(client, admin):
    default = Calendar.objects.get()
    before = calendar_of_team(None, NOW)
    client.force_login(admin)
    client.post(f"/settings/calendars/{default.pk}/days/", {"day": "2026-12-25", "name": "Inventory", "hours": "9-12"})
    assert day_of(before, date(2026, 12, 25)) == 0
    assert day_of(calendar_of_team(None, NOW), date(2026, 12, 25)) == 3


def test_the_default_calendar_stays_until_another_is_chosen(admin):
    first = Calendar.objects.get()
    with pytest.raises(WrongMomentError):
        calendar_actions.delete_calendar(admin, first)
    second = calendar_actions.create_calendar(admin, name="Two", hours=first.hours, is_default=True)
    assert list(Calendar.objects.filter(is_default=True)) == [second]


def test_a_person_away_is_not_open_and_a_colleague_is(client, owner, colleague):
    client.force_login(owner)
    sent = {"user": owner.pk, "starts_on": "2026-11-24", "ends_on": "2026-11-25", "reason": "Férias"}
    assert client.post("/settings/absences/", sent).status_code == 302
    hours = calendars_of_people([owner, colleague], NOW)
    assert [is_open(NOW - timedelta(hours=2), hours[person.pk]) for person in (owner, colleague)] == [False, True]
    assert is_open(datetime(2026, 11, 26, 13, tzinfo=UTC), hours[owner.pk])


@pytest.mark.parametrize(("who", "can"), [("owner", True), ("admin", True), ("colleague", False), ("outsider", False)])
def test_who_may_note_and_delete_an_absence(request, client, owner, who, can):
    absence = Absence.objects.create(user=owner, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 8))
    client.force_login(request.getfixturevalue(who))
    client.post(f"/settings/absences/{absence.pk}/delete/")
    client.post("/settings/absences/", {"user": owner.pk, "starts_on": "2027-02-01", "ends_on": "2027-02-02"})
    assert Absence.objects.filter(pk=absence.pk).exists() is not can
    assert Absence.objects.filter(starts_on="2027-02-01").exists() is can


def test_an_absence_that_ends_before_it_starts_is_refused(client, owner):
    client.force_login(owner)
    response = client.post(
        "/settings/absences/", {"user": owner.pk, "starts_on": "2026-12-02", "ends_on": "2026-12-01"}
    )
    assert response.status_code == 422


def test_calendars_of_a_hundred_people_cost_a_fixed_number_of_queries(team, owner, django_assert_num_queries):
    people = [owner] * 100
    calendars_of_people(people, NOW)
    with django_assert_num_queries(3):
        calendars_of_people(people, NOW)
