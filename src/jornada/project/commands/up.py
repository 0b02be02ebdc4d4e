"""`jornada up`: web and worker in one command."""

from __future__ import annotations

import socket
from typing import Any

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option(
    "--threads", default=2, show_default=True, type=click.IntRange(0, 64), help="Jobs at a time; 0: no worker."
)
@click.option("--demo-when-empty", is_flag=True, help="Load the demo company when the database is empty.")
def command(host: str, port: int, workers: int, threads: int, demo_when_empty: bool) -> None:
    """Serve Jornada: migrates the database, then runs the web app and the worker.

    \b
    jornada up                             http://127.0.0.1:8000, data in JORNADA_HOME
    DATABASE_URL=postgres://… jornada up   on PostgreSQL
    """
    refuse_taken_port(host, port)
    from jornada.project.boot import migrate, start_django

    start_django()
    migrate()
    if demo_when_empty:
        load_demo_when_empty()
    welcome(host, port)
    serve(host, port, workers, threads)


def refuse_taken_port(host: str, port: int) -> None:
    """Say at once, in words, when something else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {host}:{port} ({error.strerror}). "
                f"Stop what runs there, or choose another port: --port {port + 1}"
            ) from error


def load_demo_when_empty() -> None:
    """Fill a database that has no people in it yet."""
    from jornada.apps.org.models import User

    if User.objects.exists():
        return
    from jornada.project.commands.demo import command as demo

    demo.main(["--accounts", "500", "--yes"], standalone_mode=False)


def welcome(host: str, port: int) -> None:
    """Print where to go and how to sign in."""
    from jornada.apps.org.models import User, Workspace

    click.echo(f"\nJornada is at http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}  (Ctrl+C stops)")  # noqa: S104
    if Workspace.objects.filter(is_demo=True).exists():
        click.echo("Demo sign-in: ana@demo.jornada / jornada-demo")
    elif not User.objects.filter(role="admin").exists():
        click.echo("Nobody can sign in yet. Make the first administrator: jornada user you@company.com --admin")


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Run granian in the foreground and the worker's threads beside it, until a signal comes."""
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from jornada.project.background import crew
    from jornada.project.serving import serve_on

    # A forked web process would inherit the locks that the worker's threads hold at that moment.
    multiprocessing.set_start_method("spawn", force=True)
    crew_ = crew(threads) if threads else None
    if crew_:
        crew_.start()
    options: dict[str, Any] = {
        "address": host,
        "port": port,
        "interface": Interfaces.WSGI,
        "workers": workers,
        "blocking_threads": 4,
        "log_level": LogLevels.warning,
        "websockets": False,
        "respawn_failed_workers": True,
    }
    try:
        serve_on(lambda: Granian("jornada.project.wsgi:application", **options))
    finally:
        if crew_:
            crew_.stop()
