"""Writes of accounts, contacts and products."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from jornada.apps.market.models import Account, Contact, Industry, Product
from jornada.apps.market.queries import may_keep_products
from jornada.apps.org import access, edits, history

# What must not lose its account, contact or product: names that higher apps give to their relations.
HOLDERS = ("leads", "opportunities", "touches")


def create_account(user: Any, **values: Any) -> Account:
    access.require(user, "account", "create")
    return edits.create(user, Account, values)


def update_account(user: Any, account: Account, seen_at: datetime | None = None, **values: Any) -> Account:
    access.require(user, "account", "change", account)
    return edits.update(user, account, values, seen_at)


def delete_account(user: Any, account: Account) -> None:
    """Delete an account that has no history; its contacts stay, without a company."""
    access.require(user, "account", "delete", account)
    _delete(user, account)


def create_contact(user: Any, **values: Any) -> Contact:
    access.require(user, "contact", "create")
    return edits.create(user, Contact, values)


def update_contact(user: Any, contact: Contact, seen_at: datetime | None = None, **values: Any) -> Contact:
    access.require(user, "contact", "change", contact)
    return edits.update(user, contact, values, seen_at)


def delete_contact(user: Any, contact: Contact) -> None:
    access.require(user, "contact", "delete", contact)
    _delete(user, contact)


def create_product(user: Any, **values: Any) -> Product:
    _require_product_keeper(user)
    return edits.create(user, Product, values)


def update_product(user: Any, product: Product, **values: Any) -> Product:
    _require_product_keeper(user)
    return edits.update(user, product, values)


def delete_product(user: Any, product: Product) -> None:
    """Delete a product that no opportunity names; the others are made inactive instead."""
    _require_product_keeper(user)
    _delete(user, product)


def industry_named(name: str) -> Industry:
    """Return the industry of that name, in any case of letters; a new name joins the pick list."""
    known = Industry.objects.filter(name__iexact=name).first()
    return known or Industry.objects.create(name=name)


def _delete(user: Any, record: Model) -> None:
    with transaction.atomic():
        row = edits.locked(record)
        for holder in HOLDERS:
            if hasattr(row, holder) and getattr(row, holder).exists():
                text = _("“%(name)s” has a history and stays: nothing was deleted.")
                raise edits.WrongMomentError(text % {"name": row})
        history.record_deleted(user, row)
        row.delete()


def _require_product_keeper(user: Any) -> None:
    if not may_keep_products(user):
        raise PermissionDenied
