from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "jornada.edge.files"
    label = "files"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        from jornada.apps.org.lists import trash
        from jornada.edge.files import panels, tasks  # noqa: F401 - tasks registers the kinds of jobs
        from jornada.edge.files.access import may_import
        from jornada.edge.files.again import LOT
        from jornada.edge.files.whole.archive import may_export_all
        from jornada.edge.files.whole.views import of_job
        from jornada.ui import menu
        from jornada.ui import panels as pages

        menu.register(
            menu.Item(
                "imports",
                _("Imports"),
                "import_list",
                "table-import",
                "data",
                10,
                visible=may_import,
                part="data",
                about=_("Bring files in, look at them first, take them back."),
            )
        )
        menu.register(menu.Item("import", _("Import a file"), "import_new", "table-import", "find", visible=may_import))
        menu.register(
            menu.Item(
                "whole",
                _("Export everything"),
                "whole",
                "archive",
                menu.SETUP,
                40,
                visible=may_export_all,
                part="data",
                about=_("All records as CSV, and the files on them, in one archive."),
                words=_("backup, export, download everything"),
            )
        )
        pages.register("job", "whole", 20, of_job)
        trash.register_lot(LOT)
        pages.register("job", "import", 10, panels.import_of_job)
