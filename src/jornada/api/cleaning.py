"""What people and systems write in many ways, kept in one: as the forms do it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from email_validator import EmailNotValidError, validate_email

from jornada.apps.market.fields import AddressField, normal_domain, normal_phone, normal_tax_id
from jornada.apps.market.found import phones_of

Clean = Callable[[str], str]


def clean_account(given: dict[str, Any], row: Any) -> dict[str, Any]:
    """Write phone, domain and tax id as forms do, or say which of them is wrong."""
    kind = given.get("kind") or getattr(row, "kind", "b2b")
    is_person = kind == "b2c"
    return _cleaned(
        given, {"domain": normal_domain, "phone": normal_phone, "tax_id": lambda text: normal_tax_id(text, is_person)}
    )


def clean_contact(given: dict[str, Any], row: Any) -> dict[str, Any]:
    """Write e-mail and phone as forms do, or say which of them is wrong."""
    return _cleaned(given, {"email": AddressField().clean, "phone": normal_phone})


def normal(name: str) -> Callable[[QuerySet, str], QuerySet]:
    """Narrow to what is meant by a text in any notation; what cannot be read is looked for as it came."""

    def apply(rows: QuerySet, text: str) -> QuerySet:
        return rows.filter(**{f"{name}__in": _meant(name, text)})

    return apply


def _cleaned(given: dict[str, Any], cleaners: dict[str, Clean]) -> dict[str, Any]:
    values, faults = dict(given), {}
    for name, clean in cleaners.items():
        if values.get(name):
            try:
                values[name] = clean(values[name])
            except ValidationError as error:
                faults[name] = error.messages
    if faults:
        raise ValidationError(faults)
    return values


def _meant(name: str, text: str) -> list[str]:
    if name == "phone":
        return [text, *phones_of(text)]
    with suppress(ValidationError, EmailNotValidError):
        if name == "domain":
            return [normal_domain(text)]
        if name == "email":
            return [text.lower(), validate_email(text, check_deliverability=False).normalized.lower()]
    bare = "".join(sign for sign in text if sign.isalnum()).upper()
    return [text, bare] if name == "tax_id" else [text.lower(), text]
