"""Pairs that are probably the same, and merges with what is needed to take them back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class RecordKind(models.TextChoices):
    ACCOUNT = "account", _("Account")
    CONTACT = "contact", _("Contact")


class DuplicatePair(models.Model):
    """Two records that are probably one; what somebody has dismissed stays so, however often it is found."""

    record = models.CharField(max_length=8, choices=RecordKind.choices)
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    group = models.BigIntegerField(help_text="lowest id of all that hang together")
    probability = models.FloatField()
    is_branch = models.BooleanField(default=False, help_text="head office and branch: same root of the CNPJ")
    reasons = models.JSONField(default=list, help_text="[field, level, bits], the strongest first")
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "left_id", "right_id"], name="duplicate_pair_once")]
        indexes = [
            models.Index(fields=["record", "-probability"], name="duplicate_open", condition=Q(dismissed_at=None)),
            models.Index(fields=["record", "right_id"], name="duplicate_of_right"),
        ]


class Merge(models.Model):
    """One record taken into another: who did it, what moved and what was overwritten, so that it can be split again."""

    record = models.CharField(max_length=8, choices=RecordKind.choices)
    survivor_id = models.BigIntegerField()
    loser_id = models.BigIntegerField()
    name = models.CharField(max_length=200, help_text="of the record that was taken in")
    external_id = models.CharField(max_length=100, null=True, help_text="of the record that was taken in: still known")
    at = models.DateTimeField()
    user = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    loser = models.JSONField(help_text="all its fields")
    before = models.JSONField(default=dict, help_text="fields of the survivor that were overwritten")
    after = models.JSONField(default=dict, help_text="what they were set to")
    moved = models.JSONField(default=dict, help_text="ids of rows by app.model.field")
    split_at = models.DateTimeField(null=True)
    split_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("merge")
        indexes = [
            models.Index(fields=["record", "loser_id"], name="merge_of_loser"),
            models.Index(fields=["record", "survivor_id"], name="merge_of_survivor"),
            models.Index(fields=["external_id"], name="merge_external", condition=Q(external_id__isnull=False)),
        ]
