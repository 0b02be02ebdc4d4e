"""Texts with which chats begin."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.alphabet import NAME


class ChatText(models.Model):
    """A text that a chat on WhatsApp can begin with; its places, such as {first_name}, are filled in."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    text = models.TextField(_("text"), max_length=1000)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("WhatsApp text")
        verbose_name_plural = _("WhatsApp texts")
        ordering = ["order", NAME]

    def __str__(self) -> str:
        return self.name
