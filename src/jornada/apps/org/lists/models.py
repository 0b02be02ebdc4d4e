"""Saved views of lists: which filters, columns and order somebody keeps under a name."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.alphabet import NAME


class SavedView(models.Model):
    """A list as somebody keeps it: the query of its address under a name. Deleted ones can be brought back."""

    class Share(models.TextChoices):
        ME = "me", _("Only I")
        TEAM = "team", _("My team")
        ALL = "all", _("Everybody")

    record = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True, help_text="of the address, without what only turns pages")
    share = models.CharField(_("shared with"), max_length=4, choices=Share.choices, default=Share.ME)
    owner = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey("org.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = [NAME, "id"]
        indexes = [models.Index(fields=["record", "name"], name="view_of_record")]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view that a person's list opens with."""

    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="default_views")
    record = models.CharField(max_length=12)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="defaults")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "record"], name="default_view_once")]


class ChosenColumns(models.Model):
    """The columns that a person chose for a list at last, in their order."""

    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="chosen_columns")
    record = models.CharField(max_length=12)
    columns = models.TextField(help_text="codes, with commas between them")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "record"], name="chosen_columns_once")]


class DeletedRecord(models.Model):
    """A record that somebody deleted, as it was; kept for 30 days.

    `record` is the code of its kind where it has a list, else the label of its model; `owner` is whose it was.
    """

    record = models.CharField(max_length=60)
    user = models.ForeignKey("org.User", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey("org.User", null=True, on_delete=models.SET_NULL, related_name="+")
    packed = models.JSONField(encoder=DjangoJSONEncoder)


class DeletedPart(models.Model):
    """A record with a page of its own that is in the trash, by itself or along with another: found by its number."""

    kept = models.ForeignKey(DeletedRecord, on_delete=models.CASCADE, related_name="parts")
    model = models.CharField(max_length=60, help_text="label")
    object_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["model", "object_id"], name="deleted_part")]
