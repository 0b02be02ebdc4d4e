"""How hot leads are: the time frames that buyers stated, and what follows from them."""

from __future__ import annotations


def register() -> None:
    """Put the temperature into lists, pages, conditions and settings."""
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.leads.temperature import lists, panels
    from jornada.apps.org.access import is_admin
    from jornada.ui import columns, filters, menu
    from jornada.ui import panels as pages
    from jornada.ui.conditions import fields

    columns.register("lead", lists.heat_column())
    filters.register("lead", lists.heat_filter())
    fields.register("lead", lists.heat_field())
    for record in ("lead", "opportunity"):
        pages.register(record, "temperature", 9, panels.temperature_panel, place="side")
    item = menu.Item(
        "temperature",
        _("Temperature"),
        "temperature_settings",
        "flame",
        menu.SETUP,
        44,
        visible=is_admin,
        part="marketing",
        about=_("From when on a lead is hot, warm or cold."),
    )
    menu.register(item)
