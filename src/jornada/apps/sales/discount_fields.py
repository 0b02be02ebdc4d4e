"""A discount in a form: a number, and whether it is percent or an amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.fields import MoneyField, PercentField
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.sales.line_actions import too_much
from jornada.apps.sales.line_models import Discounted
from jornada.ui.numbers import symbol

PERCENT, AMOUNT = "percent", "amount"
# A sign or a word, before the number or behind it.
MONEY = re.compile(r"[^\W\d_]|[$€]")


@dataclass(frozen=True, slots=True)
class Discount:
    """One of the two is nothing."""

    percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


class DiscountInput(forms.TextInput):
    """A number and its unit; a sign that is typed (10%, R$ 500) says more than the unit chosen beside it."""

    template_name = "sales/discount_input.html"
    currency = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        unit, text = value or (PERCENT, "")
        context = super().get_context(name, text, attrs)
        units = [(PERCENT, "%"), (AMOUNT, symbol(self.currency))]
        context["widget"] |= {"units": [(code, sign, code == unit) for code, sign in units]}
        return context

    def format_value(self, value: Any) -> Any:
        return value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        text = str(data.get(name) or "").strip()
        return _unit(text, AMOUNT if data.get(f"{name}_in") == AMOUNT else PERCENT), text

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class DiscountField(forms.Field):
    """Reads a discount; blank is none."""

    widget = DiscountInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("discount"), "required": False, **options})
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        self._readers = {PERCENT: PercentField(required=False), AMOUNT: MoneyField(required=False)}

    def prepare_value(self, value: Any) -> tuple[str, Any]:
        """Write a discount as the reader's language writes numbers; what was typed stays as it was."""
        if not isinstance(value, Discount):
            return value or (PERCENT, "")
        unit, kept = (AMOUNT, value.amount) if value.amount else (PERCENT, value.percent)
        return unit, self._readers[unit].widget.format_value(kept) if kept else ""

    def clean(self, value: Any) -> Discount:
        unit, text = (PERCENT, "") if value is None else value
        read = self._readers[unit].clean(text) or Decimal(0)
        return Discount(amount=read) if unit == AMOUNT else Discount(percent=read)


class DiscountForm(RecordForm):
    """A form whose field `discount` writes a percentage or an amount, and takes the other one away."""

    discount = DiscountField()

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency, self.off = currency, Decimal(0)
        self.fields["discount"].widget.currency = currency
        row: Discounted = self.instance
        self.initial["discount"] = Discount(row.discount, row.discount_amount)

    def clean_discount(self) -> Decimal:
        given: Discount = self.cleaned_data["discount"]
        self.off = given.amount
        return given.percent

    def check_off(self, worth: Decimal) -> None:
        """Say at the field that the discount is more than what it is taken off."""
        if self.off > worth:
            self.add_error("discount", ValidationError(too_much(worth, self.currency)))

    def values(self) -> dict[str, Any]:
        return {**super().values(), "discount_amount": self.off}


def _unit(text: str, chosen: str) -> str:
    if text.endswith("%"):
        return PERCENT
    return AMOUNT if MONEY.search(text) else chosen
