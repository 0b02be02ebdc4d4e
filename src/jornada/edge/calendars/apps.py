from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "jornada.edge.calendars"
    label = "calendars"
    verbose_name = _("Calendar")

    def ready(self) -> None:
        from jornada.ui import menu

        menu.register(menu.Item("calendar", _("Calendar link and import"), "calendar", "calendar-event", "user", 12))
