from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "jornada.apps.sales"
    label = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        from jornada.apps.sales.seed import add_missing_pipeline

        post_migrate.connect(add_missing_pipeline, sender=self)
