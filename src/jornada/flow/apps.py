from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "jornada.flow"
    label = "flow"

    def ready(self) -> None:
        from jornada.apps.interactions import threads
        from jornada.apps.interactions.signals import touches_recorded
        from jornada.flow import lists, open_threads, settle
        from jornada.ui import columns

        threads.register_open(open_threads.open_threads)
        threads.register_visible(open_threads.threads_of_visible_leads)
        threads.register_visible(open_threads.threads_of_visible_opportunities)
        lists.register(columns)
        touches_recorded.connect(settle.on_touches_recorded, dispatch_uid="flow.settle")
