"""What people and systems write in many ways, kept in one: as the forms do it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from email_validator import EmailNotValidError, validate_email

from jornada.apps.market.brazil.places import is_home, state_code
from jornada.apps.market.fields import AddressField, normal_domain, normal_phone
from jornada.apps.market.numbered import phones_of
from jornada.apps.market.points.arranging import Point
from jornada.apps.market.points.inputs import cleaned
from jornada.apps.market.points.queries import having
from jornada.ui.postcodes import kept_postcode, normal_postcode
from jornada.ui.tax_ids import normal_tax_id

Clean = Callable[[str], str]


def clean_account(given: dict[str, Any], row: Any) -> dict[str, Any]:
    """Write phone, domain, tax id and state as forms do, or say which of them is wrong."""
    kind = given.get("kind") or getattr(row, "kind", "b2b")
    is_person = kind == "b2c"
    cleaners: dict[str, Clean] = {"domain": normal_domain, "phone": normal_phone}
    cleaners["tax_id"] = lambda text: normal_tax_id(text, is_person)
    at_home = is_home(given["country"] if "country" in given else getattr(row, "country", ""))
    cleaners["postcode"] = lambda text: normal_postcode(text, is_home=at_home)
    cleaners["state"] = lambda text: (at_home and state_code(text)) or text
    return _cleaned(_with_points(given, ("phone",)), cleaners)


def clean_contact(given: dict[str, Any], row: Any) -> dict[str, Any]:
    """Write e-mail and phone as forms do, or say which of them is wrong."""
    return _cleaned(_with_points(given, ("email", "phone")), {"email": AddressField().clean, "phone": normal_phone})


def normal(name: str) -> Callable[[QuerySet, str], QuerySet]:
    """Narrow to what is meant by a text in any notation; what cannot be read is looked for as it came."""

    def apply(rows: QuerySet, text: str) -> QuerySet:
        if name in ("email", "phone"):
            return having(rows, name, _meant(name, text))
        return rows.filter(**{f"{name}__in": _meant(name, text)})

    return apply


def _with_points(given: dict[str, Any], kinds: tuple[str, ...]) -> dict[str, Any]:
    """Read the further e-mails and phones, each written as forms do."""
    if given.get("points") is None:
        return given
    try:
        points = [cleaned(Point(**point), kinds) for point in given["points"]]
    except ValidationError as error:
        raise ValidationError({"points": error.messages}) from error
    return {**given, "points": list(dict.fromkeys(points))}


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
    if name == "postcode":
        return [text, kept_postcode("is", text)]
    bare = "".join(sign for sign in text if sign.isalnum()).upper()
    return [text, bare] if name == "tax_id" else [text.lower(), text]
