"""The analytics copy's list of what is stale. Everything else here is derived and lives in files."""

from __future__ import annotations

from django.db import models


class CopyMark(models.Model):
    """Buckets of the analytics copy that no longer agree with the database.

    Written in the transaction of the change, so that no change is ever missed; taken away once a
    copy that was read afterwards is in force.
    """

    buckets = models.JSONField(help_text="bucket numbers by table; null means all of the table")
    at = models.DateTimeField(auto_now_add=True)
