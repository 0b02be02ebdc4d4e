"""The log of sign-ins: who came in, from where and with what, and who tried to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jornada.apps.org.access import is_admin
from jornada.apps.org.models import User
from jornada.apps.org.signin.browsers import address_of, way_of
from jornada.apps.org.signin.models import SignIn

# So many rows are removed in one go; the tick comes again.
AT_ONCE = 5000
LAST = 8
# What costs whoever tries nothing may not fill the table: one line a minute for an address, and so many for all.
SELDOM = (SignIn.Outcome.REFUSED, SignIn.Outcome.HELD, SignIn.Outcome.UNVERIFIED)
MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 60


def visible_sign_ins(user: Any) -> QuerySet[SignIn]:
    """Return everybody's sign-ins to administrators, to all others their own."""
    rows = SignIn.objects.select_related("user")
    return rows if is_admin(user) else rows.filter(user=user.pk)


def own_sign_ins(user: User) -> QuerySet[SignIn]:
    return SignIn.objects.filter(user=user)


def last_sign_ins(user: User) -> list[SignIn]:
    return list(own_sign_ins(user).order_by("-at", "-id")[:LAST])


def note_entry(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """Note that somebody came in."""
    _note(request, SignIn.Outcome.IN, way_of(request), user)


def note_failure(sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    """Note that login and password did not match; who is in already and is asked once more does not sign in."""
    if request is None or request.user.is_authenticated:
        return
    typed = str(credentials.get("email") or credentials.get("username") or "")
    person = _person(typed)
    is_left = person is not None and not person.is_active
    outcome = SignIn.Outcome.INACTIVE if is_left else SignIn.Outcome.WRONG
    _note(request, outcome, SignIn.Way.PASSWORD, person, "" if person else covered(typed))


def note_wrong_factor(
    sender: Any, request: HttpRequest, user: User, reauthentication: bool = False, **_more: Any
) -> None:
    """Note that the password was right and the second factor was not."""
    if not reauthentication:
        _note(request, SignIn.Outcome.FACTOR, SignIn.Way.TWO_FACTORS, user)


def note_held(request: HttpRequest, way: str, person: User | None = None, typed: str = "") -> None:
    """Note that a try was not looked at, since there were too many before."""
    person = person or _person(typed)
    _note_seldom(request, SignIn.Outcome.HELD, way, person, "" if person or not typed else covered(typed))


def note_refused(request: HttpRequest, way: str, person: User | None = None) -> None:
    """Note that a passkey did not fit, or that what a provider answered was not believed."""
    _note_seldom(request, SignIn.Outcome.REFUSED, way, person)


def note_inactive(request: HttpRequest, person: User) -> None:
    """Note that somebody who may not come in proved who they are; a password of theirs is noted as it fails."""
    if way_of(request) != SignIn.Way.PASSWORD:
        _note(request, SignIn.Outcome.INACTIVE, way_of(request), person)


def note_unknown(request: HttpRequest, address: str) -> None:
    """Note that a provider let somebody in who has no account here."""
    _note(request, SignIn.Outcome.UNKNOWN, SignIn.Way.PROVIDER, None, covered(address) if address else "")


def note_unverified(request: HttpRequest, address: str) -> None:
    """Note that a provider did not say that an address belongs to who came; whether it is anybody's here stays open."""
    _note_seldom(request, SignIn.Outcome.UNVERIFIED, SignIn.Way.PROVIDER, None, covered(address))


def covered(typed: str) -> str:
    """Cover most of a login that is nobody's: it may be a password in the wrong field.

    Examples
    --------
    >>> covered("ana.reis@acme.com"), covered("Segredo123"), covered("ab")
    ('an…@acme.com', 'Se…', '…')
    """
    name, at, host = typed.strip().partition("@")
    start = name[:2] if len(name) > 4 else ""
    is_host = at and "." in host and " " not in host
    return f"{start}…@{host}"[:60] if is_host else f"{start}…"


def forget_old() -> None:
    """Remove what has been kept long enough, the oldest first."""
    before = timezone.now() - timedelta(days=settings.SIGN_IN_DAYS)
    old = SignIn.objects.filter(at__lt=before).order_by("at", "id").values_list("pk", flat=True)[:AT_ONCE]
    SignIn.objects.filter(pk__in=list(old)).delete()


def _note_seldom(request: HttpRequest, outcome: str, way: str, person: User | None, login: str = "") -> None:
    since = SignIn.objects.filter(at__gt=timezone.now() - MINUTE, outcome__in=SELDOM)
    known = [(kind, truncate_ip(address)) for kind, address in since.values_list("outcome", "address")[:MOST_A_MINUTE]]
    if len(known) < MOST_A_MINUTE and (outcome, truncate_ip(address_of(request))) not in known:
        _note(request, outcome, way, person, login)


def _note(request: HttpRequest, outcome: str, way: str, person: User | None, login: str = "") -> None:
    SignIn.objects.create(
        at=timezone.now(),
        user=person,
        login=login,
        outcome=outcome,
        way=way,
        address=address_of(request),
        agent=request.META.get("HTTP_USER_AGENT", "")[:300],
    )


def _person(typed: str) -> User | None:
    """Find whose login it is, active or not."""
    return User.objects.filter(Q(email__iexact=typed) | Q(username__iexact=typed)).first() if typed else None
