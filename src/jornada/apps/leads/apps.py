from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "jornada.apps.leads"
    label = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from jornada.apps.leads.seed import add_missing_sources

        post_migrate.connect(add_missing_sources, sender=self)
