"""Duplicates: found at every entry and over the base, reviewed side by side, merged, and split again."""

from __future__ import annotations


def register() -> None:
    """Put duplicates into menu, record pages and the kinds of jobs."""
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.market.duplicates import finding, panels, queries  # noqa: F401 - finding registers its job
    from jornada.apps.org.lists import gone
    from jornada.ui import menu
    from jornada.ui import panels as pages

    gone.register_heir(queries.heir)
    menu.register(
        menu.Item(
            "duplicates",
            _("Duplicates"),
            "duplicate_list",
            "arrow-merge",
            "data",
            20,
            visible=queries.may_review,
            part="data",
            about=_("Records that may be the same: merge them, split them again."),
        )
    )
    for record in ("account", "contact"):
        pages.register(record, "duplicates", 5, panels.duplicates_panel(record), place="top")
        pages.register(record, "merges", 880, panels.merges_panel(record), place="side")
    pages.register("job", "duplicates", 10, panels.found_of_job)
