"""A proposal and its lines; what was sent is never changed, the next version is another row."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jornada.apps.market.models import Contact
from jornada.apps.sales.line_models import Discounted, PricedLine
from jornada.apps.sales.models import Opportunity
from jornada.rules.pricing import line_total, proposal_total


def new_key() -> str:
    return secrets.token_urlsafe(12)


class Proposal(Discounted):
    """One version of what we offer for an opportunity."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("proposal", "Draft")
        SENT = "sent", pgettext_lazy("proposal", "Sent")
        SEEN = "seen", pgettext_lazy("proposal", "Seen")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
        REFUSED = "refused", pgettext_lazy("proposal", "Refused")
        EXPIRED = "expired", pgettext_lazy("proposal", "Expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")

    class Language(models.TextChoices):
        PORTUGUESE = "pt-br", _("Portuguese")
        ENGLISH = "en", _("English")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="proposals")
    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.DRAFT)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.PORTUGUESE)
    currency = models.CharField(_("currency"), max_length=3, default="BRL")
    discount = models.DecimalField(
        _("discount on the total, in percent"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    discount_amount = models.DecimalField(
        _("discount on the total, as an amount"),
        max_digits=16,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
    )
    valid_until = models.DateField(_("valid until"))
    terms = models.TextField(_("terms"), blank=True, max_length=5000)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sender"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    receiver = models.ForeignKey(
        Contact, verbose_name=_("receiver"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(max_length=24, unique=True, default=new_key, help_text="a new one makes old links useless")
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)
    answer_note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "version"], name="proposal_version_once")]

    def __str__(self) -> str:
        return f"{self.opportunity} · v{self.version}"

    def get_absolute_url(self) -> str:
        return f"/proposals/{self.pk}/"

    @property
    def subtotal(self) -> Decimal:
        return proposal_total([line.total for line in self.lines.all()])

    @property
    def total(self) -> Decimal:
        return proposal_total([line.total for line in self.lines.all()], self.discount, self.discount_amount)

    @property
    def taken_off(self) -> Decimal:
        """Return what the discount on the whole comes to, below zero."""
        return self.total - self.subtotal

    @property
    def sums(self) -> list[tuple[str, Decimal]]:
        """Return what stands under the lines: what they come to in full, what is taken off, and the total, the last."""
        lines = list(self.lines.all())
        full = sum((line_total(line.quantity, line.unit_price) for line in lines), Decimal(0))
        on_lines, on_all = self.subtotal - full, self.taken_off
        rows = [(_("Subtotal"), full)] if on_lines or self.said_discount else []
        if on_lines:
            rows.append((_("Discounts of the lines"), on_lines))
        if self.said_discount:
            label, share = str(_("Discount")), self.said_discount if self.discount else ""
            rows.append((f"{label} {share}".strip(), on_all))
        return [*((str(label), value) for label, value in rows), (str(_("Total")), self.total)]

    @property
    def said_lines(self) -> str:
        """Write the lines down for the history, one a line: how many of what, and what they come to."""
        return "\n".join(
            f"{line.quantity.normalize():f} × {line}: {line.total} {self.currency}" for line in self.lines.all()
        )

    def state(self, today: date) -> str:
        """Return the status as it stands on a day: what waits for an answer runs out after its last day."""
        waits = self.status in (self.Status.SENT, self.Status.SEEN)
        return self.Status.EXPIRED if waits and self.valid_until < today else self.status


class ProposalLine(PricedLine):
    """What a version offers; copied from the opportunity, so that what was sent stays as it was."""

    named_with = ("proposal",)

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        verbose_name = _("line")
        ordering = ["id"]

    @property
    def currency(self) -> str:  # type: ignore[override]
        return self.proposal.currency


class ProposalTerms(models.Model):
    """The terms that new versions in a language begin with."""

    language = models.CharField(_("language"), max_length=5, choices=Proposal.Language.choices, unique=True)
    text = models.TextField(_("terms"), blank=True, max_length=5000)

    class Meta:
        verbose_name = _("terms of proposals")
        verbose_name_plural = _("terms of proposals")
        ordering = ["language"]

    def __str__(self) -> str:
        return self.get_language_display()
