"""What the API keeps of its own: answers to writes that may be sent twice."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a write that came with an `Idempotency-Key`; without a status while the write is under way."""

    caller = models.CharField(max_length=64, help_text="whose key it is: a digest of the token, or the user")
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64, help_text="digest of method, address and body")
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="answer_once")]
