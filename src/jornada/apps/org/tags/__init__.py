"""Tags: coloured words on records of every kind, shared by the whole company."""

from __future__ import annotations


def register() -> None:
    """Put tags on record pages, into lists, conditions and settings."""
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.org.lists import acts
    from jornada.apps.org.lists.undo import restorers
    from jornada.apps.org.tags import actions, lists, views
    from jornada.ui import columns, list_fields, menu, panels
    from jornada.ui.conditions import fields

    acts.register(lists.ACT)
    restorers[actions.FIELD] = lists.put_back
    columns.provide(lists.columns)
    list_fields.provide(lists.list_fields)
    fields.provide(lists.condition_fields)
    for record in fields.RECORDS:
        panels.register(record, "tags", 1, views.tags_panel(record), place="head")
    menu.register(
        menu.Item(
            "tags",
            _("Tags"),
            "tag_list",
            "tags",
            menu.SETUP,
            28,
            visible=actions.may_keep,
            part="data",
            about=_("Words that hang on records: rename, merge, tidy up."),
        )
    )
