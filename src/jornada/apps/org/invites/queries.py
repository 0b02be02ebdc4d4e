"""Reads of the links by which people choose a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from jornada.apps.org.alphabet import alphabet_of
from jornada.apps.org.invites.actions import path_of
from jornada.apps.org.invites.models import EntryLink
from jornada.apps.org.models import User


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """A link as administrators see it: its address, to be copied, and whether it still works."""

    link: EntryLink
    url: str
    is_over: bool


def root_of(request: HttpRequest) -> str:
    """Return the address before the path: as the settings name it, else as the browser does."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def invitations(request: HttpRequest, now: datetime) -> list[WaitingLink]:
    """Return the links of everybody who was invited and has not come yet."""
    waiting = EntryLink.objects.filter(is_invitation=True, user__is_active=True)
    rows = waiting.select_related("user").order_by(alphabet_of("user__name"), "pk")
    return [_waiting(link, request, now) for link in rows]


def link_of_person(person: User, request: HttpRequest, now: datetime) -> WaitingLink | None:
    link = EntryLink.objects.filter(user=person).first()
    return _waiting(link, request, now) if link else None


def _waiting(link: EntryLink, request: HttpRequest, now: datetime) -> WaitingLink:
    return WaitingLink(link, f"{root_of(request)}{path_of(link)}", link.ends_at <= now)
