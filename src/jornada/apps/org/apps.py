from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "jornada.apps.org"
    label = "org"
    verbose_name = _("Org")

    def ready(self) -> None:
        from jornada.apps.org.access import is_admin
        from jornada.ui.menu import Item, register

        register(Item("jobs", _("Jobs"), "job_list", "progress", "data", 90))
        register(Item("users", _("Users"), "user_list", "users", "settings", 10, visible=is_admin))
        register(Item("teams", _("Teams"), "team_list", "users-group", "settings", 20, visible=is_admin))
        register(Item("history", _("Change history"), "change_list", "history", "settings", 30, visible=is_admin))
        register(Item("profile", _("Your profile"), "profile", "user", "user", 10))
        register(Item("tokens", _("API tokens"), "token_list", "key", "user", 20))
