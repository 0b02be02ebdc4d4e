"""Logos, as pictures of our own writing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Logo(models.Model):
    """The logo of an office, or of the whole company where `office` is blank. `former` is the way back."""

    office = models.CharField(_("office"), max_length=200, blank=True, unique=True)
    picture = models.BinaryField(null=True)
    former_picture = models.BinaryField(null=True)
    about = models.CharField(_("logo"), max_length=120, blank=True, help_text="name of the file and its size")
    former_about = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return self.about or self.office

    @property
    def version(self) -> int:
        """Return what the address of the picture carries, so that another one is asked for anew."""
        return int(self.updated_at.timestamp() * 1000)
