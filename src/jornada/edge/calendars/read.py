"""Reading .ics files: meetings with their times and people, or a reason in words; never an exception.

Recurrences are written out within a window around now and up to a number, whatever their rule says.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.plans import LONGEST
from jornada.edge.calendars.events import latest, read_events, text_of
from jornada.edge.calendars.moments import moment, moments, periods
from jornada.edge.calendars.onwards import Change, changed, changes_onwards
from jornada.edge.calendars.signs import read_signs

BACK, AHEAD = timedelta(days=366), timedelta(days=184)
MOST_OF_ONE, MOST_STEPS, MOST = 200, 50_000, 5_000
SAID = ("LOCATION", "DESCRIPTION", "URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_LINE = re.compile(r"parsed into parts: '(.*?)'")
BROKEN = _("This event cannot be read: one of its times, or its rule, is none.")
_ADDRESS = re.compile(r"[^\s<>(),;:\"]+@[^\s<>(),;:\"]+")
VIDEO = (
    *("microsoft teams", "teams.live", "teams.microsoft", "zoom.us", "meet.google"),
    *("webex", "whereby", "meet.jit.si"),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a file; `reason` says in words why it cannot be taken, blank when it can.

    `is_file`: no meeting, but the whole file, which holds none or cannot be read.
    """

    title: str
    uid: str = ""
    start: datetime | None = None
    minutes: int | None = None
    emails: tuple[str, ...] = ()
    is_video: bool = False
    reason: str | Promise = ""
    is_file: bool = False


@dataclass(frozen=True)
class Moved:
    """What stands in the file as events of its own: single occurrences, and changes from one of them on."""

    single: set[tuple[str, Any]]
    onwards: Mapping[str, Sequence[Change]]


def read_meetings(data: bytes, now: datetime, zone: tzinfo) -> list[Meeting]:
    """Read all meetings of a file; times without a zone are of `zone`. A file without any gives one reason."""
    text = read_signs(data)
    try:
        events, lost = read_events(text)
    except Exception as error:
        # The package raises whatever the line at fault made it stumble over.
        return [Meeting("", reason=_unreadable(str(error)), is_file=True)]
    if not events and not lost:
        return [Meeting("", reason=_("There is no event in the file."), is_file=True)]
    newest = latest(events)
    moved = Moved(_moved(events, zone), changes_onwards(newest, zone))
    rows = [row for event in newest for row in _of_event(event, moved, now, zone)]
    return _nearest([*rows, *(Meeting("", reason=BROKEN) for _each in range(lost))], now)


def _nearest(rows: list[Meeting], now: datetime) -> list[Meeting]:
    """Keep as many as can be taken in: of too many those nearest to now, and what cannot be taken last."""
    if len(rows) <= MOST:
        return rows
    return sorted(rows, key=lambda row: abs(row.start - now) if row.start else timedelta.max)[:MOST]


def _of_event(event: Any, moved: Moved, now: datetime, zone: tzinfo) -> list[Meeting]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_meetings(event, moved, now, zone))
    except Exception:
        return [Meeting(text_of(event, "SUMMARY")[:200], text_of(event, "UID")[:200], reason=BROKEN)]


def _unreadable(said: str) -> str | Promise:
    """Say why a file is no calendar, with the line at fault where the package names it."""
    line = _LINE.search(said)
    if line is None:
        return _("The file cannot be read as a calendar: expected BEGIN:VCALENDAR to END:VCALENDAR. Export it again.")
    told = {"line": line[1].replace("\x00", "")[:60]}
    return _("The file cannot be read as a calendar: expected NAME:value, got “%(line)s”. Export it again.") % told


