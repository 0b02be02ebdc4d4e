"""Form fields that read what people write: money, phones, tax ids, domains, e-mail addresses."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from jornada.ui.amounts import read_amount

HOME_REGION = "BR"
CHAT_LABEL = "whatsapp"
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
# As forms and imports keep a number that they know.
STORED = re.compile(r"\+\d+")
# A mobile number written as before the ninth digit: no longer one of the plan, and still what old papers say.
BEFORE_NINTH = re.compile(r"\+55([1-9][1-9])([6-9]\d{3})(\d{4})")
# Of those that begin with 70, 77, 78 or 79 some were radios, which never got it.
SURELY_MOBILE = re.compile(r"\+55([1-9][1-9])((?!7[0789])[6-9]\d{7})")
EXTENSION = re.compile(r"\s*[(,]?\s*(?:ramal|rml|r\.|ext|extension|x)[.:\s]*(\d{1,6})\s*[)]?\s*$", re.IGNORECASE)


class MoneyField(forms.DecimalField):
    """An amount as people write it: R$ 1.234,56 or 1,234.56, read by the notation of the page's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 16, "decimal_places": 2, "min_value": 0, "localize": True, **options})
        self.widget.input_type = "text"
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
        self.error_messages["invalid"] = _("Write an amount such as 1,234.50.")

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        return read_amount(str(value), self.error_messages["invalid"])


class PercentField(MoneyField):
    """A share of a hundred, with its sign or without: 12,5% or 12.5."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 5, "max_value": 100, **options})
        self.error_messages["invalid"] = _("Write a percentage such as 12.5.")

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(str(value).strip().removesuffix("%").strip() if value else value)


class PhoneField(forms.CharField):
    """A phone number, kept in E.164 (+5511987654321); an extension (ramal) stands behind it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 40, "required": False, **options})
        self.widget.input_type = "tel"
        self.widget.attrs["autocomplete"] = "off"
        self.own = ""

    def to_python(self, value: Any) -> str:
        """Read a number; what stands on the record may stay, also where a file brought what is none."""
        text = super().to_python(value)
        return self.own if text and text == shown_phone(self.own) else normal_phone(text)


def normal_phone(text: str) -> str:
    """Write a phone number in E.164, plus its extension; numbers without a country are Brazilian."""
    if not text:
        return ""
    extension = EXTENSION.search(text)
    try:
        number = phonenumbers.parse(EXTENSION.sub("", text), HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(_("Write a phone number with its area code, such as (11) 98765-4321."), code="invalid")
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={extension[1]}" if extension else plain


def shown_phones(stored: str) -> str:
    """Write several stored phone numbers, with commas between them, for people."""
    return ", ".join(shown_phone(one) for one in stored.split(", "))


def shown_phone(stored: str) -> str:
    """Write a stored phone number for people: (11) 98765-4321 at home, +44 20 7946 0018 abroad.

    What a file brought that is no such number is shown as it came.
    """
    plain, _sep, extension = stored.partition(";ext=")
    if not STORED.fullmatch(plain):
        return stored
    try:
        number = phonenumbers.parse(plain, HOME_REGION)
    except phonenumbers.NumberParseException:
        return stored
    if not phonenumbers.is_possible_number(number):
        return stored
    is_home = phonenumbers.region_code_for_number(number) == HOME_REGION
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    older = BEFORE_NINTH.fullmatch(plain)
    text = "({}) {}-{}".format(*older.groups()) if older else phonenumbers.format_number(number, form)
    return f"{text} ({extension})" if extension else text


def with_ninth(stored: str) -> str:
    """Write a mobile number of before the ninth digit as it is called today; any other stays.

    >>> with_ninth("+551187654321"), with_ninth("+551133334444")
    ('+5511987654321', '+551133334444')
    """
    plain, sign, extension = stored.partition(";ext=")
    older = SURELY_MOBILE.fullmatch(plain)
    return f"+55{older[1]}9{older[2]}{sign}{extension}" if older else stored


def has_chat(stored: str, label: str = "") -> bool:
    """Say whether a phone is called on WhatsApp: a mobile one, or a fixed line that is labelled so.

    A text that a file brought and that is no number as they are kept would call somebody else.
    """
    plain = with_ninth(stored).partition(";ext=")[0]
    if not STORED.fullmatch(plain):
        return False
    try:
        number = phonenumbers.parse(plain, HOME_REGION)
    except phonenumbers.NumberParseException:
        return False
    return label == CHAT_LABEL or phonenumbers.number_type(number) in MOBILE


class AddressField(forms.CharField):
    """An e-mail address in lower case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 254, "required": False, **options})
        self.widget.input_type = "email"
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        try:
            return validate_email(text, check_deliverability=False).normalized.lower() if text else ""
        except EmailNotValidError as error:
            raise ValidationError(_("This is not an e-mail address."), code="invalid") from error


def normal_domain(text: str) -> str:
    """Keep the bare domain of an address: https://www.Acme.com.br/x is acme.com.br."""
    bare = re.sub(r"^([a-z]+:)?//", "", text.strip().lower()).split("/")[0].split("@")[-1].split(":")[0]
    bare = bare.removeprefix("www.").rstrip(".")
    if text.strip() and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", bare):
        raise ValidationError(_("Write a domain such as acme.com.br."), code="invalid")
    return bare
