"""Intent tests: question sets in versions, answered in calls; they say whether a lead is an SQL."""

from __future__ import annotations


def register(app: object) -> None:
    """Put intent tests into pages, the drawer of touches, conditions, lists and settings."""
    from django.db.models.signals import post_migrate
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.interactions import touch_extras
    from jornada.apps.leads.intent import fields, lists, panels
    from jornada.apps.leads.intent.seed import add_missing_tests
    from jornada.apps.org.access import may_write_models
    from jornada.ui import filters, menu
    from jornada.ui import panels as pages
    from jornada.ui.conditions import fields as conditions

    post_migrate.connect(add_missing_tests, sender=app)
    conditions.provide(fields.condition_fields)
    filters.register("lead", lists.test_filter())
    touch_extras.register(panels.tests_of_touch)
    for record in ("lead", "opportunity"):
        pages.register(record, "intent", 22, panels.intent_panel, place="side")
    menu.register(
        menu.Item(
            "intent_tests",
            _("Intent tests"),
            "intent_tests",
            "list-check",
            menu.SETUP,
            46,
            visible=may_write_models,
            part="selling",
            about=_("Questions that tell whether somebody means to buy, such as BANT."),
        )
    )
