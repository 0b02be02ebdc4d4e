"""The note and whom it mentions."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.held import Held, one_place

LONGEST = 20_000


class Note(Held):
    """What somebody wrote down on a record. `text_before` is the text before the last change, for its undo."""

    text = models.TextField(_("note"), max_length=LONGEST)
    text_before = models.TextField(blank=True, default="", db_default="")
    is_pinned = models.BooleanField(_("pinned"), default=False)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [one_place("note_in_one_place")]

    @property
    def written_at(self) -> datetime:
        """Return since when the text reads as it does."""
        return self.edited_at or self.created_at

    def __str__(self) -> str:
        return " ".join(self.text.split())[:80]
