"""`jornada check`: whether this installation is whole."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

# What PostgreSQL keeps in memory as it is installed, and how many times that a database is large.
AS_INSTALLED, MUCH = 128 * 2**20, 8


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> None:
    """Check Python, settings, database, migrations, front end, folder, journey map and waiting work.

    Exit code 0 when all is well, 1 when something needs attention.
    """
    from jornada.project.boot import start_django

    start_django()
    findings = list(look())
    is_well = all(finding["ok"] for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": is_well, "checks": findings}, indent=2))
    else:
        for finding in findings:
            mark = click.style("ok  ", fg="green") if finding["ok"] else click.style("fix ", fg="red")
            click.echo(f"{mark}{finding['name']}: {finding['detail']}")
    sys.exit(0 if is_well else 1)


def look() -> Iterator[dict[str, object]]:
    """Look at one thing after another; a later one is not tried when the database is out of reach."""
    yield _python()
    yield _settings()
    yield _home()
    yield _front_end()
    database = _database()
    yield database
    if database["ok"]:
        migrations = _migrations()
        yield migrations
        if migrations["ok"]:
            yield _people()
            yield _map()
            yield _waiting()


def _finding(name: str, ok: bool, detail: str) -> dict[str, object]:
    return {"name": name, "ok": ok, "detail": detail}


def _python() -> dict[str, object]:
    import platform
    import sys
    import sysconfig

    flags = sysconfig.get_config_var("CONFIG_ARGS")
    # Systems compile their own with optimizations, by another way than the flag.
    is_slow = flags is not None and sys.base_prefix != "/usr" and "--enable-optimizations" not in flags
    advice = ", compiled without --enable-optimizations: pages take up to twice as long" if is_slow else ""
    return _finding("Python", True, platform.python_version() + advice)


def _settings() -> dict[str, object]:
    from django.core import checks

    wrong = [issue for issue in checks.run_checks() if issue.level >= checks.WARNING]
    return _finding("settings", not wrong, "; ".join(str(issue) for issue in wrong) or "sound")


def _home() -> dict[str, object]:
    import os
    import shutil

    from django.conf import settings

    if not os.access(settings.HOME, os.W_OK):
        return _finding("folder", False, f"cannot write to {settings.HOME}; set JORNADA_HOME to a folder of your own")
    free = shutil.disk_usage(settings.HOME).free / 1e9
    advice = "" if free > 1 else "; free some space before an import"
    return _finding("folder", free > 1, f"{settings.HOME}, {free:.1f} GB free{advice}")


def _front_end() -> dict[str, object]:
    from django.conf import settings

    manifest = settings.DJANGO_VITE["default"]["manifest_path"]
    is_built = manifest.is_file()
    return _finding("front end", is_built, "built" if is_built else "not built: run `make setup`")


def _database() -> dict[str, object]:
    from django.db import connection

    try:
        connection.ensure_connection()
    except Exception as error:
        return _finding("database", False, f"no answer: {error}. Check DATABASE_URL.")
    advice = _buffers() if connection.vendor == "postgresql" else ""
    return _finding("database", True, connection.vendor + advice)


def _buffers() -> str:
    """Say when PostgreSQL keeps as little of a large database in memory as it does before anybody sets it up."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), setting::bigint * 8192"
            " FROM pg_settings WHERE name = 'shared_buffers'"
        )
        size, kept = cursor.fetchone()
    if kept > AS_INSTALLED or size < MUCH * kept:
        return ""
    return (
        f", {size / 1e9:.1f} GB with shared_buffers of {kept / 2**20:.0f} MB: set it to a quarter of the memory"
        " (docs/how-to/production.md)"
    )


def _migrations() -> dict[str, object]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _finding(
        "migrations", not missing, f"{len(missing)} to run: `jornada up` runs them" if missing else "all run"
    )


def _people() -> dict[str, object]:
    from jornada.apps.org.models import User

    admins = User.objects.filter(role="admin", is_active=True).count()
    advice = "" if admins else "; make one: jornada user you@company.com --admin"
    return _finding("people", admins > 0, f"{User.objects.count()} users, {admins} administrators{advice}")


def _map() -> dict[str, object]:
    from jornada.apps.journeys.queries import active_map_faults

    faults = active_map_faults()
    return _finding("journey map", not faults, "; ".join(str(fault) for fault in faults) or "every rule can match")


def _waiting() -> dict[str, object]:
    from jornada.apps.interactions.models import Dirty
    from jornada.apps.org.models import Job

    waiting = Dirty.objects.count()
    failed = Job.objects.filter(status=Job.Status.FAILED).count()
    return _finding("work", True, f"{waiting} accounts to derive, {failed} failed jobs")
