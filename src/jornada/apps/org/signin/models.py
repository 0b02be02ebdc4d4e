"""Where people are signed in, and what the workspace lays down for a role."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _


class BrowserSession(models.Model):
    """A browser in which somebody is signed in. It stands beside Django's session, which has no person and no time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browsers")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    way = models.CharField(max_length=20, blank=True, help_text="password, passkey, provider")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signed-in browser")
        ordering = ["-seen_at", "-id"]


class RoleRule(models.Model):
    """What differs for a role from how it is shipped; roles that the company added have a name."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    rule = models.JSONField(default=dict, help_text="reaches, fields, needs_second_factor; see rules.access")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def long_name(self) -> str:
        """Return the name that people know the role by, also of one that is shipped."""
        shipped = dict(get_user_model().Role.choices)
        return self.name or str(shipped.get(self.code, self.code))


class SignIn(models.Model):
    """One try to sign in, whatever came of it. Rows are only added, and removed when their time is over."""

    class Outcome(models.TextChoices):
        IN = "in", _("came in")
        WRONG = "wrong", _("wrong login or password")
        FACTOR = "factor", _("wrong second factor")
        INACTIVE = "inactive", _("inactive person")
        UNKNOWN = "unknown", _("vouched for by the provider, but nobody here")
        UNVERIFIED = "unverified", _("address not verified by the provider")
        REFUSED = "refused", _("passkey or provider's answer not accepted")
        HELD = "held", _("held back after too many tries")

    class Way(models.TextChoices):
        PASSWORD = "password", _("password")
        TWO_FACTORS = "two", _("password and second factor")
        PASSKEY = "passkey", _("passkey")
        PROVIDER = "provider", _("provider")
        LINK = "link", _("link")

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="sign_ins")
    login = models.CharField(max_length=60, blank=True, help_text="what was typed and is nobody's, most of it covered")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        indexes = [
            models.Index(fields=["at", "id"], name="sign_in_by_time"),
            models.Index(fields=["user", "at", "id"], name="sign_in_of_person"),
        ]
