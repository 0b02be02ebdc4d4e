"""A contact of one company named beside another company: rarely meant, so it is asked about before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from jornada.apps.market.models import Account, Contact

PAIR = ("account", "contact")


def doubt_about(row: Any, values: Mapping[str, Any]) -> str:
    """Say what is odd about the company and the contact that a lead or opportunity would name; nothing when they fit.

    `row` is the record as it is, None for a new one: what stood there before is not asked about again.
    """
    if not _is_new(row, values):
        return ""
    account, contact = (values[name] if name in values else getattr(row, name, None) for name in PAIR)
    if not (account and contact and contact.account_id) or _is_of(contact, account):
        return ""
    return _("%(contact)s works for another company than %(account)s.") % {"contact": contact, "account": account}


def _is_new(row: Any, values: Mapping[str, Any]) -> bool:
    """Say whether the values name others than the record does."""
    given = {name: values[name] and values[name].pk for name in PAIR if name in values}
    return any(pk != getattr(row, f"{name}_id", None) for name, pk in given.items())


def _is_of(contact: Contact, account: Account) -> bool:
    """Say whether a contact works for a company, or for one of its group: head office or another branch."""
    if contact.account_id in (account.pk, account.parent_id):
        return True
    head = Account.objects.filter(pk=contact.account_id).values_list("parent_id", flat=True).first()
    return head is not None and head in (account.pk, account.parent_id)
