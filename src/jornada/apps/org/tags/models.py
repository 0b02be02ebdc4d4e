"""Tags and what they hang on: one table for all kinds of records."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.alphabet import NAME


class Tag(models.Model):
    """A coloured word. Deleted and merged ones stay for the way back; `key` is the name as it is compared."""

    class Colour(models.TextChoices):
        GREY = "grey", _("Grey")
        GREEN = "green", _("Green")
        BLUE = "blue", _("Blue")
        PURPLE = "purple", _("Purple")
        PINK = "pink", _("Pink")
        RED = "red", _("Red")
        ORANGE = "orange", _("Orange")
        YELLOW = "yellow", _("Yellow")

    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(max_length=80)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour.choices, default=Colour.GREY)
    deleted_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = [NAME, "id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="tag_once", condition=models.Q(deleted_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a record. `via` names the tag that was merged into this one, which brought it here."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    record = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    via = models.ForeignKey(Tag, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    user = models.ForeignKey("org.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "object_id", "tag"], name="tagging_once")]
        indexes = [models.Index(fields=["tag", "record", "object_id"], name="tagging_of_tag")]
