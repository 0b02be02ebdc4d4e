"""Bring Django up inside a command, with the database migrated or a clear word that it is not."""

from __future__ import annotations

import os


def start_django() -> None:
    """Load settings and apps; call before any import of a model."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
    django.setup()


def migrate(verbosity: int = 0) -> None:
    """Bring the database up to date; safe to run again and again."""
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=verbosity)
