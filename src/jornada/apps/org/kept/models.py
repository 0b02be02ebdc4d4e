"""The rows by which watched tables say that they have changed."""

from __future__ import annotations

from django.db import models


class TableChange(models.Model):
    """One write to a watched table.

    Rows are only added, so that two writers never wait for one another here. The marks are drawn at random: their sum
    tells any two states of a table apart, also when a write was rolled back or became visible late.
    """

    name = models.CharField(max_length=64)
    mark = models.BigIntegerField()

    class Meta:
        verbose_name = "change of a watched table"
