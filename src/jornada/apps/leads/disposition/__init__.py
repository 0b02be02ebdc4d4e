"""Setting leads aside with a reason, and having them back: by date, before a contract ends, by new activity."""

from __future__ import annotations


def register(app: object) -> None:
    """Put reasons and returns into lists, conditions, My day, menus and settings."""
    from django.db.models.signals import post_migrate
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.interactions.telling import note_tells
    from jornada.apps.leads.disposition import day as waiting
    from jornada.apps.leads.disposition import lists
    from jornada.apps.leads.disposition.seed import add_missing_reasons
    from jornada.apps.leads.queries import SET_ASIDE, owned_by_one
    from jornada.apps.org.access import is_admin
    from jornada.ui import day, filters, menu
    from jornada.ui.conditions import fields

    post_migrate.connect(add_missing_reasons, sender=app)
    for code in SET_ASIDE:
        note_tells(code, "lead", "disposition", "reason")
    note_tells("lead.returned", "lead", "competitor", "contract_ends_on")
    for item in lists.filters():
        filters.register("lead", item)
    for field in lists.condition_fields():
        fields.register("lead", field)
    day.register("returned", 17, waiting.returned_leads, holds=owned_by_one)
    menu.register(menu.Item("set_aside", _("Set aside and back"), "set_aside", "refresh", "see", 45))
    menu.register(
        menu.Item(
            "set_aside_reasons", _("Reasons to set aside"), "set_aside_reasons", "archive", menu.SETUP, 48,
            visible=is_admin, part="marketing", about=_("Why leads are set aside, and when each comes back."))
    )  # fmt: skip
