from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "jornada.api"
    label = "api"

    def ready(self) -> None:
        from jornada.api.auth import scope_names
        from jornada.apps.org import tokens

        tokens.offer_scopes(scope_names)
