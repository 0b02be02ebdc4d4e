"""Who is behind a session: the person together with what holds for their role, in one query."""

from __future__ import annotations

from copy import copy
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from jornada.apps.org.kept import Kept
from jornada.apps.org.models import User
from jornada.apps.org.signin.models import RoleRule

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class PeopleBackend(AuthenticationBackend):
    """Sign in by user name or e-mail address; bring the rule of the role along with the person."""

    def get_user(self, user_id: Any) -> User | None:
        person = _known(int(user_id))
        return copy(person) if person is not None and self.user_can_authenticate(person) else None


def with_rule(people: QuerySet[User]) -> QuerySet[User]:
    """Read people with the rule of their role and whether they have a second factor."""
    rule = RoleRule.objects.filter(code=OuterRef("role"))
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    named = Subquery(rule.values("name")[:1])
    return people.annotate(
        role_name=named, role_rule=Subquery(rule.values("rule")[:1]), has_second_factor=Exists(factors)
    )


def needs_second_factor(user: Any) -> bool:
    """Say whether the role asks for a second factor that the person has not set up."""
    rule = getattr(user, "role_rule", None) or {}
    return bool(rule.get("needs_second_factor")) and not user.has_second_factor


def _read(user_id: int) -> User | None:
    return with_rule(User.objects.filter(pk=user_id)).first()


_known = Kept(_read, User, RoleRule, Authenticator)
