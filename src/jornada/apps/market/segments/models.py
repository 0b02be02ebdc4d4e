"""Segments, their members over time, and how many there were day by day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.alphabet import NAME


class Segment(models.Model):
    """A saved condition over a kind of record, or a list kept by hand."""

    class Record(models.TextChoices):
        ACCOUNT = "account", _("Accounts")
        CONTACT = "contact", _("Contacts")
        LEAD = "lead", _("Leads")
        OPPORTUNITY = "opportunity", _("Opportunities")

    name = models.CharField(_("name"), max_length=200)
    note = models.CharField(_("what it is for"), max_length=500, blank=True)
    record = models.CharField(_("made of"), max_length=12, choices=Record.choices)
    condition = models.JSONField(
        _("condition"), null=True, blank=True, help_text="as `rules.condition_json` writes it; null: kept by hand"
    )
    is_shared = models.BooleanField(_("shared with everybody"), default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="segments",
    )
    size = models.PositiveIntegerField(_("members"), default=0)
    refreshed_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True, help_text="why the members could not be found")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = [NAME, "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/segments/{self.pk}/"

    @property
    def is_static(self) -> bool:
        return self.condition is None


class SegmentMember(models.Model):
    """A stay of a record in a segment; who comes back has a second row."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members", db_index=False)
    object_id = models.BigIntegerField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "segment"], name="member_of_segments", condition=Q(left_at=None)),
            models.Index(fields=["segment", "left_at"], name="member_leaving"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "object_id"], name="member_once_at_a_time", condition=Q(left_at=None)
            ),
        ]


class SegmentSize(models.Model):
    """How many members a segment had at the end of a day, and how many came and went on it."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="sizes", db_index=False)
    day = models.DateField()
    size = models.PositiveIntegerField()
    joined = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["segment", "day"], name="segment_size_once_a_day")]
