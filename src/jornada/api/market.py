"""Accounts, contacts and products."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from jornada.api.duplicates import DuplicateProblem, refuse_duplicates, with_external
from jornada.api.lookups import found, references
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.schemas import AccountIn, AccountOut, ContactIn, ContactOut, ProductOut
from jornada.apps.market import actions
from jornada.apps.market.models import Account
from jornada.apps.market.queries import visible_accounts, visible_contacts, visible_products

accounts = Router(tags=["accounts"])
contacts = Router(tags=["contacts"])
products = Router(tags=["products"])


def account_out(row: Account) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in AccountOut.model_fields if name != "industry"}
    return {**values, "industry": row.industry.name if row.industry else None}


@accounts.get("/", response=Page[AccountOut])
def list_accounts(request: HttpRequest, paging: PageQuery = PAGE, q: str = "", external_id: str = "") -> Any:
    """List accounts, newest first; `q` narrows by the beginning of the name, `external_id` finds one."""
    rows = visible_accounts(request.auth).select_related("industry")
    if q:
        rows = rows.filter(name__istartswith=q)
    if external_id:
        rows = with_external(rows, "account", external_id)
    return page(rows, paging, account_out)


@accounts.post("/", response={201: AccountOut, 409: DuplicateProblem})
def create_account(request: HttpRequest, payload: AccountIn, force: bool = False) -> Any:
    """Make an account. When it is probably there already: 409 with the candidates, unless `force`."""
    values = references(request.auth, payload.dict(), "account")
    if not force:
        refuse_duplicates(request.auth, "account", values)
    return Status(201, account_out(actions.create_account(request.auth, **values)))


@accounts.get("/{int:pk}", response=AccountOut)
def read_account(request: HttpRequest, pk: int) -> Any:
    return account_out(found(visible_accounts(request.auth, pk=pk).select_related("industry"), pk))


@accounts.patch("/{int:pk}", response=AccountOut)
def change_account(request: HttpRequest, pk: int, payload: AccountIn) -> Any:
    """Change the fields that are sent; the others stay. `name` is always sent."""
    row = found(visible_accounts(request.auth), pk)
    values = references(request.auth, payload.dict(exclude_unset=True), "account")
    return account_out(actions.update_account(request.auth, row, **values))


@accounts.delete("/{int:pk}", response={204: None})
def delete_account(request: HttpRequest, pk: int) -> Any:
    """Delete an account that has no history."""
    actions.delete_account(request.auth, found(visible_accounts(request.auth), pk))
    return Status(204, None)


@contacts.get("/", response=Page[ContactOut])
def list_contacts(
    request: HttpRequest, paging: PageQuery = PAGE, account_id: int | None = None, email: str = ""
) -> Any:
    """List contacts, newest first, of one account or with one e-mail when asked."""
    rows = visible_contacts(request.auth)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if email:
        rows = rows.filter(email=email.lower())
    return page(rows, paging, lambda row: row)


@contacts.post("/", response={201: ContactOut, 409: DuplicateProblem})
def create_contact(request: HttpRequest, payload: ContactIn, force: bool = False) -> Any:
    """Make a contact. When it is probably there already: 409 with the candidates, unless `force`."""
    values = references(request.auth, payload.dict(), "contact")
    if not force:
        refuse_duplicates(request.auth, "contact", values)
    return Status(201, actions.create_contact(request.auth, **values))


@contacts.get("/{int:pk}", response=ContactOut)
def read_contact(request: HttpRequest, pk: int) -> Any:
    return found(visible_contacts(request.auth, pk=pk), pk)


@contacts.patch("/{int:pk}", response=ContactOut)
def change_contact(request: HttpRequest, pk: int, payload: ContactIn) -> Any:
    """Change the fields that are sent; the others stay. `name` is always sent."""
    row = found(visible_contacts(request.auth), pk)
    return actions.update_contact(
        request.auth, row, **references(request.auth, payload.dict(exclude_unset=True), "contact")
    )


@contacts.delete("/{int:pk}", response={204: None})
def delete_contact(request: HttpRequest, pk: int) -> Any:
    """Delete a contact that has no history."""
    actions.delete_contact(request.auth, found(visible_contacts(request.auth), pk))
    return Status(204, None)


@products.get("/", response=Page[ProductOut])
def list_products(request: HttpRequest, paging: PageQuery = PAGE) -> Any:
    return page(visible_products(request.auth), paging, lambda row: row)
