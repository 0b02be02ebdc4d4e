"""Accounts, contacts and products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from django.db.models import Model
from django.utils import timezone
from ninja import Router

from jornada.api.bulk import Bulk, offer
from jornada.api.cleaning import clean_account, clean_contact, normal
from jornada.api.filters import NAMED, OWNER, STAMPS, external, of, same
from jornada.api.listing import Filter
from jornada.api.resources import Resource, serve
from jornada.api.schemas import AccountIn, AccountOut, ContactIn, ContactOut, ProductIn, ProductOut
from jornada.api.tagged import tag_names, with_tag
from jornada.apps.market import actions
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.market.points.actions import set_points_of_many
from jornada.apps.market.points.queries import load_points, points_of
from jornada.apps.market.queries import may_keep_products, visible_accounts, visible_contacts, visible_products
from jornada.apps.org import many
from jornada.apps.org.alphabet import NAME

accounts = Router(tags=["accounts"])
contacts = Router(tags=["contacts"])
products = Router(tags=["products"])
SORTS: dict[str, Any] = {"id": "id", "name": NAME, "created_at": "created_at", "updated_at": "updated_at"}


def account_out(row: Account) -> dict[str, Any]:
    names = [name for name in AccountOut.model_fields if name not in ("industry", "points", "tags")]
    values = {name: getattr(row, name) for name in names}
    return {
        **values,
        "industry": row.industry.name if row.industry else None,
        "points": [asdict(point) for point in points_of(row)],
        "tags": tag_names("account", row),
    }


def contact_out(row: Contact) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in ContactOut.model_fields if name not in ("points", "tags")}
    points = [asdict(point) for point in points_of(row)]
    return {**values, "points": points, "tags": tag_names("contact", row)}


def product_out(row: Product) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ProductOut.model_fields}


ACCOUNTS = Resource(
    one="account",
    many="accounts",
    out=AccountOut,
    shape=account_out,
    visible=visible_accounts,
    single=lambda user, pk: visible_accounts(user, pk=pk),
    related=("industry",),
    record="account",
    sorts={**SORTS, "revenue": "revenue", "employees": "employees"},
    filters=(
        NAMED,
        external("account"),
        OWNER,
        of("parent_id", "branches of this account"),
        Filter("kind", Literal["b2b", "b2c"]),
        Filter("domain", str, "acme.com.br", apply=normal("domain")),
        Filter("tax_id", str, "CNPJ or CPF, with points or without", apply=normal("tax_id")),
        Filter("phone", str, "in any notation", apply=normal("phone")),
        Filter("industry", str, "its name", lookup="industry__name"),
        Filter("size_band", Literal["micro", "small", "medium", "large", "enterprise"]),
        same("city"),
        same("state"),
        same("country"),
        Filter("postcode", str, "CEP with its hyphen or without, or another country's", apply=normal("postcode")),
        with_tag("account"),
        *STAMPS,
    ),
    form=AccountIn,
    create=actions.create_account,
    update=actions.update_account,
    delete=actions.delete_account,
    prepare=clean_account,
    has_likeness=True,
    is_tagged=True,
    beside=load_points,
    delete_note="Delete an account that has no history; one with touches, leads or opportunities stays (409).",
)
CONTACTS = Resource(
    one="contact",
    many="contacts",
    out=ContactOut,
    shape=contact_out,
    visible=visible_contacts,
    single=lambda user, pk: visible_contacts(user, pk=pk),
    record="contact",
    sorts=SORTS,
    filters=(
        NAMED,
        external("contact"),
        of("account_id"),
        OWNER,
        Filter("email", str, "in any case of letters", apply=normal("email")),
        Filter("phone", str, "in any notation", apply=normal("phone")),
        Filter("buying_role", Literal["decision_maker", "champion", "influencer", "user", "purchasing", "legal"]),
        same("language"),
        with_tag("contact"),
        *STAMPS,
    ),
    form=ContactIn,
    create=actions.create_contact,
    update=actions.update_contact,
    delete=actions.delete_contact,
    prepare=clean_contact,
    has_likeness=True,
    is_tagged=True,
    beside=load_points,
    delete_note="Delete a contact that has no history; one with touches, leads or opportunities stays (409).",
)
PRODUCTS = Resource(
    one="product",
    many="products",
    out=ProductOut,
    shape=product_out,
    visible=visible_products,
    sorts={"id": "id", "name": NAME, "code": "code"},
    filters=(NAMED, same("code"), same("family"), Filter("is_active", bool)),
    form=ProductIn,
    create=actions.create_product,
    update=actions.update_product,
    delete=actions.delete_product,
    delete_note="Delete a product that no opportunity names; make the others inactive instead.",
)
serve(accounts, ACCOUNTS)
serve(contacts, CONTACTS)
serve(products, PRODUCTS)


def _create(model: type[Model]) -> Callable[..., Any]:
    def create(user: Any, lines: Sequence[Mapping[str, Any]]) -> list[Model]:
        rows = [model(**_without_points(values)) for values in lines]
        many.create(user, rows)
        pairs = zip(rows, lines, strict=True)
        set_points_of_many(user, [(row, given["points"]) for row, given in pairs if given.get("points")])
        return rows

    return create


def _update(user: Any, changes: Iterable[tuple[Any, Mapping[str, Any]]]) -> list[list[str]]:
    changes = list(changes)
    done = many.write(user, [(row, _without_points(values)) for row, values in changes])
    given = [(row, values["points"]) for row, values in changes if values.get("points") is not None]
    changed = {row.pk for row in set_points_of_many(user, given)}
    if changed:
        changes[0][0]._meta.default_manager.filter(pk__in=changed).update(updated_at=timezone.now())
    return [[*names, "points"] if row.pk in changed else names for names, (row, _v) in zip(done, changes, strict=True)]


def _without_points(values: Mapping[str, Any]) -> dict[str, Any]:
    """Take off the further e-mails and phones, which are rows of their own; few records of a call bring some."""
    return {name: value for name, value in values.items() if name != "points"}


offer(
    accounts,
    Bulk(ACCOUNTS, Account, ("id", "external_id", "tax_id", "domain", "name"), _create(Account), _update),
)
offer(products, Bulk(PRODUCTS, Product, ("id", "name"), _create(Product), _update, related=(), may=may_keep_products))
offer(contacts, Bulk(CONTACTS, Contact, ("id", "external_id", "email", "phone"), _create(Contact), _update))
