"""What belongs to one opportunity: people with their parts in it, and what is to be sold."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.models import Contact, Product
from jornada.apps.sales.models import Opportunity
from jornada.rules.pricing import line_total
from jornada.ui.numbers import in_full, money


class OpportunityContact(models.Model):
    """A person who takes part in one purchase, with the role played there."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="people")
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="opportunity_parts"
    )
    role = models.CharField(_("buying role"), max_length=16, choices=Contact.BuyingRole.choices, blank=True)

    class Meta:
        verbose_name = _("person of an opportunity")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "contact"], name="person_once_in_opportunity")]

    def __str__(self) -> str:
        return self.contact.name


class Discounted(models.Model):
    """What has a discount: in percent, or an amount in its own currency."""

    currency: str
    discount = models.DecimalField(_("discount in percent"), max_digits=5, decimal_places=2, default=Decimal(0))
    discount_amount = models.DecimalField(
        _("discount as an amount"), max_digits=16, decimal_places=2, default=Decimal(0), db_default=Decimal(0)
    )

    class Meta:
        abstract = True

    @property
    def said_discount(self) -> str:
        """Write the discount as it was given; nothing where there is none."""
        if self.discount_amount:
            return money(self.discount_amount, self.currency)
        return f"{in_full(self.discount)}%" if self.discount else ""


class PricedLine(Discounted):
    """A line with a price: what, how many, at which price, with which discount."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    description = models.CharField(_("description"), max_length=200)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=Decimal(1))
    unit_price = models.DecimalField(_("unit price"), max_digits=16, decimal_places=2)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.description

    @property
    def total(self) -> Decimal:
        return line_total(self.quantity, self.unit_price, self.discount, self.discount_amount)


class OpportunityLine(PricedLine):
    """What an opportunity is about, line by line."""

    # Whose currency its amounts are in, for those who read many.
    named_with = ("opportunity",)

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        verbose_name = _("line")
        ordering = ["id"]

    @property
    def currency(self) -> str:  # type: ignore[override]
        return self.opportunity.currency
