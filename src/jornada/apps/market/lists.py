"""What the lists of accounts, contacts and products show, and how they are narrowed."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jornada.apps.market import queries
from jornada.apps.market.fields import shown_phone
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.market.numbered import by_number, start_of_domain
from jornada.apps.market.points.queries import starting
from jornada.apps.org import access
from jornada.apps.org.alphabet import ACCOUNTS_NAME, NAME, OWNERS_NAME, alphabet_of, beyond
from jornada.apps.org.list_filters import owner_filter, period_filters, team_filter
from jornada.apps.org.masks import hidden_in
from jornada.apps.org.words import with_words, with_words_here_or_there
from jornada.ui import cells
from jornada.ui.addresses import is_id
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.postcodes import shown_postcode
from jornada.ui.tax_ids import shown_tax_id

# get_..._display() makes these anew for every row.
SIZES = dict(Account.SizeBand.choices)
ROLES = dict(Contact.BuyingRole.choices)


def account_options(request: HttpRequest) -> dict[str, Any]:
    """Return what the list of accounts is made of, but its rows."""
    return {
        "columns": account_columns(),
        "filters": account_filters(),
        "search": search_accounts,
        "row_url": lambda row: reverse("account", args=[row.pk]),
        "default_sort": "name",
        "can_export": access.may(request.user, "account", "export"),
    }


def contact_options(request: HttpRequest) -> dict[str, Any]:
    return {
        "columns": contact_columns(),
        "filters": contact_filters(),
        "search": search_contacts,
        "row_url": lambda row: reverse("contact", args=[row.pk]),
        "default_sort": "name",
        "can_export": access.may(request.user, "contact", "export"),
    }


def account_columns() -> list[Column]:
    return [
        Column("name", _("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True),
        Column(
            "industry",
            _("Industry"),
            order=10,
            cell=lambda row: row.industry and row.industry.name,
            sort_few=alphabet_of("industry__name"),
        ),
        Column(
            "size",
            _("Size"),
            order=20,
            field="size_band",
            cell=lambda row: SIZES.get(row.size_band, row.size_band),
            is_hidden_on_phone=True,
            is_minor=True,
        ),
        Column("place", _("Place"), order=30, cell=place_of, sort_few=alphabet_of("city")),
        Column("owner", _("Owner"), order=70, cell=owner_name, kind="person", sort_few=OWNERS_NAME),
        Column(
            "created",
            _("Since"),
            order=90,
            field="created_at",
            cell=lambda row: row.created_at,
            sort="created_at",
            kind="date",
            is_hidden_on_phone=True,
            is_minor=True,
        ),
        Column(
            "tax_id", _("CNPJ (CPF of a person)"), order=205, cell=lambda row: shown_tax_id(row.tax_id), is_extra=True
        ),
        Column("phone", _("Phone"), order=206, cell=lambda row: row.phone and shown_phone(row.phone), is_extra=True),
        Column(
            "postcode",
            _("CEP (postal code)"),
            order=219,
            cell=lambda row: shown_postcode(row.postcode),
            sort="postcode",
            is_extra=True,
        ),
    ]


def account_filters() -> list[Filter]:
    return [
        Filter(
            "industry",
            _("Industry"),
            choices=industry_choices,
            apply=lambda rows, value: rows.filter(industry=value),
            order=10,
        ),
        Filter(
            "size",
            _("Size"),
            choices=lambda _request: Account.SizeBand.choices,
            apply=lambda rows, value: rows.filter(size_band=value),
            order=20,
            field="size_band",
        ),
        Filter(
            "state",
            _("State"),
            choices=lambda _request: [(state, state) for state in queries.states_in_use()],
            apply=lambda rows, value: rows.filter(state=value),
            order=30,
        ),
        owner_filter(),
        team_filter(),
        *period_filters("created_at", _("Created from"), _("Created until")),
    ]


def search_accounts(rows: QuerySet, text: str) -> QuerySet:
    """Find by tax id or phone when it is digits, by domain when it looks like one; else by name."""
    hidden = hidden_in(rows)
    if (found := by_number(rows, text, hidden)) is not None:
        return found
    if "domain" not in hidden and re.fullmatch(r"\S+\.\S+", text) and (start := start_of_domain(text)):
        # Names have dots too: Booking.com, S.A.
        found = rows.filter(_starts("domain", start))
        return found if found.exists() else with_words(rows, text)
    return with_words(rows, text)


def contact_columns() -> list[Column]:
    return [
        Column("name", _("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True),
        Column("account", _("Account"), order=10, cell=account_link, kind="link", sort_few=ACCOUNTS_NAME),
        Column(
            "title", _("Job title"), order=20, cell=lambda row: row.title, is_hidden_on_phone=True, sort_few="title"
        ),
        Column(
            "role",
            _("Buying role"),
            order=30,
            field="buying_role",
            cell=lambda row: ROLES.get(row.buying_role, row.buying_role),
            kind="badge",
        ),
        Column("email", _("E-mail"), order=40, cell=lambda row: row.email, sort_few="email"),
        Column("phone", _("Phone"), order=50, cell=lambda row: row.phone and shown_phone(row.phone)),
        Column(
            "owner",
            _("Owner"),
            70,
            cell=owner_name,
            kind="person",
            is_hidden_on_phone=True,
            sort_few=OWNERS_NAME,
        ),
    ]


def contact_filters() -> list[Filter]:
    return [
        Filter(
            "role",
            _("Buying role"),
            choices=lambda _request: [*Contact.BuyingRole.choices, ("none", _("Not known"))],
            apply=lambda rows, value: rows.filter(buying_role="" if value == "none" else value),
            order=10,
            field="buying_role",
        ),
        Filter(
            "account",
            _("Account"),
            kind="hidden",
            apply=of_account,
        ),
        owner_filter(),
        team_filter(),
        *period_filters("created_at", _("Created from"), _("Created until")),
    ]


def search_contacts(rows: QuerySet, text: str) -> QuerySet:
    """Find by name, and that of the company; by e-mail or phone when it looks like one."""
    if (found := by_number(rows, text, hidden_in(rows))) is not None:
        return found
    if "@" in text and "email" not in hidden_in(rows):
        return rows.filter(_starts("email", text.lower()) | Q(pk__in=starting(Contact, "email", text.lower())))
    return with_words_here_or_there(rows, text, {"account": Account})


def _starts(field: str, start: str) -> Q:
    # That it is not blank is said as the index says it.
    return Q(**{f"{field}__gte": start, f"{field}__lt": beyond(start)}) & ~Q(**{field: ""})


def product_columns() -> list[Column]:
    return [
        Column("name", _("Name"), order=0, cell=lambda row: row.name, sort=NAME, is_primary=True),
        Column("code", _("Code"), order=10, cell=lambda row: row.code),
        Column("family", _("Product family"), order=20, cell=lambda row: row.family),
        Column(
            "price",
            _("List price"),
            order=30,
            cell=lambda row: (row.list_price, row.currency),
            sort="list_price",
            kind="money",
        ),
        Column("active", _("Active"), order=40, cell=lambda row: row.is_active, kind="flag"),
    ]


def product_filters() -> list[Filter]:
    return [
        Filter(
            "family",
            _("Product family"),
            choices=family_choices,
            apply=lambda rows, value: rows.filter(family=value),
            order=10,
        ),
        Filter("active", _("Active"), kind="flag", apply=lambda rows, value: rows.filter(is_active=value), order=20),
    ]


def search_products(rows: QuerySet, text: str) -> QuerySet:
    return rows.filter(Q(name__icontains=text) | Q(code__icontains=text))


def industry_choices(request: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in queries.names_of_industries()]


def family_choices(request: Any) -> list[tuple[str, str]]:
    families = Product.objects.exclude(family="").order_by("family").values_list("family", flat=True).distinct()
    return [(family, family) for family in families]


def of_account(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(account=value) if is_id(value) else rows.none()


def of_contact(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(contact=value) if is_id(value) else rows.none()


def owner_name(row: Any) -> str:
    return row.owner.name if row.owner_id else ""


def account_link(row: Any) -> tuple[str, str] | None:
    return (row.account.name, reverse("account", args=[row.account_id])) if row.account_id else None


def short_name(name: str, row: Any) -> Any:
    """Draw a name without the account that stands in the next column."""
    return cells.without(name, row.account.name if row.account_id else "")


def place_of(row: Account) -> str:
    return " · ".join(part for part in (row.city, row.state) if part)
