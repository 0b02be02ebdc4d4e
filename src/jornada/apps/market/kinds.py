"""Accounts and contacts as kinds of records with a list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jornada.apps.market import actions, lists
from jornada.apps.market.forms import AccountForm, ContactForm
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.numbered import kept_phone, kept_tax_id
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org.lists.kinds import Kind, register
from jornada.apps.org.lists.texts import as_typed
from jornada.ui.postcodes import kept_postcode

STAY = _("Those with leads, opportunities or interactions stay, and are counted with the reason.")


def register_kinds() -> None:
    register(
        Kind(
            "account",
            _("Accounts"),
            Account,
            visible_accounts,
            "account_list",
            lists.account_options,
            AccountForm,
            actions.update_account,
            actions.delete_account,
            related=("owner", "industry"),
            by_record=frozenset({"kind", "tax_id", "postcode", "parent"}),
            deletes_but=STAY,
            written={"tax_id": kept_tax_id, "phone": kept_phone, "domain": as_typed, "postcode": kept_postcode},
            passed_on="",
        )
    )
    register(
        Kind(
            "contact",
            _("Contacts"),
            Contact,
            visible_contacts,
            "contact_list",
            lists.contact_options,
            ContactForm,
            actions.update_contact,
            actions.delete_contact,
            related=("owner", "account"),
            by_record=frozenset({"account"}),
            deletes_but=STAY,
            written={"phone": kept_phone, "email": as_typed},
            passed_on="",
        )
    )
