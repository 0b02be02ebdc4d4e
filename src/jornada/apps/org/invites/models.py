"""The link that waits for a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryLink(models.Model):
    """A link by which a person chooses a password; one a person, used once, and gone with its use.

    The address carries the mark signed, so that whoever reads the database alone cannot come in by it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entry_link")
    mark = models.CharField(max_length=43, unique=True)
    is_invitation = models.BooleanField(default=True, help_text="the person had no password when it was made")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(_("works until"))
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link to choose a password")
