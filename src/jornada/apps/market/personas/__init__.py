"""Buyer personas: what the people we sell to want and fear, how sure we are of it, and who is one."""

from __future__ import annotations


def register() -> None:
    """Put personas into the menu, the lists and pages of contacts, and conditions."""
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.market.duplicates.moving import derive_again
    from jornada.apps.market.personas import panels
    from jornada.ui import columns, filters, menu
    from jornada.ui import panels as pages
    from jornada.ui.conditions import fields

    menu.register(menu.Item("personas", _("Personas"), "persona_list", "user-heart", "plan", 20))
    pages.register("contact", "persona", 12, panels.persona_panel, place="side")
    columns.register("contact", panels.persona_column())
    filters.register("contact", panels.persona_filter())
    fields.register("contact", panels.persona_field())
    derive_again("market.personaofcontact")
