"""Which mail of a day is on its way, so that one whose sender was killed is neither lost nor sent as another.

Whoever sends it says so first. A worker that is killed leaves that note behind, and the next one sends the mail again
once nobody can be at it any more. If the mail server had taken it already, a second copy goes out: between its answer
and our note SMTP leaves a gap that nobody can close. Both have one Message-ID, by which mail programs fold them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jornada.apps.org.aged import aged
from jornada.apps.org.models import DailyMail, User

# Each of a dozen steps of a sending has ten seconds (see `project.mail`); whoever takes longer is gone.
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)
MOST_TOLD = 3


def claim(person: User, day: date, now: datetime) -> DailyMail | None:
    """Take the mail of a day to send it; none when it is settled, or somebody is at it."""
    row, is_new = DailyMail.objects.get_or_create(user=person, day=day, defaults={"begun_at": now})
    if is_new:
        return row
    if row.sent_at or row.is_given_up:
        return None
    free = DailyMail.objects.filter(aged("begun_at", now, LEASE), pk=row.pk, begun_at=row.begun_at, sent_at=None)
    news = {"interrupted_at": row.begun_at, "interruptions": F("interruptions") + 1} if row.begun_at else {}
    if not free.update(begun_at=now, **news):
        return None
    row.refresh_from_db()
    return row


def give_back(row: DailyMail) -> None:
    """Say that the mail did not leave, and that whoever likes may try again."""
    DailyMail.objects.filter(pk=row.pk, begun_at=row.begun_at, sent_at=None).update(begun_at=None)


def settle(row: DailyMail, now: datetime, *, is_sent: bool) -> None:
    """Note that the day is done with; what was noted a month ago is forgotten."""
    with transaction.atomic():
        news = {"sent_at": now} if is_sent else {"begun_at": None, "is_empty": True}
        DailyMail.objects.filter(pk=row.pk).update(**news)
        User.objects.filter(pk=row.user_id).update(digest_on=row.day)
        DailyMail.objects.filter(user=row.user_id, day__lt=row.day - KEPT).delete()


def last_mails(person: User, now: datetime) -> list[tuple[date, list[str]]]:
    """Say what became of the last mail and of those of the last month whose sending was interrupted, newest first."""
    rows = list(DailyMail.objects.filter(user=person).order_by("-day")[: KEPT.days])
    told = [row for place, row in enumerate(rows) if place == 0 or row.interruptions][:MOST_TOLD]
    return [(row.day, _in_words(row, now)) for row in told]


def message_id(row: DailyMail) -> str:
    """Name a mail: the same however often it is sent, and not to be guessed."""
    mark = salted_hmac("daily mail id", f"{row.user_id} {row.day}", algorithm="sha256").hexdigest()[:24]
    return f"<daily.{row.day:%Y%m%d}.{mark}@{_domain()}>"


def _in_words(row: DailyMail, now: datetime) -> list[str]:
    if row.sent_at:
        said = [_("sent %(at)s") % {"at": _instant(row.sent_at)}]
    elif row.is_empty:
        said = [_("nothing waited for you")]
    elif row.begun_at and now - row.begun_at < LEASE:
        said = [_("on its way")]
    elif row.is_given_up or row.day < now.date() - timedelta(days=1):
        said = [_("not sent")]
    else:
        said = [_("not sent so far; it is tried again on the same day, a few times")]
    if row.interrupted_at:
        told = _("Sending was interrupted (%(at)s) and begun again. If the mail came twice, it is one and the same.")
        said.append(told % {"at": _instant(row.interrupted_at)})
    return said


def _instant(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _domain() -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    name = urlsplit(settings.SITE_URL).hostname or address or "localhost"
    return name.encode("idna").decode() if not name.isascii() else name