def _meetings(event: Any, moved: Moved, now: datetime, zone: tzinfo) -> Iterator[Meeting]:
    title, uid = text_of(event, "SUMMARY")[:200], text_of(event, "UID")[:200]
    start = moment(event, "DTSTART")
    refusal = _refusal(event, start, now, zone)
    if refusal:
        yield Meeting(title, uid, reason=refusal)
        return
    is_moved = event.get("RECURRENCE-ID") is not None
    starts = [_instant(start, zone)] if is_moved else _starts(event, start, now, zone)
    home, lengths = start.tzinfo or zone, _lengths(event, zone)
    kept = [at for at in starts if is_moved or not {(uid, at), (uid, at.astimezone(home).date())} & moved.single]
    for at in kept:
        change = None if is_moved else changed(moved.onwards, uid, at)
        if change is None:
            minutes = lengths[at] if at in lengths else _minutes(event)
            yield Meeting(title, uid, at, minutes, _emails(event), _is_video(event))
        elif not _refusal(change.event, moment(change.event, "DTSTART"), now, zone):
            yield _as_changed(change, uid, at)
    if not kept:
        yield Meeting(title, uid, reason=_("It does not come within the last year or the next six months."))


def _as_changed(change: Change, uid: str, at: datetime) -> Meeting:
    event = change.event
    title = text_of(event, "SUMMARY")[:200]
    return Meeting(title, uid, at + change.shift, _minutes(event), _emails(event), _is_video(event))


def _refusal(event: Any, start: Any, now: datetime, zone: tzinfo) -> str | Promise:
    """Return the first thing that stands against an event, or nothing."""
    if start is None:
        return _("It has no start that can be read.")
    if not isinstance(start, datetime):
        return _("It lasts all day: not a meeting.")
    rules = _rules(event, "RRULE")
    rule = rules[0] if rules else {}
    against = (
        (text_of(event, "STATUS").upper() == "CANCELLED", _("It was cancelled.")),
        (not 1970 < _instant(start, zone).year < now.year + 5, _("Its year cannot be right.")),
        (len(rules) > 1, _("It repeats by more than one rule.")),
        (_is_within_the_day(rule), _("It repeats within the day: not a meeting.")),
        (_has_no_distance(rule), _("It repeats at no distance.")),
        (
            any(_is_within_the_day(one) or _has_no_distance(one) for one in _rules(event, "EXRULE")),
            _("The rule of what is left out of it cannot be followed."),
        ),
    )
    return next((said for holds, said in against if holds), "")


def _starts(event: Any, start: datetime, now: datetime, zone: tzinfo) -> list[datetime]:
    """Write out the starts within the window: the rule's, and the extra dates, without those taken out."""
    rules = _rules(event, "RRULE")
    first = start if start.tzinfo else start.replace(tzinfo=zone)
    earliest, latest = now - BACK, now + AHEAD
    found = list(_by_rule(rules[0], first, earliest, latest)) if rules else [first]
    found += [at for at in _times(event, "RDATE") if earliest <= _instant(at, zone) <= latest]
    out = {_instant(at, zone) for at in _times(event, "EXDATE")}
    # Calendars of before 2009 say by a rule, too, what is left out (RFC 2445, 4.8.5.2).
    for rule in _rules(event, "EXRULE"):
        out |= {_instant(at, zone) for at in _by_rule(rule, first, earliest, latest)}
    days_out = {day for day in moments(event, "EXDATE") if not isinstance(day, datetime)}
    kept = {_instant(at, zone) for at in found if at.astimezone(first.tzinfo).date() not in days_out} - out
    # A daily meeting of a year ago must not take the place of those to come.
    return sorted(sorted(kept, key=lambda at: abs(at - now))[:MOST_OF_ONE])


