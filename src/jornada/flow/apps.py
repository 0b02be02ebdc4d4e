from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "jornada.flow"
    label = "flow"
