from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "jornada.edge.files"
    label = "files"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        from jornada.edge.files import tasks  # noqa: F401 - registers the kind of job
