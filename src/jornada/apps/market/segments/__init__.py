"""Segments: saved conditions and lists kept by hand, with who is a member and since when."""

from __future__ import annotations


def register() -> None:
    """Put segments into menu, lists, record pages and conditions."""
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.market.models import Account, Contact
    from jornada.apps.market.queries import visible_accounts, visible_contacts
    from jornada.apps.market.segments import acts, filters, panels, queries, records
    from jornada.ui import filters as list_filters
    from jornada.ui import menu
    from jornada.ui import panels as pages
    from jornada.ui.conditions import words
    from jornada.ui.conditions.address import where_filter
    from jornada.ui.conditions.fields import RECORDS

    records.register(records.Kind("account", _("Accounts"), _("Account"), visible_accounts, Account, 10))
    records.register(records.Kind("contact", _("Contacts"), _("Contact"), visible_contacts, Contact, 20))
    menu.register(menu.Item("segments", _("Segments"), "segment_list", "filter", "market", 30))
    words.register("lists", queries.segment_names)
    acts.register()
    for record in RECORDS:
        list_filters.register(record, filters.segment_filter(record))
        list_filters.register(record, where_filter(record))
        pages.register(record, "segments", 60, panels.segments_panel(record), place="side")
