"""Time frames as buyers stated them, and where hot, warm and cold meet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.market.models import Contact


class TimeFrame(models.Model):
    """When the buyer wants to decide, as said in a touch; it stands as long as the touch counts."""

    class Intent(models.TextChoices):
        NOW = "now", _("Buys now")
        PLANNED = "planned", _("Decides by a day")
        INTEREST = "interest", _("Interested, names no time")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="time_frames")
    touch = models.ForeignKey(Touch, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("who said it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="time_frames",
    )
    at = models.DateTimeField(_("said at"))
    intent = models.CharField(_("intent"), max_length=8, choices=Intent.choices)
    starts_on = models.DateField(_("not before"), null=True, blank=True)
    ends_on = models.DateField(_("decides by"), null=True, blank=True)
    words = models.CharField(_("in their words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("stated time frame")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["thread", "-at"], name="time_frame_of_thread")]


class HeatLimits(models.Model):
    """Where hot, warm and cold meet, in days; a single row with id 1."""

    hot = models.PositiveSmallIntegerField(_("hot: decides within days"), default=14)
    warm = models.PositiveSmallIntegerField(_("warm: decides within days"), default=62)
    fresh = models.PositiveSmallIntegerField(_("“buys now” is believed for days"), default=14)
    grace = models.PositiveSmallIntegerField(_("a day that passed counts as due for days"), default=7)
    asked = models.PositiveSmallIntegerField(_("asking for a demo or an offer is hot for days"), default=7)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("limits of the temperature")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
