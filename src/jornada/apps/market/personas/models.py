"""Personas, how they were validated, and which contact is which."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.alphabet import NAME

PERSON = settings.AUTH_USER_MODEL


class Persona(models.Model):
    """A kind of person who takes part in buying; texts hold one thing a line."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    goals = models.TextField(_("goals"), max_length=2000, blank=True)
    pains = models.TextField(_("pains"), max_length=2000, blank=True)
    objections = models.TextField(_("objections"), max_length=2000, blank=True)
    questions = models.TextField(_("questions they ask"), max_length=2000, blank=True)
    values = models.TextField(_("what they value"), max_length=2000, blank=True)
    trust = models.TextField(_("what earns their trust"), max_length=2000, blank=True)
    channels = models.JSONField(_("preferred channels"), default=list, blank=True)
    content = models.TextField(_("preferred content"), max_length=2000, blank=True)
    opening = models.TextField(_("how to begin a conversation"), max_length=600, blank=True)
    condition = models.JSONField(_("who is one"), null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField(_("a validation holds for months"), default=12)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("The first whose rule fits is taken."))
    is_active = models.BooleanField(_("in use"), default=True)
    matched_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True, help_text="why contacts could not be matched")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        ordering = ["order", NAME]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/personas/{self.pk}/"

    @property
    def is_matching(self) -> bool:
        """Say whether contacts are still to be matched by the rule as it stands."""
        is_done = self.matched_at is not None and self.matched_at >= self.updated_at
        return self.is_active and bool(self.condition) and not is_done

    def lines(self, name: str) -> list[str]:
        """Return the things that a text holds."""
        text: str = getattr(self, name)
        return [line.strip("-• ").strip() for line in text.splitlines() if line.strip("-• ").strip()]


class PersonaValidation(models.Model):
    """Somebody found that a persona holds: when, how, and by what evidence."""

    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="validations")
    on = models.DateField(_("validated on"))
    by = models.ForeignKey(
        PERSON, verbose_name=_("validated by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    how = models.CharField(_("how"), max_length=500)
    interviews = models.PositiveIntegerField(_("number of interviews"), default=0)
    touches = models.JSONField(_("touches that show it"), default=list, blank=True)
    links = models.TextField(_("links to recordings or notes"), max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("validation of a persona")
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.persona} {self.on:%Y-%m-%d}"


class PersonaOfContact(models.Model):
    """Which persona a contact is: by rule, worked out anew at any time, or by hand, which stays."""

    contact = models.OneToOneField(
        "market.Contact", primary_key=True, on_delete=models.CASCADE, related_name="persona_match"
    )
    persona = models.ForeignKey(Persona, null=True, on_delete=models.CASCADE, related_name="matches", db_index=False)
    is_by_hand = models.BooleanField(default=False)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("persona of a contact")
        indexes = [
            models.Index(fields=["persona", "contact"], name="contact_of_persona"),
            models.Index(fields=["contact"], name="persona_by_hand", condition=Q(is_by_hand=True)),
        ]

    def __str__(self) -> str:
        return str(self.persona or "")
