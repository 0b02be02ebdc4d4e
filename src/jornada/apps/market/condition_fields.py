"""What conditions may ask about accounts and contacts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.models import Account, Contact
from jornada.apps.market.queries import names_of_industries
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.models import Team
from jornada.apps.org.namesakes import people_to_find
from jornada.rules.condition_fields import FieldType
from jornada.ui.conditions.fields import ConditionField

TEAM_OF_OWNER = "(SELECT team_id FROM org_user WHERE org_user.id = owner_id)"


def fields_of_accounts() -> list[ConditionField]:
    return [
        _of(Account, "industry", "choice", 10, _industries, column="industry_id"),
        _of(Account, "size_band", "choice", 20, lambda: Account.SizeBand.choices),
        _of(Account, "employees", "number", 30),
        _of(Account, "revenue", "money", 40),
        _of(Account, "founded", "number", 50),
        _of(Account, "kind", "choice", 60, lambda: Account.Kind.choices),
        _of(Account, "city", "text", 70),
        _of(Account, "state", "text", 80),
        _of(Account, "country", "text", 90),
        _of(Account, "district", "text", 92),
        _of(Account, "postcode", "text", 94),
        filled("has_domain", _("domain known"), "domain", 100),
        filled("has_phone", _("phone known"), "phone", 110),
        *owner_fields(),
        created_field(),
    ]


def fields_of_contacts() -> list[ConditionField]:
    return [
        _of(Contact, "title", "text", 10),
        _of(Contact, "buying_role", "choice", 20, lambda: Contact.BuyingRole.choices),
        _of(Contact, "language", "text", 30),
        filled("has_email", _("e-mail known"), "email", 40),
        filled("has_phone", _("phone known"), "phone", 50),
        *owner_fields(),
        created_field(),
    ]


def owner_fields() -> list[ConditionField]:
    """Return owner and team of the owner, as every record has them."""
    return [
        ConditionField("owner", _("owner"), "choice", "owner_id", _people, 200),
        ConditionField("team", _("team"), "choice", lambda _vendor: TEAM_OF_OWNER, _teams, 210),
    ]


def created_field() -> ConditionField:
    return ConditionField("created_at", _("created at"), "date", "created_at", order=220, is_instant=True)


def filled(code: str, label: str | Promise, column: str, order: int) -> ConditionField:
    """Make a yes-or-no field that says whether a text is known."""
    return ConditionField(
        code, label, "flag", lambda _vendor: f"CASE WHEN {column} <> '' THEN 1 ELSE 0 END", None, order
    )


def _of(
    model: Any,
    name: str,
    kind: FieldType,
    order: int,
    choices: Callable[[], Sequence[tuple[Any, Any]]] | None = None,
    column: str = "",
) -> ConditionField:
    return ConditionField(name, model._meta.get_field(name).verbose_name, kind, column or name, choices, order)


def _industries() -> list[tuple[int, str]]:
    return list(names_of_industries())


def _people() -> list[tuple[int, str]]:
    return people_to_find()


def _teams() -> list[tuple[int, str]]:
    return list(Team.objects.order_by(NAME).values_list("pk", "name"))
