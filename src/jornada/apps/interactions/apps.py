from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.seed import seed_activities


class InteractionsConfig(AppConfig):
    name = "jornada.apps.interactions"
    label = "interactions"
    verbose_name = _("Interactions")

    def ready(self) -> None:
        from jornada.apps.interactions import lists
        from jornada.apps.interactions import panels as ours
        from jornada.ui import columns, filters, menu, panels

        post_migrate.connect(seed_activities, sender=self)
        menu.register(menu.Item("tasks", _("Tasks"), "task_list", "checklist", "sell", 30, is_on_phone_bar=True))
        ours.register(panels)
        lists.register(columns, filters)
