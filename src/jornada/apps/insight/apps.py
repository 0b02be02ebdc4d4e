from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "jornada.apps.insight"
    label = "insight"
    verbose_name = _("Insight")

    def ready(self) -> None:
        from jornada.apps.insight.conditions.answers import CopyEngine
        from jornada.apps.insight.copy.marks import on_contacts_matched
        from jornada.apps.insight.copy.merged import read_again
        from jornada.apps.market.duplicates.signals import references_moved
        from jornada.apps.market.personas.signals import contacts_matched
        from jornada.ui import menu, tour
        from jornada.ui.conditions import engine

        engine.register(CopyEngine())
        references_moved.connect(read_again, dispatch_uid="insight.merged")
        contacts_matched.connect(on_contacts_matched, dispatch_uid="insight.personas")
        menu.register(menu.Item("journey", _("Journey"), "journey", "route", "see", 10))
        tour.register(
            tour.Step(
                "journey",
                30,
                _("See the journey"),
                _("Where your buyers stand now, how they move on, where they wait."),
                "journey",
                "route",
            )
        )
        menu.register(menu.Item("kpis", _("KPIs"), "kpis", "chart-bar", "see", 20, visible=_sees_amounts))


def _sees_amounts(user: Any) -> bool:
    from jornada.apps.org.access import hidden_fields

    return "amount" not in hidden_fields(user, "opportunity")
