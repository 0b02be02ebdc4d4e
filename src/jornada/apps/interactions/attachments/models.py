"""The file on a record. Its content lies in the folder of files under the digest; several rows may share it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.held import Held, one_place


class Attachment(Held):
    """One file that somebody put on a record. `picture` is the media type of an image that browsers may show."""

    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hex")
    picture = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [one_place("file_in_one_place")]
        indexes = [models.Index(fields=["digest"], name="file_by_digest")]

    def __str__(self) -> str:
        return self.name
