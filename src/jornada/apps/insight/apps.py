from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "jornada.apps.insight"
    label = "insight"
    verbose_name = _("Insight")

    def ready(self) -> None:
        from jornada.ui import menu

        menu.register(menu.Item("journey", _("Journey"), "journey", "route", "see", 10, is_on_phone_bar=True))
        menu.register(menu.Item("kpis", _("KPIs"), "kpis", "chart-bar", "see", 20, is_on_phone_bar=True))
