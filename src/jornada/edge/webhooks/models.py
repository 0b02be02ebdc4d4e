"""Webhooks: where to, what happened, and each try to say so."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Endpoint(models.Model):
    """An address of another system that is told what happens here."""

    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=200, blank=True)
    types = models.JSONField(_("events"), default=list, help_text="types of events; none means all")
    secret = models.CharField(max_length=100)
    old_secret = models.CharField(max_length=100, blank=True, help_text="signs too, until old_until")
    old_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(_("active"), default=True)
    failing_since = models.DateTimeField(null=True, help_text="the first failure since the last success")
    stopped_at = models.DateTimeField(null=True, help_text="when it was switched off because it kept failing")
    deleted_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True, help_text="a worker is sending to it; later it was killed")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.description or urlsplit(self.url).hostname or self.url


class Event(models.Model):
    """Something that happened, as it is told; written in the transaction in which it happened."""

    key = models.CharField(max_length=40, unique=True)
    type = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)
    data = models.JSONField()


class Delivery(models.Model):
    """One event on its way to one endpoint."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(null=True, help_text="when it is tried next; none when it is over")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
        ]


class Attempt(models.Model):
    """One try: what came back, or why nothing did."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    code = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=500, blank=True, help_text="the beginning of the answer, or what went wrong")
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]
