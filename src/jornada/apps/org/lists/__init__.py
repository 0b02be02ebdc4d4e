"""What the lists of all kinds of records share: every field as column and filter, saved views, selection, edits.

An app says once what its kind of record is (`kinds.register`); the rest follows from the model and its form.
"""

from __future__ import annotations


def register() -> None:
    """Put fields, views, selection and edits into every list."""
    from jornada.apps.org.lists import acts, bulk_views, chosen, fields, figures, inline_views, view_pages
    from jornada.ui import chosen_columns, columns, list_fields, listing, panels

    columns.provide(fields.columns)
    list_fields.provide(fields.list_fields)
    acts.register_own()
    listing.pick_with(bulk_views.may_select)
    listing.editable_with(inline_views.editable)
    listing.add_up_with(figures.address)
    listing.start_with(view_pages.start_of)
    chosen_columns.keep_columns_with(chosen.kept_columns)
    panels.register("list", "views", 10, view_pages.views_bar, place="top")
    panels.register("list", "bulk", 10, bulk_views.bulk_bar, place="main")
    panels.register("job", "bulk", 20, bulk_views.result_of_job)
