"""Writes of accounts, contacts and products."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from jornada.apps.market.duplicates.noting import forget_bound
from jornada.apps.market.held import why_held
from jornada.apps.market.models import Account, Contact, Industry, Product
from jornada.apps.market.points.actions import set_points
from jornada.apps.market.points.arranging import Point
from jornada.apps.market.queries import may_keep_products, why_no_head
from jornada.apps.org import access, edits, history
from jornada.apps.org.alphabet import called

M = TypeVar("M", Account, Contact)
Points = Sequence[Point]


def create_account(user: Any, points: Points | None = None, **values: Any) -> Account:
    access.require(user, "account", "create")
    return _with_industry(values, lambda: _with_points(user, points, lambda: edits.create(user, Account, values)))


def update_account(
    user: Any, account: Account, seen_at: datetime | None = None, points: Points | None = None, **values: Any
) -> Account:
    access.require(user, "account", "change", account)
    _refuse_circle(account, values)

    def write() -> Account:
        return edits.update(user, account, values, seen_at)

    saved = _with_industry(values, lambda: _with_points(user, points, write))
    if {"parent", "parent_id"} & values.keys():
        forget_bound(saved)
    return saved


def _refuse_circle(account: Account, values: Mapping[str, Any]) -> None:
    head = values.get("parent") or Account.objects.filter(pk=values.get("parent_id")).first()
    if head is not None:
        why = why_no_head(account, head)
        edits.refuse_unless(not why, why)


def delete_account(user: Any, account: Account) -> None:
    """Delete an account that has no history; its contacts stay, without a company."""
    access.require(user, "account", "delete", account)
    _delete(user, account)


def create_contact(user: Any, points: Points | None = None, **values: Any) -> Contact:
    access.require(user, "contact", "create")
    return _with_points(user, points, lambda: edits.create(user, Contact, values))


def update_contact(
    user: Any, contact: Contact, seen_at: datetime | None = None, points: Points | None = None, **values: Any
) -> Contact:
    access.require(user, "contact", "change", contact)
    return _with_points(user, points, lambda: edits.update(user, contact, values, seen_at))


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


def industry_meant(name: str) -> Industry:
    """Return the industry of that name, whatever its letters; a new one joins the pick list with what names it."""
    return Industry.objects.filter(called(name)).first() or Industry(name=name)


def keep_industry(values: Mapping[str, Any]) -> None:
    """Write a new industry among the values of a company, just before these are written."""
    if _is_industry_new(values):
        values["industry"].save()


def _is_industry_new(values: Mapping[str, Any]) -> bool:
    industry = values.get("industry")
    return industry is not None and industry.pk is None


def _with_industry(values: Mapping[str, Any], write: Callable[[], M]) -> M:
    """Write a company and an industry that is new with it, or neither of them."""
    if not _is_industry_new(values):
        return write()
    with transaction.atomic():
        keep_industry(values)
        return write()


def _with_points(user: Any, points: Points | None, write: Callable[[], M]) -> M:
    """Write a record and, when they are given, its further e-mails and phones, in one transaction."""
    if points is None:
        return write()
    with transaction.atomic():
        row = write()
        if set_points(user, row, points):
            row.updated_at = timezone.now()
            row.save(update_fields=["updated_at"])
    return row


def _delete(user: Any, record: Model) -> None:
    with transaction.atomic():
        row = edits.locked(record)
        if held := why_held(row):
            raise edits.StaysError(f"{held.said} {held.instead}", held.reason)
        history.record_deleted(user, row)
        row.delete()


def _require_product_keeper(user: Any) -> None:
    if not may_keep_products(user):
        raise PermissionDenied
