from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from jornada.apps.journeys.seed import seed_default_map


class JourneysConfig(AppConfig):
    name = "jornada.apps.journeys"
    label = "journeys"
    verbose_name = _("Journeys")

    def ready(self) -> None:
        from jornada.apps.journeys import lists
        from jornada.apps.journeys import panels as ours
        from jornada.apps.journeys.queries import stage_labels
        from jornada.apps.market.duplicates.moving import derive_again
        from jornada.apps.org.access import is_admin
        from jornada.apps.org.kept import watch
        from jornada.ui import columns, filters, menu, panels
        from jornada.ui.conditions import words

        post_migrate.connect(seed_default_map, sender=self)
        watch(self.get_model("Map"), self.get_model("Stage"))
        derive_again("journeys.visit")
        menu.register(menu.Item("map", _("Journey map"), "map", "map-2", "plan", 40))
        rules = menu.Item(
            "silence",
            _("Reminder rules"),
            "silence_rules",
            "alarm",
            menu.SETUP,
            27,
            visible=is_admin,
            part="selling",
            about=_("Tasks that come by themselves when a buyer has been quiet for long."),
        )
        menu.register(rules)
        ours.register(panels)
        lists.register(columns, filters)
        words.register("stages", stage_labels)
