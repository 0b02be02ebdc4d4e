"""Journey maps and the visits derived from the log under the active map."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import Activity
from jornada.apps.market.models import Account
from jornada.apps.org.alphabet import NAME


class Map(models.Model):
    """A version of a journey map. The rule itself is `definition`, read by `rules.stages`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")

    name = models.CharField(_("name"), max_length=200)
    version = models.PositiveIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    ratchet = models.BooleanField(_("never back"), default=False)
    definition = models.JSONField(help_text="stages with behaviours, as written by `rules`")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("journey map")
        verbose_name_plural = _("journey maps")
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="map_version_once")]


class Stage(models.Model):
    """A stage of a map, in order; its behaviours stand in the map's definition."""

    class Phase(models.TextChoices):
        BEFORE = "before", _("before purchase")
        PURCHASE = "purchase", _("purchase")
        AFTER = "after", _("after purchase")

    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    label_en = models.CharField(max_length=120)
    label_pt = models.CharField(max_length=120)
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.BEFORE)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["map", "order"]
        constraints = [models.UniqueConstraint(fields=["map", "code"], name="stage_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en


class Visit(models.Model):
    """A stay of an account at a stage. Derived: thrown away and made again from the log."""

    class LeftBy(models.TextChoices):
        OPEN = "", _("still here")
        EVIDENCE = "evidence", _("moved on by evidence")
        EXIT = "exit", _("left by an exit behaviour")
        EXPIRY = "expiry", _("nothing happened for too long")
        CLOSED = "closed", _("cycle closed")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="visits", db_index=False)
    cycle = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="order of the visit in the account's history")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=8, choices=LeftBy.choices, blank=True)
    evidence_touch_id = models.BigIntegerField(
        null=True, help_text="the touch that placed the account here; null after an expiry"
    )
    behaviour = models.SmallIntegerField(default=0, help_text="which entry behaviour of the stage held")

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [models.Index(fields=["account", "number"], name="visit_of_account")]


class Position(models.Model):
    """Where an account stands now. Derived with its visits."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="position")
    stage = models.ForeignKey(Stage, null=True, on_delete=models.CASCADE, related_name="+")
    cycle = models.PositiveSmallIntegerField(default=1)
    entered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, blank=True, help_text="won or lost, of the current cycle")
    expires_at = models.DateTimeField(
        null=True, db_index=True, help_text="when the account falls back a stage if nothing happens"
    )


class SilenceRule(models.Model):
    """What is at a stage without a touch for so many days gives its owner a task: an account, or what sales adds."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    stage = models.CharField(_("stage"), max_length=60, blank=True, help_text="see `silence_of`; blank: any account")
    days = models.PositiveSmallIntegerField(_("days without a touch"), default=14)
    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("whose task it is"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_active = models.BooleanField(pgettext_lazy("rule", "active"), default=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name
