"""The user interface as a Django app: templates, components, registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "jornada.ui"
    label = "ui"

    def ready(self) -> None:
        from jornada.ui import go, menu, search

        menu.register(menu.Item("setup", _("Settings"), "ui:setup", "settings", go.FIND, 200))
        search.offer("actions", _("Actions"), go.offered_actions, order=90, icon="arrow-right")
        search.register("commands", _("Actions"), go.find_commands, order=5, icon="arrow-right")
        search.register("pages", _("Pages and actions"), go.find_pages, order=90, icon="arrow-right")
