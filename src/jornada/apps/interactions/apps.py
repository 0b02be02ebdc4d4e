from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.seed import seed_activities


class InteractionsConfig(AppConfig):
    name = "jornada.apps.interactions"
    label = "interactions"
    verbose_name = _("Interactions")

    def ready(self) -> None:
        post_migrate.connect(seed_activities, sender=self)
