"""The agenda by the hour, and what falls on the same time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jornada.apps.interactions import agenda
from jornada.apps.interactions.agenda_grid import grids_of
from jornada.apps.interactions.clashes import clashes_among, clashing
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Sao_Paulo")
DAY = dt.date(2026, 3, 10)


@pytest.fixture
def plan(owner, account):
    """Plan on that Tuesday: `plan("10:30", "meeting.held", minutes=60, note="Visit")`."""

    def _plan(clock, code="call.connected", user=owner, **values):
        due_at = dt.datetime.combine(DAY, dt.time.fromisoformat(clock), ZONE)
        return plan_touch(owner, Place(account), Activity.objects.get(code=code), due_at, owner=user, **values)

    return _plan


@pytest.fixture(autouse=True)
def sao_paulo():
    with timezone.override(ZONE):
        yield


def day_of(owner):
    tasks = PlannedTouch.objects.select_related("activity").order_by("due_at", "id")
    return grids_of(owner, {DAY: list(tasks)})[DAY]


def test_a_day_goes_from_the_first_to_the_last_working_hour(owner):
    grid = day_of(owner)
    assert (grid.hours[0], grid.minutes % 60, grid.blocks, grid.now) == (dt.time(9), 0, [], None)


def test_tasks_outside_of_working_hours_stretch_the_day(owner, plan):
    plan("06:30")
    plan("21:00", minutes=90)
    grid = day_of(owner)
    assert (grid.hours[0], grid.hours[-1]) == (dt.time(6), dt.time(22))


def test_a_day_from_early_to_late_is_told_in_numbers_that_the_browser_reads(client, owner, plan):
    plan("00:30")
    plan("23:00")
    client.force_login(owner)
    page = client.get("/tasks/agenda/", {"view": "day", "from": DAY.isoformat()}).text
    assert "--minutes: 1440" in page
    assert "--start: 1380;" in page


def test_a_block_is_as_high_as_its_duration_and_stands_beside_what_overlaps(owner, plan):
    plan("10:00", minutes=60)
    plan("10:30", "meeting.held")
    plan("11:30", minutes=15)
    begins = day_of(owner).hours[0].hour * 60
    told = [(b.start + begins, b.minutes, b.column, b.columns) for b in day_of(owner).blocks]
    assert told == [(600, 60, 0, 2), (630, 60, 1, 2), (690, 30, 0, 1)]


def test_what_is_for_the_whole_day_stands_above_the_hours(owner, plan):
    above = plan("00:00")
    plan("09:00")
    grid = day_of(owner)
    assert ([task.pk for task in grid.above], len(grid.blocks), grid.hours[0]) == ([above.pk], 1, dt.time(9))


def test_a_crowd_without_durations_stands_above(owner, plan):
    for _each in range(6):
        plan("09:00")
    plan("09:15", minutes=60)
    grid = day_of(owner)
    assert (len(grid.above), [block.columns for block in grid.blocks]) == (6, [1])


def test_only_what_takes_time_clashes_and_only_for_one_person(owner, colleague, plan):
    demo, call = plan("10:00", "demo.held", minutes=60), plan("10:15")
    plan("10:15", user=colleague)
    plan("11:00")
    twins = [plan("15:00"), plan("15:00")]
    tasks = list(PlannedTouch.objects.select_related("activity"))
    found = {pk: [each.pk for each in others] for pk, others in clashes_among(tasks).items()}
    assert found == {demo.pk: [call.pk], call.pk: [demo.pk]}
    assert not {task.pk for task in twins} & set(found)


def test_the_week_marks_what_overlaps(client, owner, plan):
    client.force_login(owner)
    plan("10:00", minutes=60, note="First")
    plan("10:30", minutes=60, note="Second")
    page = client.get(f"/tasks/agenda/?from={DAY}").text
    assert page.count("data-clash") == 2
    assert "At the same time: Second" in page


def test_the_day_shows_hours_and_is_a_list_of_the_same_lines(client, owner, plan):
    client.force_login(owner)
    plan("10:00", minutes=60, note="First")
    page = client.get(f"/tasks/agenda/?from={DAY}&view=day").text
    assert "--length: 60" in page
    assert page.count("data-line ") + page.count("data-line>") == 1
    assert "data-now" not in page
    assert "data-now" in client.get("/tasks/agenda/?view=day").text or not 9 <= timezone.localtime().hour < 18


def test_all_days_of_a_week_go_from_the_same_hour_to_the_same_hour(owner, plan):
    early = plan("06:30")
    week = {DAY: [early], DAY + dt.timedelta(days=1): [], DAY + dt.timedelta(days=4): []}
    grids = grids_of(owner, week).values()
    assert {(grid.hours[0], grid.hours[-1], len(grid.hours)) for grid in grids} == {(dt.time(6), dt.time(17), 12)}


def test_three_without_durations_stand_above_the_narrow_hours_of_a_week(owner, plan):
    tasks = [plan("16:00"), plan("16:00"), plan("16:15")]
    grids = grids_of(owner, {DAY: tasks, DAY + dt.timedelta(days=1): []})
    assert (len(grids[DAY].above), grids[DAY].blocks) == (3, [])


def test_the_week_shows_hours_and_days_that_take_a_new_task(client, owner, plan):
    client.force_login(owner)
    plan("10:00", minutes=60, note="First")
    plan("00:00", note="Whole day")
    page = client.get(f"/tasks/agenda/?from={DAY}").text
    assert (page.count('class="j-week-hours"'), page.count("data-first-hour")) == (1, 7)
    assert "--length: 60" in page
    assert "All day" in page or "Dia todo" in page
    coming = client.get(f"/tasks/agenda/?from={timezone.localdate() + dt.timedelta(days=7)}").text
    assert "hour=10%3A00" in coming or "hour=10:00" in coming


@pytest.mark.parametrize(("language", "written"), [("en", "<li>10 AM</li>"), ("pt-br", "<li>10:00</li>")])
def test_the_hours_beside_a_week_are_written_as_short_as_people_write_them(client, owner, language, written):
    owner.language = language
    owner.save()
    client.force_login(owner)
    assert written in client.get(f"/tasks/agenda/?from={DAY}").text


def test_another_s_day_shows_their_hours(client, owner, colleague, plan):
    client.force_login(owner)
    assert client.get(f"/tasks/agenda/?from={DAY}&view=day&owner={colleague.pk}").status_code == 200
    assert client.get(f"/tasks/agenda/?from={DAY}&view=day&owner=all").status_code == 200
    assert client.get(f"/tasks/agenda/?from={DAY}&view=day&owner=99999").status_code == 200


def test_past_days_offer_no_new_task(client, owner):
    client.force_login(owner)
    assert "j-agenda-add" not in client.get(f"/tasks/agenda/?from={DAY}").text
    assert "j-agenda-add" in client.get("/tasks/agenda/").text


def asked(client, owner, clock, **values):
    given = {"activity": "call.connected", "due_at": f"{DAY}T{clock}", "owner": owner.pk, **values}
    return client.get("/tasks/clash/", given).text


def test_the_form_is_told_what_its_time_clashes_with(client, owner, plan):
    client.force_login(owner)
    demo = plan("10:00", "demo.held", minutes=60, note="Demo", cause="ics:1")
    assert "Demo (10" in asked(client, owner, "10:30")
    assert "Demo" in asked(client, owner, "09:30", minutes=45)
    assert asked(client, owner, "09:30", minutes=30).strip() == ""
    assert asked(client, owner, "11:00").strip() == ""
    assert asked(client, owner, "10:30", task=demo.pk).strip() == ""


@pytest.mark.parametrize("wrong", [{"due_at": "x"}, {"owner": "0"}, {"minutes": "-1"}, {"activity": "none"}])
def test_a_form_that_is_not_filled_in_is_told_nothing(client, owner, plan, wrong):
    client.force_login(owner)
    plan("10:00", "demo.held", note="Demo")
    given = {"activity": "call.connected", "due_at": f"{DAY}T10:00", "owner": owner.pk, **wrong}
    assert client.get("/tasks/clash/", given).text.strip() == ""


def test_nobody_is_told_of_tasks_out_of_sight(client, owner, outsider, plan):
    plan("10:00", "demo.held", note="Demo")
    client.force_login(outsider)
    assert "Demo" not in asked(client, owner, "10:00")


def test_many_clashes_are_counted(client, owner, plan):
    client.force_login(owner)
    for number in range(5):
        plan("10:00", "meeting.held", note=f"M{number}")
    assert "and 2 more" in asked(client, owner, "10:00")


def test_a_clash_is_no_refusal(owner, plan):
    plan("10:00", "demo.held")
    assert len(clashing(owner, plan("10:00", "demo.held"))) == 1


@pytest.mark.parametrize(("number", "is_cut"), [(3, False), (4, True)])
def test_only_what_is_cut_is_said_to_be(client, owner, plan, monkeypatch, number, is_cut):
    monkeypatch.setattr(agenda, "SHOWN", 3)
    for _each in range(number):
        plan("10:30")
    client.force_login(owner)
    shown = client.get(f"/tasks/agenda/?from={DAY}").context
    assert (shown["has_more"], sum(len(day.tasks) for day in shown["days"])) == (is_cut, 3)
