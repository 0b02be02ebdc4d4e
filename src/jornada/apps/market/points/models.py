"""The further address or number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ContactPoint(models.Model):
    """One more e-mail or phone of a contact or account; the primary one stands on the record."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")

    class Label(models.TextChoices):
        WORK = "work", _("Work")
        MOBILE = "mobile", _("Mobile")
        HOME = "home", _("Personal")
        BILLING = "billing", _("Billing")
        SWITCHBOARD = "switchboard", _("Switchboard")
        WHATSAPP = "whatsapp", _("WhatsApp")
        FORMER = "former", _("Former")
        OTHER = "other", _("Other")

    contact = models.ForeignKey("market.Contact", null=True, on_delete=models.CASCADE, related_name="points")
    account = models.ForeignKey("market.Account", null=True, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=254)
    label = models.CharField(_("label"), max_length=11, choices=Label.choices, default=Label.WORK)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("further e-mail or phone")
        verbose_name_plural = _("further e-mails and phones")
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["value"], name="point_by_value")]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, account=None) | Q(contact=None, account__isnull=False),
                name="point_of_one_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_label_display()}: {self.value}"


def label_field(name: str | Promise) -> models.CharField:
    """Make the field with the label of a record's primary address, which may be unknown."""
    return models.CharField(
        name, max_length=11, choices=ContactPoint.Label.choices, blank=True, default="", db_default=""
    )