def _by_rule(rule: Any, first: datetime, earliest: datetime, latest: datetime) -> Iterator[datetime]:
    """Walk a rule in the wall clock of its start, so that nine o'clock stays nine o'clock; stop at the window's end."""
    wall, end = first.replace(tzinfo=None), latest.astimezone(first.tzinfo).replace(tzinfo=None)
    text = ";".join(part for part in rule.to_ical().decode().split(";") if not part.upper().startswith("UNTIL="))
    until = (rule.get("UNTIL") or [None])[0]
    if isinstance(until, datetime):
        end = min(end, (until.astimezone(first.tzinfo) if until.tzinfo else until).replace(tzinfo=None))
    elif isinstance(until, date):
        end = min(end, datetime.combine(until, time.max))
    walk = rrulestr(text, dtstart=wall).replace(until=end)
    if walk._bymonth or rule.get("FREQ") != ["YEARLY"]:
        # With months, the first Monday of a year is the first of each month; and years there are few until 9999.
        walk._bymonth = _Months(walk._bymonth or range(1, 13))
        walk._bymonth.days_left = (end - wall).days + 2 * 366
    with suppress(_NoMoreDaysError):
        for at in islice(walk, MOST_STEPS):
            moment = at.replace(tzinfo=first.tzinfo)
            if moment >= earliest:
                yield moment


class _NoMoreDaysError(Exception):
    """All days until the window's end were looked at."""


class _Months(tuple[int, ...]):
    """The months of a rule, asked for each day: `until` stops dateutil at a date that fits only.

    Without this, 30 February is looked for until the year 9999.
    """

    days_left = 0

    def __contains__(self, month: object) -> bool:
        self.days_left -= 1
        if self.days_left < 0:
            raise _NoMoreDaysError
        return super().__contains__(month)


def _moved(events: list[Any], zone: tzinfo) -> set[tuple[str, Any]]:
    """Return the occurrences that stand in the file as events of their own."""
    return {(text_of(event, "UID")[:200], at) for event in events if (at := _moved_from(event, zone))}


def _moved_from(event: Any, zone: tzinfo) -> datetime | date | None:
    """Say which occurrence an event stands for: its time, or its day where only that is told."""
    try:
        at = moment(event, "RECURRENCE-ID")
        return _instant(at, zone) if isinstance(at, datetime) else at
    except Exception:
        return None


def _rules(event: Any, name: str) -> list[Any]:
    rule = event.get(name)
    return [] if rule is None else list(rule) if isinstance(rule, list) else [rule]


def _is_within_the_day(rule: Any) -> bool:
    return (rule.get("FREQ") or [""])[0] in TOO_OFTEN


def _has_no_distance(rule: Any) -> bool:
    return bool((rule.get("INTERVAL") or [1])[0] < 1)


def _lengths(event: Any, zone: tzinfo) -> dict[datetime, int | None]:
    """Return how long those of the extra dates take that say so themselves."""
    return {_instant(at, zone): _as_minutes(length) for at, length in periods(event, "RDATE")}


def _times(event: Any, name: str) -> list[datetime]:
    return [at for at in moments(event, name) if isinstance(at, datetime)]


def _instant(at: datetime, zone: tzinfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _minutes(event: Any) -> int | None:
    """Say how long a meeting takes; nothing where its end does not follow its start within a day."""
    with suppress(Exception):
        length: Any = event.decoded("DURATION", None) or moment(event, "DTEND") - moment(event, "DTSTART")  # type: ignore[operator]
        return _as_minutes(length)
    return None


def _as_minutes(length: timedelta) -> int | None:
    minutes = round(length / timedelta(minutes=1))
    return minutes if 0 < minutes <= LONGEST else None


def _emails(event: Any) -> tuple[str, ...]:
    """Return the addresses of those invited and of who invited, in lower case, each once."""
    found = []
    for name in ("ATTENDEE", "ORGANIZER"):
        values = event.get(name)
        for value in values if isinstance(values, list) else [values]:
            found += _address(value)
    return tuple(dict.fromkeys(found))


def _address(value: Any) -> list[str]:
    """Take the address, which Apple gives beside a path of its own, and others as the name."""
    said = getattr(value, "params", {})
    for text in (str(value or ""), str(said.get("EMAIL", "")), str(said.get("CN", ""))):
        address = _ADDRESS.search(re.sub("^mailto:", "", text.strip(), flags=re.IGNORECASE))
        if address:
            return [address[0].lower()[:254]]
    return []


def _is_video(event: Any) -> bool:
    said = " ".join(text_of(event, name) for name in SAID).lower()
    return any(name in said for name in VIDEO)
