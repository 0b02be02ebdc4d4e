from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "jornada.edge.webhooks"
    label = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        from jornada.apps.interactions.signals import touches_written
        from jornada.apps.leads.signals import types_changed
        from jornada.apps.org.access import is_admin
        from jornada.apps.org.kept import watch
        from jornada.apps.org.signals import records_created, records_deleted, records_updated
        from jornada.edge.webhooks import outbox
        from jornada.ui import menu

        watch(self.get_model("Endpoint"))
        records_created.connect(outbox.on_created, dispatch_uid="webhooks")
        records_updated.connect(outbox.on_updated, dispatch_uid="webhooks")
        records_deleted.connect(outbox.on_deleted, dispatch_uid="webhooks")
        touches_written.connect(outbox.on_touches, dispatch_uid="webhooks")
        types_changed.connect(outbox.on_types, dispatch_uid="webhooks")
        menu.register(
            menu.Item(
                "webhooks",
                _("Webhooks"),
                "webhook_list",
                "webhook",
                menu.SETUP,
                28,
                visible=is_admin,
                part="data",
                about=_("Other systems are told at once what happens here."),
            )
        )
