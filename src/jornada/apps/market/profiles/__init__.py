"""Ideal customer profiles: whom we would like to sell to, and how each account fits."""

from __future__ import annotations


def register() -> None:
    """Put profiles into menu, lists and account pages."""
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.market.duplicates.moving import derive_again
    from jornada.apps.market.profiles import panels
    from jornada.apps.market.profiles.actions import grade_again
    from jornada.apps.market.profiles.models import ProfileCriterion
    from jornada.apps.org.lists import trash
    from jornada.ui import columns, filters, menu
    from jornada.ui import panels as pages

    menu.register(
        menu.Item(
            "profiles", _("Ideal customer profiles"), "profile_list", "target-arrow", "plan", 10, also=("/criteria/",)
        )
    )
    pages.register("account", "fit", 15, panels.fit_panel, place="side")
    columns.register("account", panels.fit_column())
    filters.register("account", panels.fit_filter())
    derive_again("market.accountfit")
    trash.afterwards(ProfileCriterion, grade_again)
