"""The mail that carries a link to choose a password."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jornada.apps.org.invites.actions import path_of
from jornada.apps.org.invites.models import EntryLink
from jornada.apps.org.queries import company_name
from jornada.rules.zones import zone_named

logger = logging.getLogger(__name__)


def send(links: Iterable[EntryLink], site: str) -> int:
    """Mail links to the people who have an address; return how many the mail server took.

    The first refusal ends it: a server that is gone would keep thirty people waiting ten seconds each.
    """
    number, wanted = 0, [link for link in links if link.user.email]
    if not (settings.HAS_MAIL and wanted):
        return 0
    connection = get_connection()
    try:
        connection.open()
        for link in wanted:
            message = _message(link, site)
            message.connection = connection
            message.send()
            EntryLink.objects.filter(pk=link.pk).update(mailed_at=timezone.now())
            number += 1
    except OSError as error:
        logger.warning("The mail server refused a link to choose a password: %s", error)
    finally:
        connection.close()
    return number


def _message(link: EntryLink, site: str) -> EmailMultiAlternatives:
    person, company = link.user, company_name()
    with translation.override(person.language), timezone.override(zone_named(person.time_zone)):
        context = {
            "person": person,
            "link": link,
            "company": company,
            "url": f"{site}{path_of(link)}",
        }
        subject = _("Your sign-in to Jornada") if link.is_invitation else _("Choose a new password for Jornada")
        context["subject"] = f"{company}: {subject}" if company else subject
        text = render_to_string("org/invites/mail.txt", context).strip() + "\n"
        message = EmailMultiAlternatives(context["subject"], text, None, [str(person.email)])
        message.attach_alternative(render_to_string("org/invites/mail.html", context), "text/html")
    return message
