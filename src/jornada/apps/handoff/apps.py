from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HandoffConfig(AppConfig):
    name = "jornada.apps.handoff"
    label = "handoff"
    verbose_name = _("Hand-off")

    def ready(self) -> None:
        from jornada.apps.handoff.seed import add_missing_agreement
        from jornada.apps.handoff.tick import on_working_hours_changed
        from jornada.apps.org.signals import working_hours_changed

        post_migrate.connect(add_missing_agreement, sender=self)
        working_hours_changed.connect(on_working_hours_changed, dispatch_uid="handoff.clocks")
