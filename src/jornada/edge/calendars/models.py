"""Secret links under which people's calendars are read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.org.alphabet import NAME


class CalendarFeed(models.Model):
    """One person's link: only its SHA-256 is kept; a new one puts the old one out of use."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar link")


class CalendarSource(models.Model):
    """An outside calendar that a person reads here by its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_sources")
    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("address"), max_length=1000)
    tag = models.CharField(max_length=200, blank=True, help_text="what the server called the content the last time")
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    recorded = models.PositiveIntegerField(default=0)
    planned = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("calendar that is read")
        verbose_name_plural = _("calendars that are read")
        ordering = [NAME, "id"]
        indexes = [models.Index(fields=["next_at"], name="calendar_source_due")]
        constraints = [models.UniqueConstraint(fields=["user", "url"], name="calendar_source_once")]

    def __str__(self) -> str:
        return self.name


class SourcedTask(models.Model):
    """A task that a calendar brought: it goes when the meeting goes, and comes back with it."""

    source = models.ForeignKey(CalendarSource, null=True, on_delete=models.SET_NULL, related_name="tasks")
    task = models.OneToOneField(PlannedTouch, on_delete=models.CASCADE, related_name="calendar")
    is_gone = models.BooleanField(default=False, help_text="cancelled since the calendar no longer held it")
