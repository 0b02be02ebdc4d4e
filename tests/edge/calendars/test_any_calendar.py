"""No calendar is too odd to be read: it gives meetings, or reasons in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jornada.edge.calendars.read import MOST_OF_ONE, read_meetings

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TIMES = st.sampled_from(
    [
        "20260310T090000Z",
        "20260310T090000",
        "20260310",
        "20260331T250000",
        "00010101T000000Z",
        "99991231T235959Z",
        "",
        "x",
    ]
)
LENGTHS = st.sampled_from(["PT30M", "-PT1H", "P999999999D", "20260310T100000Z", "20260310T100000", "", "P"])
RULES = st.builds(
    lambda often, *more: ";".join([f"FREQ={often}", *filter(None, more)]),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", "SECONDLY", "NEVER", ""]),
    st.sampled_from(["", "COUNT=3", "COUNT=0", "COUNT=-1", "UNTIL=20260320", "UNTIL=20260320T000000Z", "UNTIL=x"]),
    st.sampled_from(["", "INTERVAL=2", "INTERVAL=0", "INTERVAL=-3", "INTERVAL=999999999"]),
    st.sampled_from(["", "BYDAY=MO,6TU", "BYMONTHDAY=30;BYMONTH=2", "BYSETPOS=400", "BYYEARDAY=366", "WKST=XX"]),
)
ZONES = st.sampled_from(["", ";TZID=America/Sao_Paulo", ";TZID=Nowhere", ";VALUE=DATE"])
LINES = st.one_of(
    st.builds(
        "{}{}:{}".format, st.sampled_from(["DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID"]), ZONES, TIMES
    ),
    st.builds("{}:{}".format, st.sampled_from(["RRULE", "EXRULE"]), RULES),
    st.builds("RDATE;VALUE=PERIOD:{}/{},{}/{}".format, TIMES, LENGTHS, TIMES, LENGTHS),
    st.builds("DURATION:{}".format, LENGTHS),
    st.text(max_size=20),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, max_size=7), st.binary(max_size=8))
def test_any_calendar_gives_meetings_or_reasons(lines, odd):
    body = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", *lines, "END:VEVENT", "END:VCALENDAR"])
    rows = read_meetings(body.encode("utf-8", "replace") + odd, NOW, ZoneInfo("America/Sao_Paulo"))
    assert 0 < len(rows) <= MOST_OF_ONE
    assert all(bool(row.start) != bool(str(row.reason)) for row in rows)
