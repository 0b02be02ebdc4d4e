"""Imports: what was planned, how far it is, and the mappings people confirmed before."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.models import Job


class ImportPlan(models.Model):
    """One import of one or several files: uploaded, mapped, tried, run."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        READY = "ready", _("tried, not run yet")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        UNDONE = "undone", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="imports")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    steps = models.JSONField(default=list, help_text="the files with their kinds, columns and values")
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    trial = models.JSONField(default=dict, help_text="result of the dry run")
    result = models.JSONField(default=dict)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return ", ".join(dict.fromkeys(step["name"] for step in self.steps))

    def get_absolute_url(self) -> str:
        return f"/imports/{self.pk}/"

    @property
    def folder(self) -> Path:
        """Where its uploaded files and its reports lie."""
        return Path(settings.MEDIA_ROOT) / "imports" / str(self.pk)


class ImportMapping(models.Model):
    """Columns and values that somebody confirmed for files of this kind with these headers."""

    kind = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="mapping_once")]
