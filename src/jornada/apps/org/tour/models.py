"""What is remembered of a person's first steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class TourMark(models.Model):
    """A step that was taken (and need not be looked for again), or that the person wants no tour."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tour_marks")
    code = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="tour_mark_once")]
