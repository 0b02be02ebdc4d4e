"""Forms of lines and people of an opportunity."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.fields import MoneyField
from jornada.apps.market.models import Contact, Product
from jornada.apps.market.pickers import RecordField
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org.alphabet import NAME
from jornada.apps.sales.discount_fields import DiscountField, DiscountForm
from jornada.apps.sales.line_actions import listed_price
from jornada.apps.sales.models import OpportunityLine
from jornada.rules.pricing import line_total
from jornada.ui.numbers import money


class PricedField(forms.ModelChoiceField):
    """Products, each with the price that stands in the list."""

    def label_from_instance(self, row: Product) -> str:
        if row.list_price is None:
            return row.name
        return f"{row.name} · {money(row.list_price, row.currency)}"


class LineForm(DiscountForm):
    product = PricedField(label=_("product"), queryset=Product.objects.none(), required=False)
    quantity = MoneyField(label=_("quantity"), max_digits=12, decimal_places=3, initial=1)
    unit_price = MoneyField(label=_("unit price"), required=False)
    discount = DiscountField()

    class Meta:
        model = OpportunityLine
        fields = ("product", "quantity", "unit_price", "discount", "description")

    field_order = ("product", "quantity", "unit_price", "discount", "description")

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, currency=currency, **options)
        now = self.instance.product_id
        products = Product.objects.filter(Q(is_active=True) | Q(pk=now)).order_by(NAME)
        self.fields["product"].queryset = products
        prices = {
            "data-fills": self.auto_id % "unit_price",
            "data-values": json.dumps(self._prices(products, currency)),
        }
        self.fields["product"].widget.attrs |= prices
        self.fields["description"].required = False
        self.fields["description"].help_text = _("Blank: the name of the product.")
        self.fields["unit_price"].help_text = _("Blank: as in the price list.")

    def _prices(self, products: QuerySet[Product], currency: str) -> dict[str, str]:
        """Write the price that each product brings with it; blank where the list has none in this currency."""
        write = self.fields["unit_price"].widget.format_value
        rows = products.values_list("pk", "list_price", "currency")
        return {str(pk): (write(price) if own == currency else None) or "" for pk, price, own in rows}

    def clean_quantity(self) -> Decimal:
        quantity = self.cleaned_data["quantity"]
        if quantity <= 0:
            raise forms.ValidationError(_("Expected a quantity above 0."))
        return quantity

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        price = cleaned.get("unit_price")
        price = listed_price(cleaned.get("product"), self.currency) if price is None else price
        if price is not None and "quantity" in cleaned and "unit_price" in cleaned:
            self.check_off(line_total(cleaned["quantity"], price))
        return cleaned


class PersonForm(forms.Form):
    role = forms.ChoiceField(label=_("Buying role"), required=False)

    def __init__(self, data: Any = None, *, of: int | None, user: Any) -> None:
        super().__init__(data, auto_id="id_person_%s")
        address = str(reverse_lazy("contact_pick"))
        self.fields["contact"] = RecordField(visible_contacts(user), address, of=of, label=_("Contact"), required=True)
        self.fields["role"].choices = [("", _("As on the contact")), *Contact.BuyingRole.choices]
        self.order_fields(("contact", "role"))
