"""The field of the form of a new opportunity that takes what is to be sold: one row for each product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.fields import MoneyField
from jornada.apps.market.models import Product
from jornada.apps.org.alphabet import NAME
from jornada.apps.sales.line_actions import MOST_LINES
from jornada.ui.addresses import is_id
from jornada.ui.numbers import money

LONGEST = 40


@dataclass(frozen=True, slots=True)
class Typed:
    """A row as it was typed."""

    product: str = ""
    quantity: str = ""
    unit_price: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.product or self.unit_price)


class ItemsWidget(forms.Widget):
    """Rows of product, quantity and price, the last one blank; a script adds more."""

    template_name = "sales/items_input.html"
    is_wide = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = [row for row in value or [] if not row.is_blank]
        products = list(Product.objects.filter(is_active=True).order_by(NAME))
        context["widget"] |= {
            "rows": [*typed, Typed()],
            "products": [(str(row.pk), _priced(row)) for row in products],
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Typed]:
        if not hasattr(data, "getlist"):
            return list(data.get(name) or [])
        columns = [data.getlist(f"{name}-{part}") for part in ("product", "quantity", "price")]
        return [Typed(*(text.strip()[:LONGEST] for text in row)) for row in zip_longest(*columns, fillvalue="")]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-product" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


class ItemsField(forms.Field):
    """Reads the rows into values of lines; a blank quantity is one, a blank price the listed one."""

    widget = ItemsWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("products and services"), "required": False, **options})
        self._quantity = MoneyField(max_digits=12, decimal_places=3)
        self._price = MoneyField(required=False)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = [row for row in value or [] if not row.is_blank]
        if len(rows) > MOST_LINES:
            raise ValidationError(_("There are too many lines; join some."))
        ids = {row.product for row in rows if is_id(row.product)}
        products = {str(row.pk): row for row in Product.objects.filter(is_active=True, pk__in=ids)}
        return [self._read(row, products) for row in rows]

    def _read(self, row: Typed, products: dict[str, Product]) -> dict[str, Any]:
        product = products.get(row.product)
        if product is None:
            raise ValidationError(_("Choose a product in each row."))
        try:
            quantity = self._quantity.clean(row.quantity or "1")
            price = self._price.clean(row.unit_price)
        except ValidationError as error:
            raise ValidationError(_said(product, error.messages[0])) from error
        if quantity <= Decimal(0):
            raise ValidationError(_said(product, str(_("Expected a quantity above 0."))))
        return {"product": product, "quantity": quantity, "unit_price": price}


def _said(product: Product, fault: str) -> str:
    return f"“{product.name}”: {fault}"


def _priced(row: Product) -> str:
    return row.name if row.list_price is None else f"{row.name} · {money(row.list_price, row.currency)}"
