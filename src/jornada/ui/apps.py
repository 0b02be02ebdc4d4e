"""The user interface as a Django app: templates, components, registries."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "jornada.ui"
    label = "ui"
