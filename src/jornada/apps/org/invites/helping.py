"""Telling administrators that somebody cannot sign in, where no mail goes out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from jornada.apps.org import notices
from jornada.apps.org.access import is_admin
from jornada.apps.org.models import User
from jornada.apps.org.queries import users


def ask_for_help(login: str, now: datetime) -> int:
    """Tell administrators who asks, at most once a day each; of an unknown name nobody is told."""
    person = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login), is_active=True).first()
    if person is None:
        return 0
    return notices.tell(
        [user for user in users().filter(is_active=True) if is_admin(user) and user != person],
        "password_help",
        gettext_noop("%(name)s cannot sign in and asks for a link to choose a new password."),
        url=reverse("user_edit", args=[person.pk]),
        key=f"password_help:{person.pk}:{now:%Y-%m-%d}",
        now=now,
        name=str(person),
    )
