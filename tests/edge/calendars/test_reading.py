"""Calendar files: each gives meetings, or a reason in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from jornada.edge.calendars import read as reading
from jornada.edge.calendars.read import Meeting, read_meetings
from jornada.edge.calendars.signs import is_calendar
from tests.conftest import REFERENCE

FOLDER = REFERENCE / "ics"
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/Sao_Paulo")


def event(*lines):
    body = "\r\n".join(("BEGIN:VEVENT", "UID:one@test", "SUMMARY:Visit", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


def read(*lines):
    return read_meetings(event(*lines), NOW, ZONE)


def starts(*lines):
    return [row.start.isoformat() for row in read(*lines)]


SAO = "SUMMARY:Reunião em São José – João"
WAYS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 little": lambda text: "\ufeff".encode("utf-16-le") + text.encode("utf-16-le"),
    "utf-16 big": lambda text: "\ufeff".encode("utf-16-be") + text.encode("utf-16-be"),
    "utf-16 little, unmarked": lambda text: text.encode("utf-16-le"),
    "utf-16 big, unmarked": lambda text: text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32"),
    "windows-1252": lambda text: text.encode("windows-1252"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_calendar_is_read_however_its_signs_are_written(way):
    text = event(SAO, "DTSTART:20260312T130000Z").decode().replace("SUMMARY:Visit\r\n", "")
    (row,) = read_meetings(way(text), NOW, ZONE)
    assert (row.title, str(row.reason), row.start) == (SAO[8:], "", datetime(2026, 3, 12, 13, tzinfo=UTC))
    assert is_calendar(way(text))


def test_a_line_folded_within_a_sign_is_one_line():
    folded = event(SAO, "DTSTART:20260312T130000Z").replace("ã".encode(), b"\xc3\r\n \xa3", 1)
    (row,) = read_meetings(folded.replace(b"SUMMARY:Visit\r\n", b""), NOW, ZONE)
    assert row.title == SAO[8:]


def test_one_line_that_another_program_wrote_leaves_the_others_as_they_are():
    mixed = event("DTSTART:20260312T130000Z", "LOCATION:Ceará") + event("DTSTART:20260313T130000Z")
    mixed = mixed.replace(b"SUMMARY:Visit", SAO.encode("windows-1252"), 1)
    mixed = mixed.replace(b"SUMMARY:Visit", SAO.encode(), 1)
    assert [row.title for row in read_meetings(mixed, NOW, ZONE)] == [SAO[8:]] * 2


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\xff\xfeB", b"\xfe\xff\xd8\x00\xd8", b"\x81\x8d", bytes(range(256))]
)
def test_bytes_that_stand_for_nothing_give_a_reason(data):
    (row,) = read_meetings(data, NOW, ZONE)
    assert str(row.reason)
    assert not is_calendar(data)


@pytest.mark.reference
@pytest.mark.skipif(not FOLDER.exists(), reason="needs ../shared/data/ics")
@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_the_real_files_say_the_same_in_two_bytes_a_sign(name):
    for file in sorted(FOLDER.glob("*.ics")):
        try:
            text = file.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        plain = read_meetings(text.encode(), NOW, ZONE)
        other = read_meetings(("\ufeff" + text.removeprefix("\ufeff")).encode(name), NOW, ZONE)
        assert [(row.title, row.start) for row in other] == [(row.title, row.start) for row in plain], file.name


@pytest.mark.reference
@pytest.mark.skipif(not FOLDER.exists(), reason="needs ../shared/data/ics")
def test_each_of_the_real_files_gives_meetings_or_a_reason():
    files = sorted(FOLDER.glob("*.ics"))
    assert len(files) > 75
    for file in files:
        rows = read_meetings(file.read_bytes(), NOW, ZONE)
        assert rows, file.name
        assert all(bool(row.start) != bool(str(row.reason)) for row in rows), file.name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DTSTART:20260310T150000Z", "2026-03-10T15:00:00+00:00"),
        ("DTSTART:20260310T150000", "2026-03-10T18:00:00+00:00"),
        ("DTSTART;TZID=America/New_York:20260310T150000", "2026-03-10T19:00:00+00:00"),
    ],
)
def test_an_instant_is_that_of_its_zone_or_of_the_reader_s(line, expected):
    assert starts(line) == [expected]


@pytest.mark.parametrize(
    ("end", "minutes"),
    [
        (["DTEND:20260310T154500Z"], 45),
        (["DURATION:PT1H30M"], 90),
        ([], None),
        (["DTEND:20260310T150000Z"], None),
        (["DTEND:20260310T140000Z"], None),
        (["DTEND:20260313T150000Z"], None),
        (["DTEND:20260310T154500"], None),
        (["DTEND;VALUE=DATE:20260311"], None),
        (["DURATION:-PT1H"], None),
        (["DTEND:nonsense"], None),
    ],
)
def test_how_long_a_meeting_takes_where_its_end_follows_its_start(end, minutes):
    (row,) = read("DTSTART:20260310T150000Z", *end)
    assert (row.start is not None, row.minutes) == (True, minutes)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("DTSTART;VALUE=DATE:20260310",), "all day"),
        (("DTSTART:20260310T090000Z", "STATUS:CANCELLED"), "cancelled"),
        (("DTSTART:20260310T090000Z", "RRULE:FREQ=SECONDLY"), "within the day"),
        (("DTSTART:20260310T090000Z", "RRULE:FREQ=DAILY;INTERVAL=0"), "at no distance"),
        (("DTSTART:20260310T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=0"), "left out of it"),
        (("DTSTART:20260310T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=SECONDLY"), "left out of it"),
        (("DTSTART:00010101T000000Z",), "cannot be r"),
        ((), "no start"),
    ],
)
def test_what_is_no_meeting_says_why(lines, reason):
    with override("en"):
        (row,) = read(*lines)
        assert reason in str(row.reason)
    assert row.start is None


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"hello", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VCALENDAR"])
def test_what_is_no_calendar_gives_one_reason(data):
    (row,) = read_meetings(data, NOW, ZONE)
    assert str(row.reason)


def test_an_occurrence_that_was_moved_is_taken_where_it_went():
    moved = event("RECURRENCE-ID:20260311T090000Z", "DTSTART:20260311T160000Z").decode().split("\r\n")[2:-2]
    data = event("DTSTART:20260310T090000Z", "RRULE:FREQ=DAILY;COUNT=2").decode()
    both = data.replace("END:VCALENDAR", "\r\n".join([*moved, "END:VCALENDAR"]))
    found = [row.start.isoformat() for row in read_meetings(both.encode(), NOW, ZONE)]
    assert found == ["2026-03-10T09:00:00+00:00", "2026-03-11T16:00:00+00:00"]


def test_a_daily_meeting_of_a_year_ago_has_its_next_days():
    found = [row.start for row in read("DTSTART:20250102T120000Z", "RRULE:FREQ=DAILY")]
    assert len(found) == 200
    assert timedelta(days=99) <= max(found) - NOW <= timedelta(days=101)


def test_of_too_many_meetings_those_nearest_to_now_are_kept(monkeypatch):
    monkeypatch.setattr(reading, "MOST", 1)
    rows = [Meeting("far", start=NOW + timedelta(days=9)), Meeting("", reason="none"), Meeting("near", start=NOW)]
    assert [row.title for row in reading._nearest(rows, NOW)] == ["near"]


ODD_TIMES = [
    ("DTSTART;TZID=(UTC-03:00) Brasília:20260310T150000", "2026-03-10T18:00:00+00:00"),
    ('DTSTART;TZID="(UTC-05:00) Bogotá, Lima":20260310T150000', "2026-03-10T20:00:00+00:00"),
    ("DTSTART;TZID=tzone://Microsoft/Utc:20260310T150000", "2026-03-10T15:00:00+00:00"),
    ("DTSTART;TZID=tzone://Microsoft/Custom:20260310T150000", "2026-03-10T18:00:00+00:00"),
    ("DTSTART:2026-03-10T15:00:00Z", "2026-03-10T15:00:00+00:00"),
    ("DTSTART:20260310T1500-0300", "2026-03-10T18:00:00+00:00"),
    ("dtstart:20260310t150000z", "2026-03-10T15:00:00+00:00"),
    ("DTSTART:20260310T150000Z\r\nDTSTART:20260311T150000Z", "2026-03-10T15:00:00+00:00"),
    ("DTSTART:20260310T150000Z\r\n  \r\n", "2026-03-10T15:00:00+00:00"),
]


@pytest.mark.parametrize(("line", "expected"), ODD_TIMES)
def test_times_are_read_as_programs_write_them_beside_the_standard(line, expected):
    assert starts(line) == [expected]


def test_a_start_that_is_no_time_is_not_said_to_last_all_day():
    with override("en"):
        (row,) = read("DTSTART:20260310T240000Z")
        assert "no start" in str(row.reason)


def test_days_without_a_time_say_which_occurrences_went_and_moved():
    rule = ("DTSTART;TZID=America/Sao_Paulo:20260310T220000", "RRULE:FREQ=DAILY;COUNT=4")
    moved = event("RECURRENCE-ID;VALUE=DATE:20260312", "DTSTART;TZID=America/Sao_Paulo:20260312T100000")
    data = event(*rule, "EXDATE;VALUE=DATE:20260311") + moved
    found = [row.start.astimezone(ZONE).isoformat()[:13] for row in read_meetings(data, NOW, ZONE)]
    assert found == ["2026-03-10T22", "2026-03-13T22", "2026-03-12T10"]


def method(name, *lines):
    return event(*lines).replace(b"VERSION:2.0", f"METHOD:{name}".encode())


SERIES = ("DTSTART:20260312T130000Z", "RRULE:FREQ=DAILY;COUNT=2")


@pytest.mark.parametrize(
    ("data", "days"),
    [
        (method("CANCEL", "DTSTART:20260312T130000Z"), []),
        (method("REQUEST", *SERIES) + method("CANCEL", *SERIES, "SEQUENCE:1"), []),
        (method("REQUEST", *SERIES, "SEQUENCE:2") + method("CANCEL", *SERIES, "SEQUENCE:1"), ["12", "13"]),
        (event(*SERIES) + method("CANCEL", SERIES[0], "RECURRENCE-ID:20260312T130000Z"), ["13"]),
        (method("CANCEL", *SERIES) + event("RECURRENCE-ID:20260312T130000Z", "DTSTART:20260314T130000Z"), []),
    ],
)
def test_what_a_calendar_cancels_is_no_meeting(data, days):
    assert [f"{row.start.day}" for row in read_meetings(data, NOW, ZONE) if row.start] == days


def test_of_several_versions_of_an_event_the_last_counts():
    versions = [event(f"DTSTART:202603{day}T130000Z", f"SEQUENCE:{n}") for day, n in ((12, 0), (14, 2), (13, 1))]
    assert [row.start.day for row in read_meetings(b"".join(versions), NOW, ZONE)] == [14]


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;CN=Ana;EMAIL=Ana@aco.com.br:/aMTM0/principal/",
        "ATTENDEE;CN=ana@aco.com.br:invalid:nomail",
        'ORGANIZER;CN="Ana <ana@aco.com.br>":MAILTO:/o=Exchange/cn=ana',
    ],
)
def test_who_is_invited_is_known_also_where_the_address_stands_beside(line):
    (row,) = read("DTSTART:20260312T130000Z", line)
    assert row.emails == ("ana@aco.com.br",)


def test_a_file_that_breaks_off_gives_what_is_whole_and_says_so():
    cut = (event("DTSTART:20260312T130000Z") + event("DTSTART:20260313T130000Z"))[:-40]
    found = read_meetings(cut, NOW, ZONE)
    assert [(bool(row.start), bool(str(row.reason))) for row in found] == [(True, False), (False, True)]


def test_lines_that_end_by_a_carriage_return_alone_are_lines():
    (row,) = read_meetings(event("DTSTART:20260312T130000Z").replace(b"\r\n", b"\r"), NOW, ZONE)
    assert row.start is not None


def test_a_meeting_in_teams_is_a_video_meeting_by_its_own_line():
    (row,) = read("DTSTART:20260312T130000Z", "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/x")
    assert row.is_video


@pytest.mark.parametrize(
    ("name", "hour"),
    [
        ("E. South America Standard Time", 18), ("E. South America Daylight Time", 18), ("Hora oficial do Brasil", 18),
        ("Hora de Verão Oficial do Brasil", 18), ("Horário de Brasília", 18), ("Central Brazilian Standard Time", 19),
        ("Hora padrão do Pacífico", 22), ("Hora padrão leste dos EUA", 19), ("Hora padrão GMT", 15),
        ("Pacific Daylight Time", 22), ("America/Sao Paulo", 18), ("Terra do Nunca", 6),
    ],
)  # fmt: skip
def test_zones_are_known_by_the_names_of_windows_in_english_and_portuguese(name, hour):
    data = event(f"DTSTART;TZID={name}:20260310T150000")
    (row,) = read_meetings(data, NOW, ZoneInfo("Asia/Tokyo"))
    assert row.start.hour == hour


def test_a_zone_of_the_file_itself_goes_before_what_its_name_says():
    own = ("BEGIN:VTIMEZONE", "TZID:Minha Zona", "BEGIN:STANDARD", "DTSTART:16010101T000000")
    own += ("TZOFFSETFROM:-0500", "TZOFFSETTO:-0500", "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT")
    data = event("DTSTART;TZID=Minha Zona:20260310T150000").decode().replace("BEGIN:VEVENT", "\r\n".join(own))
    (row,) = read_meetings(data.encode(), NOW, ZONE)
    assert row.start.hour == 20


def test_what_older_programs_write_of_accents_and_rules_is_read():
    title = "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Reuni=C3=A3o com S=C3=A3o Jo=\r\n=C3=A3o"
    data = event("DTSTART:20260312T130000Z", "RRULE: FREQ=DAILY; COUNT=2", title).replace(b"SUMMARY:Visit\r\n", b"")
    assert [row.title for row in read_meetings(data, NOW, ZONE)] == ["Reunião com São João"] * 2


def test_several_calendars_one_behind_the_other_are_one_file():
    second = b"\xef\xbb\xbf" + event("DTSTART:20260313T130000Z").replace(b"one@test", b"two@test")
    found = read_meetings(event("DTSTART:20260312T130000Z") + second, NOW, ZONE)
    assert [row.start.day for row in found] == [12, 13]
