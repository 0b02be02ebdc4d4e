from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "jornada.edge.calendars"
    label = "calendars"
    verbose_name = _("Calendar")

    def ready(self) -> None:
        from jornada.apps.org.access import is_admin
        from jornada.edge.calendars.models import CalendarFeed, CalendarSource
        from jornada.ui import menu, tour

        def has_calendar(user: Any) -> bool:
            return any(model.objects.filter(user=user).exists() for model in (CalendarFeed, CalendarSource))

        menu.register(
            menu.Item(
                "calendar",
                _("Calendar link and import"),
                "calendar",
                "calendar-event",
                "user",
                12,
                part="own",
                about=_("Your tasks in the calendar of your phone, your meetings here."),
            )
        )
        tour.register(
            tour.Step(
                "calendar",
                50,
                _("Bring your calendars together"),
                _("Your tasks on your phone, your meetings here."),
                "calendar",
                "calendar-event",
                done=has_calendar,
                visible=lambda user: not is_admin(user),
            )
        )
