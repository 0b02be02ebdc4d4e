"""The daily mail: what stands on My day, at the hour and in the language that a person chose."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jornada.apps.org import mailing
from jornada.apps.org.day import day_of
from jornada.apps.org.models import DailyMail, User
from jornada.rules.zones import zone_named
from jornada.ui.day import Section, sections

logger = logging.getLogger(__name__)
SALT = "daily mail"


def send_digests(now: datetime | None = None) -> int:
    """Send the mails whose hour has come and that were not sent today; return how many went out."""
    if not settings.HAS_MAIL:
        return 0
    now = now or timezone.now()
    wanted = User.objects.filter(is_active=True, digest_hour__isnull=False, email__isnull=False)
    return sum(_send(person, now) for person in wanted if _is_due(person, now))


def _is_due(person: User, now: datetime) -> bool:
    here = now.astimezone(zone_named(person.time_zone))
    return here.hour >= (person.digest_hour or 0) and not _has_come(person, here.date())


def _has_come(person: User, today: date) -> bool:
    """Say whether the mail of a day went out; that of the day after counts too.

    A person who travels west, and a clock that was put back, come to the same day again. A day further off was set by
    a clock that ran wild: it says nothing.
    """
    return person.digest_on is not None and today <= person.digest_on <= today + timedelta(days=1)


def _send(person: User, now: datetime) -> bool:
    """Claim the day, then send; a day whose mail the server refused is given back, to be tried again."""
    zone = zone_named(person.time_zone)
    row = mailing.claim(person, now.astimezone(zone).date(), now)
    if row is None:
        return False
    with translation.override(person.language), timezone.override(zone):
        try:
            is_sent = _sent(person, row, now)
        except OSError as error:
            logger.warning("The daily mail of user %s could not be sent: %s", person.pk, error)
            mailing.give_back(row)
            return False
        except Exception:
            # It keeps its claim: tried again some minutes from now, and a few times only. The others go on.
            logger.exception("The daily mail of user %s could not be written.", person.pk)
            return False
    mailing.settle(row, now, is_sent=is_sent)
    return is_sent


def _sent(person: User, row: DailyMail, now: datetime) -> bool:
    """Send the mail if there is anything to say."""
    if row.interruptions:
        logger.warning("Sending the daily mail of user %s was interrupted; it is sent again.", person.pk)
    found = sections(day_of(person, now=now), mailed=True)
    if not found:
        return False
    _message(person, _subject(now), found, mailing.message_id(row)).send()
    return True


def _subject(now: datetime) -> str:
    return _("Your day: %(day)s") % {"day": date_format(timezone.localtime(now), "DATE_FORMAT")}


def off_path(person: User) -> str:
    """Return where the daily mail is turned off without signing in: only whoever got a mail knows it."""
    return reverse("digest_off", args=[signing.Signer(salt=SALT).sign(person.pk)])


def reader_of(mark: str) -> User | None:
    """Return whose mail a mark from its link is of."""
    try:
        pk = signing.Signer(salt=SALT).unsign(mark)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()


def _message(person: User, subject: str, found: list[Section], name: str) -> EmailMultiAlternatives:
    """Write the mail as text and as HTML; a mail program can turn it off by itself (RFC 8058)."""
    site = settings.SITE_URL
    off = f"{site}{off_path(person)}" if site else ""
    context = {"person": person, "sections": found, "site": site, "off": off, "subject": subject}
    text = render_to_string("org/digest.txt", {**context, "sections": _as_text(found)}).strip() + "\n"
    headers = {"Message-ID": name}
    if off:
        headers |= {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(subject, text, None, [person.email], headers=headers)
    message.attach_alternative(render_to_string("org/digest.html", context), "text/html")
    return message


def _as_text(found: list[Section]) -> list[Section]:
    """Take the marks out of titles that are HTML; in one that somebody wrote, a `<` is a `<`."""

    def plain(title: str) -> str:
        return unescape(strip_tags(title)) if isinstance(title, SafeString) else title

    return [replace(one, lines=[replace(line, title=plain(line.title)) for line in one.lines]) for one in found]
