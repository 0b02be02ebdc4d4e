"""Why leads are set aside, and what follows from each reason."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.disposition.words import said_schedule


class DispositionReason(models.Model):
    """A reason to park or discard a lead, and when the lead comes back by itself."""

    code = models.CharField(max_length=40, unique=True)
    label_en = models.CharField(_("name in English"), max_length=120)
    label_pt = models.CharField(_("name in Portuguese"), max_length=120)
    parks = models.BooleanField(_("to park"), default=False)
    discards = models.BooleanField(_("to discard"), default=True)
    asks_competitor = models.BooleanField(_("asks which competitor, and until when the contract runs"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("back so many days before the contract ends"), default=90)
    schedule = models.JSONField(_("comes back after days"), default=list, blank=True)
    wakes = models.BooleanField(_("comes back when the buyer acts again"), default=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("reason to set aside")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en

    @property
    def days(self) -> tuple[int, ...]:
        """Return the waits of the schedule."""
        stored: list[Any] = self.schedule or []
        return tuple(day for day in stored if isinstance(day, int))

    @property
    def said_days(self) -> str:
        return said_schedule(self.days)
